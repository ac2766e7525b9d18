// An authentic delivery nobody can read: nothing is lost, a person hears of it, and after a fix it is an ordinary event.
import { afterAll, beforeAll, expect, it } from 'vitest'
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
  return { status: response.status, body: (await response.json()) as { ok: boolean; id: string; duplicate: boolean; quarantined?: true; events: string[] } }
}
const alerts = async () => {
  const chat = await world.app.db.prisma.chat.findFirstOrThrow({ where: { purpose: 'alerts' } })
  return (await world.calls('telegram')).filter(({ path, body }) => path === '/sendMessage' && Number(body.chat_id) === Number(chat.id)).map(({ body }) => String(body.text))
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
const sources = () => sourcesOf(readConfig({ SANDBOX_URL: world.sandbox.url }))

let strange: string

it('is answered 202 and kept, byte for byte', async () => {
  const raw = JSON.stringify({ event: 'booking_create', payload: STRANGE })
  const { status, body } = await post(raw)
  expect([status, body]).toEqual([202, { ok: true, id: expect.any(String), duplicate: false, events: [], quarantined: true }])
  strange = body.id
  const kept = await world.api(`/deliveries/${strange}`)
  expect(kept.body).toMatchObject({ status: 'quarantined', source: 'rentprog', door: 'batumi', raw, contentType: 'application/json', reason: expect.stringContaining('booking_create'), events: [] })
})

it('is told to the person on duty, in the alerts chat, with what to do', async () => {
  const [alert] = await until(5_000, async () => {
    const texts = await alerts()
    return texts.length > 0 && texts
  })
  expect(alert).toContain('rentprog (batumi)')
  expect(alert).toContain('quarantine reprocess')
  expect(alert).toContain(`/api/deliveries/${strange}`)
})

it('is kept also when it is no text at all, and one alert stands for many', async () => {
  const bytes = Buffer.from([0xff, 0x00, 0xfe, 0x7b])
  const { status, body } = await post(bytes, 'application/octet-stream')
  expect(status).toBe(202)
  expect((await world.api(`/deliveries/${body.id}`)).body).toMatchObject({ rawEncoding: 'base64', raw: bytes.toString('base64'), contentType: 'application/octet-stream' })
  for (const payload of ['{"id"=>', '{"id"=>#<Proc:0x1', '[]', '']) expect((await post(JSON.stringify({ event: 'car_update', payload }))).status).toBe(202)
  expect(await alerts()).toHaveLength(1)
})

it('stays where it is while nobody has fixed the reader', async () => {
  const before = await world.app.db.prisma.delivery.count({ where: { status: 'quarantined' } })
  const results = await reprocessQuarantined(world.app.db, world.clock, sources())
  expect(results).toHaveLength(before)
  for (const { events, reason } of results) expect([events, reason]).toEqual([[], expect.any(String)])
  expect(await world.app.db.prisma.delivery.count({ where: { status: 'quarantined' } })).toBe(before)
})

it('becomes an event after the fix, goes through the graph, and its delivery tells so', async () => {
  const results = await reprocessQuarantined(world.app.db, world.clock, sources().map(fixed))
  const released = results.filter(({ events }) => events.length > 0)
  expect(released).toEqual([{ deliveryId: strange, events: [expect.any(String)] }])
  await world.app.drain()
  const [id = ''] = released[0]?.events ?? []
  expect(await world.event(id)).toMatchObject({ type: 'booking.created', status: 'done', plan: { agents: ['booking-controller'] } })
  expect((await world.api(`/deliveries/${strange}`)).body).toMatchObject({ status: 'accepted', reason: null, events: [id] })
})

it('is not read twice, however often and by however many it is tried', async () => {
  const again = await Promise.all([1, 2, 3].map(() => reprocessQuarantined(world.app.db, world.clock, sources().map(fixed), strange)))
  expect(again.flat()).toEqual([])
  expect(await eventsOf(strange)).toHaveLength(1)
})

it('becomes one event also when two people read it again at the same moment', async () => {
  const { body } = await post(JSON.stringify({ event: 'booking_create', payload: STRANGE.replace('710002', '710003') }))
  const both = await Promise.all([1, 2].map(() => reprocessQuarantined(world.app.db, world.clock, sources().map(fixed), body.id)))
  expect(both.flat().flatMap(({ events }) => events)).toHaveLength(1)
  expect(await eventsOf(body.id)).toHaveLength(1)
})

it('sent again by RentProg after the fix, the same fact is a duplicate', async () => {
  const raw = JSON.stringify({ event: 'booking_create', payload: STRANGE.replace('710002', '710004') })
  const first = await post(raw)
  await reprocessQuarantined(world.app.db, world.clock, sources().map(fixed), first.body.id)
  const second = await post(raw)
  const released = await reprocessQuarantined(world.app.db, world.clock, sources().map(fixed), second.body.id)
  expect(released.flatMap(({ events }) => events)).toEqual((await eventsOf(first.body.id)).map(({ id }) => id))
  expect(await world.app.db.prisma.event.count({ where: { subject: 'booking:710004' } })).toBe(1)
})
