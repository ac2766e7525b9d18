// What the outside world does to us: refusals, silence, cut connections; and what is promised all the same.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS, inTbilisi, MINUTE_MS } from '../../src/clock.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())
afterEach(async () => {
  await fetch(`${world.sandbox.url}/_faults`, { method: 'DELETE' })
})

let nextId = 730_000
const local = (ms: number) => inTbilisi(new Date(world.clock.now().getTime() + ms)).toFormat('dd-MM-yyyy H:mm')
/** A booking whose car goes out in an hour: two Telegram messages and a YouGile task leave at once. */
async function issueInAnHour(): Promise<number> {
  const id = nextId++
  await world.rentprog('batumi', 'booking_create', {
    id,
    state: 'Активная',
    active: true,
    car_id: 80001,
    client_id: 60001,
    responsible_id: 90001,
    start_date: local(HOUR_MS),
    end_date: local(3 * DAY_MS),
  })
  return id
}
const eventOf = async (booking: number, type = 'booking.issue.planned') => {
  const row = await world.app.db.prisma.event.findFirstOrThrow({ where: { subject: `booking:${booking}`, type } })
  return world.event(row.id)
}
const outgoing = async (booking: number) =>
  (await eventOf(booking)).effects.filter(({ kind }) => kind === 'telegram.message' || kind === 'yougile.task')
const sentBy = async (key: string) =>
  (await world.calls()).filter(({ effectKey, status, fault }) => effectKey === key && (status < 300 || fault === 'dropAfter'))

describe('a vendor that answers 503', () => {
  it('is tried again with growing pauses, and the effect leaves once', async () => {
    await world.fault({ system: 'yougile', match: '/tasks', status: 503, times: 2 })
    const booking = await issueInAnHour()
    await world.app.drain()
    const task = async () => (await outgoing(booking)).find(({ kind }) => kind === 'yougile.task')
    expect(await task()).toMatchObject({ status: 'planned', attempts: 1 })
    for (const pause of [1_000, 2_000]) {
      world.clock.advance(pause)
      await world.app.drain()
    }
    expect(await task()).toMatchObject({ status: 'sent', attempts: 3 })
    expect(await sentBy((await task())?.key ?? '')).toHaveLength(1)
  })

  it('for longer than we try leaves a failed effect, which a person may retry', async () => {
    await world.fault({ system: 'yougile', match: 'POST /tasks', status: 422, times: 1 })
    const booking = await issueInAnHour()
    await world.app.drain()
    const task = (await outgoing(booking)).find(({ kind }) => kind === 'yougile.task')
    expect(task).toMatchObject({ status: 'failed' })
    expect((await eventOf(booking)).status).toBe('done')
    const { status } = await world.api(`/effects/${encodeURIComponent(task?.key ?? '')}/retry`, 'POST')
    expect(status).toBe(202)
    await world.app.drain()
    expect((await outgoing(booking)).find(({ kind }) => kind === 'yougile.task')).toMatchObject({ status: 'sent' })
  })
})

describe('Telegram asking to slow down', () => {
  it('is obeyed: the message waits as long as it was told, which costs no attempt', async () => {
    await world.fault({ system: 'telegram', match: 'sendMessage', retryAfter: 17, times: 1 })
    const booking = await issueInAnHour()
    await world.app.drain()
    const waiting = (await outgoing(booking)).filter(({ status }) => status === 'planned')
    expect(waiting).toMatchObject([{ kind: 'telegram.message', attempts: 0 }])
    world.clock.advance(17_000)
    await world.app.drain()
    expect((await outgoing(booking)).map(({ status }) => status)).toEqual(['sent', 'sent', 'sent'])
  })
})

describe('a connection cut after the work was done', () => {
  it('never makes a second Telegram message: it stays uncertain until a person decides', async () => {
    await world.fault({ system: 'telegram', match: 'sendMessage', dropAfter: true, times: 1 })
    const booking = await issueInAnHour()
    await world.app.drain()
    const uncertain = (await outgoing(booking)).find(({ status }) => status === 'uncertain')
    expect(uncertain).toMatchObject({ kind: 'telegram.message' })
    world.clock.advance(HOUR_MS / 2)
    await world.app.drain()
    expect(await sentBy(uncertain?.key ?? '')).toHaveLength(1)
    await world.api(`/effects/${encodeURIComponent(uncertain?.key ?? '')}/discard`, 'POST')
    expect((await outgoing(booking)).find(({ key }) => key === uncertain?.key)).toMatchObject({ status: 'skipped' })
  })

  it('makes no second YouGile task: the vendor knows our key', async () => {
    await world.fault({ system: 'yougile', match: 'POST /tasks', dropAfter: true, times: 1 })
    const booking = await issueInAnHour()
    await world.app.drain()
    const task = async () => (await outgoing(booking)).find(({ kind }) => kind === 'yougile.task')
    expect(await task()).toMatchObject({ status: 'uncertain' })
    world.clock.advance(2_000)
    await world.app.drain()
    const receipt = (await task())?.receipt
    expect(await task()).toMatchObject({ status: 'sent' })
    const { key } = (await task()) ?? { key: '' }
    const asked = (await world.calls('yougile')).filter(({ effectKey, method }) => effectKey === key && method === 'POST')
    expect(asked.map(({ body }) => body.idempotencyKey)).toEqual([key, key])
    expect(receipt).toHaveProperty('taskId')
  })
})

describe('RentProg that does not answer', () => {
  it('fails the agent, which alone is tried again until it recovers', async () => {
    await world.fault({ system: 'rentprog', match: '/bookings/700002', status: 500, times: 3 })
    await world.fault({ system: 'rentprog', match: '/booking', status: 500, times: 20 })
    const { body } = await world.rentprog('tbilisi', 'booking_update', { id: 700002, description: ['', 'x'], user_id: 1 })
    await world.app.drain()
    const id = body.events[0] ?? ''
    expect(await world.event(id)).toMatchObject({ status: 'received', agents: [{ name: 'booking-controller', status: 'failed' }] })
    await fetch(`${world.sandbox.url}/_faults`, { method: 'DELETE' })
    world.clock.advance(15 * MINUTE_MS)
    await world.app.drain()
    expect(await world.event(id)).toMatchObject({ status: 'done', agents: [{ status: 'done' }], error: null })
  })

  it('for good leaves a dead event with its whole story, an alert, and a replay that mends it', async () => {
    await world.fault({ system: 'rentprog', match: '/booking', status: 404, times: 1 })
    await world.fault({ system: 'rentprog', match: '/', status: 500, times: 500 })
    const { body } = await world.rentprog('kutaisi', 'booking_update', { id: 700003, description: ['', 'y'], user_id: 1 })
    const id = body.events[0] ?? ''
    for (let hour = 0; hour < 40 && (await world.event(id)).status !== 'dead'; hour++) {
      await world.app.drain()
      world.clock.advance(HOUR_MS)
    }
    expect(await world.event(id)).toMatchObject({
      status: 'dead',
      agents: [{ name: 'booking-controller', status: 'failed', error: expect.stringContaining('rentprog') }],
    })
    const alerts = (await world.calls('telegram')).filter(({ body: message }) => message.chat_id === -1000000000007)
    expect(alerts.some(({ body: message }) => String(message.text).includes(id))).toBe(true)

    await fetch(`${world.sandbox.url}/_faults`, { method: 'DELETE' })
    const replay = await world.api(`/events/${id}/replay`, 'POST')
    expect(replay.status).toBe(202)
    // The circuit to RentProg looks again after ten real seconds; until then waiting costs no attempt.
    const deadline = performance.now() + 20_000
    while (!['done', 'dead'].includes((await world.event(id)).status) && performance.now() < deadline) {
      await world.app.drain()
      world.clock.advance(MINUTE_MS)
    }
    expect(await world.event(id)).toMatchObject({ status: 'done' })
  })
})
