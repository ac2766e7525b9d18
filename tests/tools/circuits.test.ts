// A vendor that dies is left alone, and the person on duty hears of it once: when it is down, and when it is back; each vendor for itself.
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { type Clock, MINUTE_MS, systemClock } from '../../src/clock.ts'
import type { Alert } from '../../src/observability/alerts.ts'
import { createHappenings } from '../../src/observability/happenings.ts'
import { createLog } from '../../src/observability/log.ts'
import { createMetrics } from '../../src/observability/metrics.ts'
import { toldOnce } from '../../src/told-once.ts'
import { createTools, type Tools } from '../../src/tools/index.ts'
import { type Sandboxed, sandboxConfig, sandboxed } from './sandboxed.ts'

let world: Sandboxed
let at = Date.parse('2030-11-05T06:00:00Z')
const clock: Clock = { now: () => new Date(at) }
beforeAll(async () => {
  world = await sandboxed()
})
beforeEach(async () => {
  await world.clear()
  at += 60 * MINUTE_MS
})
afterAll(() => world.stop())

/** A replica as src/app.ts wires it, and what it would send to the person on duty. */
function replica() {
  const alerts: Alert[] = []
  const log = createLog({ level: 'silent' })
  const happenings = createHappenings({ log, metrics: createMetrics(), alerts: { raise: (alert) => void alerts.push(alert) }, secrets: [] })
  const told = toldOnce(world.db, clock)
  const pending: Promise<void>[] = []
  const tools = createTools(sandboxConfig(world.sandbox.url), {
    db: world.db,
    clock: systemClock,
    breaker: { failures: 3, halfOpenAfterMs: 150 },
    onCircuit: (system, state) => void pending.push(told(system, state).then((told) => happenings.circuitChanged({ system, state, told }))),
  })
  const heard = async () => {
    await Promise.all(pending)
    return alerts.map(({ kind, subject }) => `${kind} ${subject}`)
  }
  return { tools, heard }
}

/** One call of each vendor that changes nothing when it fails. */
const CALLS: Record<string, (tools: Tools) => Promise<unknown>> = {
  rentprog: ({ rentprog }) => rentprog.write.updateBooking({ branch: 'batumi', bookingId: 700_001, set: { fine: 0 } }),
  yougile: ({ yougile }) => yougile.write.updateTask({ id: '00000000-0000-4000-8000-000000000010' }),
  umnico: ({ umnico }) => umnico.write.enableWebhook({ id: 1 }),
  stripe: ({ stripe }) => stripe.write.createLink({ linkId: 'l', amountMinor: 1, currency: 'GEL', description: 'x' }),
  amocrm: ({ amocrm }) => amocrm.write.addNotes({ type: 'leads', notes: [{ entityId: 1, text: 'x' }] }),
  telegram: ({ telegram }) => telegram.write.deleteWebhook({}),
}
const systems = Object.keys(CALLS)
const callOf = (system: string, tools: Tools) => (CALLS[system] ?? (() => Promise.reject(new Error(system))))(tools)
const fails = (system: string, tools: Tools) =>
  callOf(system, tools).then(
    () => 'answered',
    (error: { notTried?: boolean }) => (error.notTried ? 'not asked' : 'failed'),
  )

it.each(systems)('%s: one word when it dies, nothing while it is dead, one when it lives again', async (system) => {
  const { tools, heard } = replica()
  // RentProg asks for a token first.
  expect(await fails(system, tools)).not.toBe('not asked')
  await world.clear()
  await world.fault({ system, html: true, times: 100 })
  const ended: string[] = []
  for (let n = 0; n < 8; n++) ended.push(await fails(system, tools))
  expect(ended).toEqual([...Array(3).fill('failed'), ...Array(5).fill('not asked')])
  expect(await world.calls(system)).toHaveLength(3)
  expect(await heard()).toEqual([`vendor-down ${system}`])

  // It is tried now and then: still dead is no news.
  await vi.waitFor(async () => expect(await fails(system, tools)).toBe('failed'), { timeout: 5_000, interval: 50 })
  expect(await heard()).toEqual([`vendor-down ${system}`])

  // Others are asked as ever.
  const other = systems.find((name) => name !== system && name !== 'yougile') ?? ''
  expect(await fails(other, tools)).toBe('answered')

  await world.clear()
  await vi.waitFor(() => expect(fails(system, tools)).resolves.not.toBe('not asked'), { timeout: 5_000, interval: 50 })
  expect(await heard()).toEqual([`vendor-down ${system}`, `vendor-back ${system}`])
})

it('of several replicas that see the same outage one speaks', async () => {
  const replicas = [replica(), replica(), replica()]
  await world.fault({ system: 'umnico', status: 500, times: 9 })
  for (const { tools } of replicas) for (let n = 0; n < 3; n++) await fails('umnico', tools)
  const all = async () => (await Promise.all(replicas.map(({ heard }) => heard()))).flat()
  expect(await all()).toEqual(['vendor-down umnico'])
  for (const { tools } of replicas)
    await vi.waitFor(async () => expect(await fails('umnico', tools)).toBe('answered'), { timeout: 5_000, interval: 50 })
  expect(await all()).toEqual(['vendor-down umnico', 'vendor-back umnico'])
})

it('an outage that comes back at once, or later, is told of again', async () => {
  const told = toldOnce(world.db, clock)
  expect([await told('acme', 'open'), await told('acme', 'open')]).toEqual([false, true])
  at += 1_000
  expect([await told('acme', 'closed'), await told('acme', 'closed')]).toEqual([false, true])
  at += 1_000
  expect(await told('acme', 'open')).toBe(false)
  at += 10 * MINUTE_MS
  expect(await told('acme', 'open')).toBe(false)
})
