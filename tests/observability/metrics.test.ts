// The page that Prometheus reads.
import { expect, it } from 'vitest'
import { createMetrics } from '../../src/observability/metrics.ts'

it('carries our numbers and those of the process, each registry on its own', async () => {
  const one = createMetrics()
  const other = createMetrics()
  one.events.inc({ type: 'booking.created', outcome: 'done' })
  expect(await one.text()).toContain('orchestrator_events_total{type="booking.created",outcome="done"} 1')
  expect(await one.text()).toContain('process_cpu_seconds_total')
  expect(await other.text()).not.toContain('booking.created')
})

it('shows the state of a circuit', async () => {
  const metrics = createMetrics()
  metrics.setCircuit('telegram', 'open')
  metrics.setCircuit('yougile', 'half-open')
  const page = await metrics.text()
  expect(page).toContain('orchestrator_circuit_open{system="telegram"} 1')
  expect(page).toContain('orchestrator_circuit_open{system="yougile"} 0.5')
})

it('reads what is asked for only when asked', async () => {
  let waiting = 1
  const metrics = createMetrics({
    oldestWaitingSeconds: () => waiting,
    deadLetters: async () => ({ events: 2, effects: 3 }),
    workersOpen: () => false,
  })
  waiting = 42
  const page = await metrics.text()
  expect(page).toContain('orchestrator_oldest_waiting_seconds 42')
  expect(page).toContain('orchestrator_dead_letters{ledger="events"} 2')
  expect(page).toContain('orchestrator_dead_letters{ledger="effects"} 3')
  expect(page).toContain('orchestrator_workers_open 0')
})

it('serves the page even when the database does not answer', async () => {
  const metrics = createMetrics({
    oldestWaitingSeconds: () => Promise.reject(new Error('database is away')),
    deadLetters: () => {
      throw new Error('database is away')
    },
  })
  metrics.queueForgot.inc(7)
  const page = await metrics.text()
  expect(page).toContain('orchestrator_queue_forgot_total 7')
  expect(page).toContain('orchestrator_oldest_waiting_seconds Nan')
})
