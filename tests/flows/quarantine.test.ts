// An authentic delivery nobody can read: nothing is lost, a person hears of it, and after a fix it is an ordinary event.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MINUTE_MS } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { reprocessQuarantined } from '../../src/ingress/reprocess.ts'
import type { Source } from '../../src/ingress/source.ts'
import { sourcesOf } from '../../src/ingress/sources/index.ts'
import { until } from '../process/children.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

/** A spelling of the payload that no reader of ours knows. */
const STRANGE = '<<booking 710002 | state: Активная>>'
const door = () => `${world.app.url}/webhooks/rentprog/batumi?t=sandbox-batumi`
const post = async (body: string | Buffer, type = 'application/json') => {
  const response = await fetch(door(), { method: 'POST', headers: { 'content-type': type }, body: new Uint8Array(Buffer.from(body)) })
  return {
    status: response.status,
    body: (await response.json()) as { ok: boolean; id: string; duplicate: boolean; quarantined?: true; events: string[] },
  }
}
const alerts = async () => {
  const chat = await world.app.db.prisma.chat.findFirstOrThrow({ where: { purpose: 'alerts' } })
  return (await world.calls('telegram'))
    .filter(({ path, body }) => path === '/sendMessage' && Number(body.chat_id) === Number(chat.id))
    .map(({ body }) => String(body.text))
}
const eventsOf = (deliveryId: string) => world.app.db.prisma.event.findMany({ where: { deliveryId } })
const fixed = (source: Source): Source => ({
  ...source,
  read(delivery) {
    const [, id, state] = /<<booking (\d+) \| state: (.+)>>/.exec(delivery.raw.toString()) ?? []
    if (id === undefined) return source.read(delivery)
    const payload = JSON.stringify({ event: 'booking_create', payload: { id: Number(id), state } })
    return source.read({ ...delivery, raw: Buffer.from(payload) })
  },
})
const source = (): Source => sourcesOf(readConfig({ SANDBOX_URL: world.sandbox.url }))[0] as Source
const reprocess = (reader: Source, only?: string) =>
  reprocessQuarantined({ db: world.app.db, clock: world.clock, sources: [reader], duplicateWindowMin: 15 }, only)
const reprocessFixed = (only?: string) => reprocess(fixed(source()), only)

let strange: string

it('is answered 202 and kept, byte for byte', async () => {
  const raw = JSON.stringify({ event: 'booking_create', payload: STRANGE })
  const { status, body } = await post(raw)
  expect([status, body]).toEqual([202, { ok: true, id: expect.any(String), duplicate: false, events: [], quarantined: true }])
  strange = body.id
  const kept = await world.api(`/deliveries/${strange}`)
  expect(kept.body).toMatchObject({
    status: 'quarantined',
    source: 'rentprog',
    door: 'batumi',
    raw,
    contentType: 'application/json',
    reason: expect.stringContaining('booking_create'),
    events: [],
  })
})

it('is told to the person on duty, in the alerts chat, with what to do', async () => {
  const alert = await until(5_000, async () => (await alerts())[0])
  expect(alert).toContain('rentprog (batumi)')
  expect(alert).toContain('quarantine reprocess')
  expect(alert).toContain(`/api/deliveries/${strange}`)
})

it('is kept also when it is no text at all, and one alert stands for many', async () => {
  const bytes = Buffer.from([0xff, 0x00, 0xfe, 0x7b])
  const { status, body } = await post(bytes, 'application/octet-stream')
  expect(status).toBe(202)
  expect((await world.api(`/deliveries/${body.id}`)).body).toMatchObject({
    rawEncoding: 'base64',
    raw: bytes.toString('base64'),
    contentType: 'application/octet-stream',
  })
  for (const payload of ['{"id"=>', '{"id"=>#<Proc:0x1', '[]', ''])
    expect((await post(JSON.stringify({ event: 'car_update', payload }))).status).toBe(202)
  expect(await alerts()).toHaveLength(1)
})

it('stays where it is while nobody has fixed the reader', async () => {
  const before = await world.app.db.prisma.delivery.count({ where: { status: 'quarantined' } })
  const results = await reprocess(source())
  expect(results).toHaveLength(before)
  for (const { events, reason } of results) expect([events, reason]).toEqual([[], expect.any(String)])
  expect(await world.app.db.prisma.delivery.count({ where: { status: 'quarantined' } })).toBe(before)
})

it('becomes an event after the fix, goes through the graph, and its delivery tells so', async () => {
  const results = await reprocessFixed()
  const released = results.filter(({ events }) => events.length > 0)
  expect(released).toEqual([{ deliveryId: strange, events: [expect.any(String)] }])
  await world.app.drain()
  const [id = ''] = released[0]?.events ?? []
  expect(await world.event(id)).toMatchObject({
    type: 'booking.created',
    status: 'done',
    plan: { agents: ['booking-controller', 'payments'] },
  })
  expect((await world.api(`/deliveries/${strange}`)).body).toMatchObject({ status: 'accepted', reason: null, events: [id] })
})

it('is not read twice, however often and by however many it is tried', async () => {
  const again = await Promise.all([1, 2, 3].map(() => reprocessFixed(strange)))
  expect(again.flat()).toEqual([])
  expect(await eventsOf(strange)).toHaveLength(1)
})

it('becomes one event also when two people read it again at the same moment', async () => {
  const { body } = await post(JSON.stringify({ event: 'booking_create', payload: STRANGE.replace('710002', '710003') }))
  const both = await Promise.all([1, 2].map(() => reprocessFixed(body.id)))
  expect(both.flat().flatMap(({ events }) => events)).toHaveLength(1)
  expect(await eventsOf(body.id)).toHaveLength(1)
})

it('sent twice while nobody understood it, is one fact', async () => {
  const raw = JSON.stringify({ event: 'booking_create', payload: STRANGE.replace('710002', '710004') })
  const [first, second] = [await post(raw), await post(raw)]
  expect([first.status, second.status]).toEqual([202, 202])
  const results = await reprocessFixed()
  expect(results.slice(-2)).toMatchObject([
    { deliveryId: first.body.id, events: [expect.any(String)] },
    { deliveryId: second.body.id, events: [], reason: `the same as delivery ${first.body.id}` },
  ])
  expect(await world.app.db.prisma.event.count({ where: { subject: 'booking:710004' } })).toBe(1)
  expect((await world.api(`/deliveries/${second.body.id}`)).body).toMatchObject({ status: 'ignored', raw })
})

it('sent again after the fix, is the same fact in either order', async () => {
  const fact = { event: 'booking_create', payload: { id: 710005, state: 'Активная' } }
  const strangely = (id: number) => JSON.stringify({ event: 'booking_create', payload: STRANGE.replace('710002', String(id)) })
  const released = await post(strangely(710005))
  await reprocessFixed(released.body.id)
  // Now in a spelling the door itself understands.
  expect((await post(JSON.stringify(fact))).body).toMatchObject({ duplicate: true, id: released.body.id })

  const waiting = await post(strangely(710006))
  const understood = await post(JSON.stringify({ ...fact, payload: { ...fact.payload, id: 710006 } }))
  expect(understood.body).toMatchObject({ duplicate: false })
  expect(await reprocessFixed(waiting.body.id)).toMatchObject([{ events: [], reason: `the same as delivery ${understood.body.id}` }])
  expect(await world.app.db.prisma.event.count({ where: { subject: { in: ['booking:710005', 'booking:710006'] } } })).toBe(2)
})

it('that says something else in between, is a fact of its own', async () => {
  const changed = (state: string) =>
    JSON.stringify({ event: 'booking_create', payload: STRANGE.replace('710002', '710007').replace('Активная', state) })
  for (const state of ['Активная', 'Бронь', 'Активная']) await post(changed(state))
  expect((await reprocessFixed()).flatMap(({ events }) => events)).toHaveLength(3)
  world.clock.advance(16 * MINUTE_MS)
  const later = await post(changed('Активная'))
  expect((await reprocessFixed(later.body.id)).flatMap(({ events }) => events)).toHaveLength(1)
})

it('that turns out to say nothing for us, waits no longer', async () => {
  const { body } = await post(JSON.stringify({ event: 'booking_ping', payload: {} }))
  const passing: Source = { ...source(), read: () => ({ outcome: 'ignored', reason: 'a ping' }) }
  expect(await reprocess(passing, body.id)).toEqual([
    { deliveryId: body.id, events: [], reason: 'understood now, and nothing for us: a ping' },
  ])
  expect((await world.api(`/deliveries/${body.id}`)).body).toMatchObject({ status: 'ignored', reason: 'a ping' })
  expect(await reprocess(passing, body.id)).toEqual([])
})
