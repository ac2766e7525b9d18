// Every business happening leaves a line, a number, and an alert when a person must hear of it.
import { expect, it } from 'vitest'
import type { Alert } from '../../src/observability/alerts.ts'
import { createHappenings } from '../../src/observability/happenings.ts'
import { createLog } from '../../src/observability/log.ts'
import { createMetrics } from '../../src/observability/metrics.ts'

const deliveryId = '0198a1b2-0000-7000-8000-00000000000d'
const eventId = '0198a1b2-0000-7000-8000-00000000000e'
const key = `${eventId}:booking-controller:yougile.task:main`

function house() {
  const written: string[] = []
  const alerts: Alert[] = []
  const metrics = createMetrics()
  const log = createLog({ level: 'debug', destination: { write: (line) => void written.push(line) } })
  const happenings = createHappenings({ log, metrics, alerts: { raise: (alert) => void alerts.push(alert) }, secrets: ['hunter22'] })
  return { happenings, alerts, page: () => metrics.text(), lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

it('carries one correlation id from the delivery to the receipt', () => {
  const { happenings, lines } = house()
  happenings.deliveryRecorded({ deliveryId, source: 'rentprog', door: 'batumi', outcome: 'accepted', events: [eventId], ms: 7.25 })
  happenings.eventClaimed({ eventId, deliveryId, type: 'booking.created', attempt: 1, waitedMs: 12 })
  happenings.agentReported({ eventId, deliveryId, type: 'booking.created', agent: 'booking-controller', status: 'done', ms: 5 })
  happenings.eventFinished({ eventId, deliveryId, type: 'booking.created', status: 'done', attempt: 1, ms: 20 })
  happenings.effectFinished({ key, deliveryId, kind: 'yougile.task', status: 'sent', ms: 40, critical: true })
  expect(lines().map((line) => line.correlationId)).toEqual(Array(5).fill(deliveryId))
  expect(lines()[0]).toMatchObject({ message: 'delivery recorded', source: 'rentprog', door: 'batumi', ms: 7.3, events: [eventId] })
  expect(lines()[4]).toMatchObject({ message: 'effect finished', eventId, agent: 'booking-controller', effectKey: key })
})

it('correlates an event that no delivery brought by its own id', () => {
  const { happenings, lines } = house()
  happenings.eventClaimed({ eventId, deliveryId: null, type: 'check.cash', attempt: 1, waitedMs: 0 })
  expect(lines()[0]).toMatchObject({ correlationId: eventId })
})

it('measures the door, the queue, the run, the agents, the effects and the vendors', async () => {
  const { happenings, page } = house()
  happenings.deliveryRecorded({ deliveryId, source: 'rentprog', door: 'batumi', outcome: 'duplicate', events: [], ms: 2 })
  happenings.deliveryRefused({ source: 'rentprog', door: 'batumi', status: 401, reason: 'wrong secret', ms: 1 })
  happenings.eventClaimed({ eventId, type: 'booking.created', attempt: 1, waitedMs: 250 })
  happenings.eventClaimed({ eventId, type: 'booking.created', attempt: 2, waitedMs: 99_000 })
  happenings.eventFinished({ eventId, type: 'booking.created', status: 'done', attempt: 2, ms: 30 })
  happenings.agentReported({ eventId, type: 'booking.created', agent: 'payments', status: 'failed', ms: 7, error: 'no rate' })
  happenings.effectFinished({ key, kind: 'yougile.task', status: 'sent', ms: 40, critical: true })
  happenings.vendorCalled({ system: 'yougile', operation: 'createTask', outcome: 'ok', ms: 35 })
  happenings.circuitChanged({ system: 'yougile', state: 'half-open' })
  happenings.takenOver({ eventIds: [eventId], worker: 7 })
  happenings.queueForgot({ count: 3 })
  happenings.runLost({ eventId, reason: 'fence' })
  happenings.modelDegraded({ reason: 'timeout' })
  const text = await page()
  for (const line of [
    'orchestrator_ack_seconds_count{source="rentprog",outcome="duplicate"} 1',
    'orchestrator_ack_seconds_count{source="rentprog",outcome="refused-401"} 1',
    'orchestrator_queue_seconds_count{type="booking.created"} 1',
    'orchestrator_queue_seconds_sum{type="booking.created"} 0.25',
    'orchestrator_events_total{type="booking.created",outcome="done"} 1',
    'orchestrator_agent_seconds_count{agent="payments"} 1',
    'orchestrator_agent_errors_total{agent="payments"} 1',
    'orchestrator_effects_total{kind="yougile.task",status="sent"} 1',
    'orchestrator_effect_seconds_count{kind="yougile.task"} 1',
    'orchestrator_vendor_calls_total{system="yougile",operation="createTask",outcome="ok"} 1',
    'orchestrator_circuit_open{system="yougile"} 0.5',
    'orchestrator_taken_over_total 1',
    'orchestrator_queue_forgot_total 3',
    'orchestrator_runs_lost_total 1',
    'orchestrator_model_degraded_total 1',
  ])
    expect(text).toContain(line)
})

it('gives a door that does not exist no label of its own', async () => {
  const { happenings, page } = house()
  happenings.deliveryRefused({ source: '../../etc', door: 'x', status: 404, reason: 'no such door', ms: 1 })
  expect(await page()).toContain('orchestrator_ack_seconds_count{source="unknown",outcome="refused-404"} 1')
})

it('alerts about what a person must hear of: what happened, what to do, where to look', () => {
  const { happenings, alerts } = house()
  happenings.deliveryQuarantined({ deliveryId, source: 'rentprog', door: 'batumi', reason: 'not JSON', ms: 2 })
  happenings.noticed({ deliveryId, text: 'Неизвестный филиал 99' })
  happenings.eventFinished({ eventId, type: 'car.moved', status: 'dead', attempt: 5, ms: 1, error: 'Refused: no such car' })
  happenings.eventFinished({ eventId, type: 'car.moved', status: 'partial', attempt: 5, ms: 1 })
  happenings.effectFinished({ key, kind: 'yougile.task', status: 'failed', ms: 1, critical: true, error: 'Refused: 403' })
  happenings.effectFinished({ key, kind: 'telegram.topic', status: 'uncertain', ms: 1, critical: false })
  happenings.circuitChanged({ system: 'telegram', state: 'open' })
  happenings.circuitChanged({ system: 'telegram', state: 'closed' })
  happenings.backendDown({ what: 'postgres', error: 'ECONNREFUSED' })
  happenings.backendUp({ what: 'postgres' })
  expect(alerts.map(({ kind, subject }) => [kind, subject])).toEqual([
    ['quarantined', 'rentprog/batumi'],
    ['notice', 'Неизвестный филиал 99'],
    ['event-dead', 'car.moved'],
    ['event-partial', 'car.moved'],
    ['effect-failed', 'yougile.task'],
    ['effect-uncertain', 'telegram.topic'],
    ['vendor-down', 'telegram'],
    ['vendor-back', 'telegram'],
    ['backend-down', 'postgres'],
    ['backend-up', 'postgres'],
  ])
  expect(alerts[0]?.text).toContain(`/api/deliveries/${deliveryId}`)
  expect(alerts[2]?.text).toBe(
    [
      'Событие car.moved не обработано, попытки кончились.',
      'Причина: Refused: no such car',
      `Что сделать: устраните причину и повторите — POST /api/events/${eventId}/replay`,
      `/api/events/${eventId}`,
    ].join('\n'),
  )
  expect(alerts[4]?.text).toContain(`POST /api/effects/${encodeURIComponent(key)}/retry`)
})

it('does not alert about the ordinary', () => {
  const { happenings, alerts } = house()
  happenings.deliveryRefused({ source: 'stripe', door: 'main', status: 401, reason: 'wrong signature', ms: 1 })
  happenings.eventFinished({ eventId, type: 'car.moved', status: 'done', attempt: 1, ms: 1 })
  happenings.eventFinished({ eventId, type: 'car.moved', status: 'received', attempt: 1, ms: 1, error: 'Unavailable: yougile' })
  happenings.effectFinished({ key, kind: 'telegram.pin', status: 'failed', ms: 1, critical: false })
  happenings.circuitChanged({ system: 'telegram', state: 'half-open' })
  expect(alerts).toEqual([])
})

it('carries no secret and no phone in an alert', () => {
  const { happenings, alerts } = house()
  happenings.eventFinished({ eventId, type: 'car.moved', status: 'dead', attempt: 5, ms: 1, error: 'client +995555123456, key hunter22' })
  expect(alerts[0]?.text).toContain('client ***, key ***')
})

it('never throws, whatever it is told and whatever is broken', () => {
  const broken = createLog({
    level: 'info',
    destination: {
      write: () => {
        throw new Error('disk full')
      },
    },
  })
  const raise = () => {
    throw new Error('no alerts')
  }
  const happenings = createHappenings({ log: broken, metrics: createMetrics(), alerts: { raise } })
  expect(() => happenings.eventFinished({ eventId, type: 'car.moved', status: 'dead', attempt: 1, ms: Number.NaN })).not.toThrow()
  expect(() => house().happenings.takenOver(undefined as never)).not.toThrow()
})

it('tells people of a poll that keeps failing ever more seldom, and counts every failure', async () => {
  const { happenings, alerts, page } = house()
  for (let failures = 1; failures <= 20; failures++) happenings.pollFailed({ poll: 'rentprog.cash:batumi', error: 'HTTP 404', failures })
  expect(alerts.map(({ text }) => text.split('\n')[0])).toEqual([
    'Не удалось опросить rentprog.cash:batumi.',
    ...[2, 4, 8, 16].map((n) => `Не удалось опросить rentprog.cash:batumi (неудач подряд: ${n}).`),
  ])
  expect(await page()).toContain('orchestrator_polls_failed_total{poll="rentprog.cash:batumi"} 20')
})
