// A collector sees a car leave without a booking: minutes later it would be gone, so people hear of it at once, and once.
import type { User } from 'grammy/types'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addMs, MINUTE_MS } from '../../src/clock.ts'
import { alarm, inspection, trip } from '../support/collector.ts'
import { answersTo, botCalls, post } from '../support/telegram-door.ts'
import { EMPLOYEE, presses } from '../support/telegram-updates.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

/** The sandbox posts it with the client, as a collector would. */
async function collect(source: string, order: Record<string, unknown>) {
  const response = await fetch(`${world.sandbox.url}/_collector/${source}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: world.app.url, ...order }),
  })
  return { status: response.status, body: (await response.json()) as { id: string; duplicate: boolean; events: string[]; error?: string } }
}

const messages = async () =>
  (await world.calls('telegram')).filter(({ path }) => path === '/sendMessage').map(({ body }) => String(body.text))
const ago = (minutes: number) => addMs(world.clock.now(), -minutes * MINUTE_MS).toISOString()

const CAR = { id: 80001, branch: 'batumi', name: 'Toyota Prius', plate: 'AA-000-AA' }
const MANAGER = { ...EMPLOYEE, id: 100000002 }

it('opens an incident, posts in the car’s topic and reaches the branch manager, once', async () => {
  await world.app.db.prisma.car.create({ data: { ...CAR, updatedAt: world.clock.now() } })
  const trip = alarm({ carPlate: 'aa 000 aa', startedAt: ago(12), fixAt: ago(1) })
  // However long Telegram takes for one of the two, the other does not wait for it.
  await world.fault({ system: 'telegram', match: 'sendMessage', delayMs: 1_000, times: 2 })
  const { status, body } = await collect('starline', { results: [trip] })
  expect([status, body]).toEqual([200, { id: expect.any(String), duplicate: false, quarantined: false, events: [expect.any(String)] }])
  await world.app.drain()

  expect(await world.event(body.events[0] ?? '')).toMatchObject({ type: 'unauthorized.trip', status: 'done', plan: { by: 'rules' } })
  expect(await world.app.db.prisma.incident.findMany()).toMatchObject([{ kind: 'unauthorized.trip', branch: 'batumi', carId: CAR.id }])
  const alarms = (await botCalls(world)).filter(
    ({ path, body: { text } }) => path === '/sendMessage' && /Несанкционированная/.test(String(text)),
  )
  const sentAt = alarms.map(({ at }) => Date.parse(at)) as [number, number]
  expect(Math.abs(sentAt[1] - sentAt[0])).toBeLessThan(1_000)
  expect(new Map(alarms.map(({ body: { chat_id, message_thread_id } }) => [chat_id, message_thread_id ?? null]))).toEqual(
    new Map([
      [-1000000000001, 77],
      [MANAGER.id, null],
    ]),
  )
  expect(alarms).toHaveLength(2)
  expect((await world.calls('rentprog')).filter(({ method }) => method !== 'OPTIONS')).toEqual([])

  const told = await messages()
  expect(await collect('starline', { results: [trip] })).toMatchObject({
    status: 200,
    body: { duplicate: true, id: body.id, events: body.events },
  })
  // The same trip, seen a little later.
  await collect('starline', { results: [alarm({ startedAt: ago(11), fixAt: ago(0) })] })
  await world.app.drain()
  expect(await messages()).toEqual(told)
})

/** On the car's card, as it was sent. */
async function button(action: string) {
  const { prisma } = world.app.db
  const incident = await prisma.incident.findFirstOrThrow({ where: { kind: 'unauthorized.trip' } })
  const eventId = incident.id.split(':')[1] ?? ''
  const effect = await prisma.effect.findUniqueOrThrow({ where: { key: `${eventId}:service-trips:telegram.message:car` } })
  const [messageId = 0] = (effect.receipt as { messageIds: number[] }).messageIds
  return { data: `st|${eventId}|${action}`, messageId }
}

it('an employee may not permit it; the manager may, and both cards say so', async () => {
  const { data, messageId } = await button('permit')
  const tap = async (from: User, id: string) => {
    await post(world, presses(data, { id, from, message: messageId }))
    await world.app.drain()
    return answersTo(world, id)
  }
  expect(await tap(EMPLOYEE, 'by-employee')).toEqual(['Это решает руководитель этого филиала или выше.'])
  expect(await world.app.db.prisma.tripPermit.count()).toBe(0)
  const waiting = () => world.app.db.prisma.event.count({ where: { type: 'reminder.due', status: 'scheduled' } })
  expect(await waiting()).toBe(1)

  expect(await tap(MANAGER, 'by-manager')).toEqual(['Поездка разрешена до сегодня 15:00, инцидент закрыт.'])
  expect(await world.app.db.prisma.tripPermit.findMany()).toMatchObject([{ carId: CAR.id, grantedBy: 90002 }])
  expect(await world.app.db.prisma.incident.findMany()).toMatchObject([{ status: 'closed', closedBy: 90002 }])
  expect(await waiting(), 'nobody above is told').toBe(0)
  const edits = async () => (await botCalls(world)).filter(({ path }) => path === '/editMessageText')
  expect(new Map((await edits()).map(({ body }) => [body.chat_id, /Итог: служебная поездка/.test(String(body.text))]))).toEqual(
    new Map([
      [-1000000000001, true],
      [MANAGER.id, true],
    ]),
  )
  expect(await edits()).toHaveLength(2)

  const before = await edits()
  expect(await tap(MANAGER, 'again')).toEqual([expect.stringMatching(/^Уже закрыто: служебная поездка/)])
  expect([await edits(), await world.app.db.prisma.tripPermit.count()]).toEqual([before, 1])

  const audit = await world.app.db.prisma.decision.findMany({ orderBy: { seq: 'asc' } })
  expect(audit.map(({ by, what, action }) => [by, what, action])).toEqual([
    [90001, 'denied', 'trip.permit'],
    [90002, 'permitted', 'trip.permit'],
    [90002, 'closed', 'incident.close'],
  ])
})

it('finds a trip without a booking itself; with a booking it stays silent', async () => {
  const { prisma } = world.app.db
  await prisma.car.createMany({
    data: [
      { id: 80002, branch: 'batumi', name: 'Kia Rio', plate: 'AA-002-BT', updatedAt: world.clock.now() },
      { id: 80003, branch: 'batumi', name: 'Hyundai Tucson', plate: 'AA-003-BT', updatedAt: world.clock.now() },
    ],
  })
  const away = { id: 790003, branch: 'batumi', carId: 80003, inRent: true, state: 'Активная' }
  await prisma.booking.create({ data: { ...away, startAt: new Date(ago(600)), endAt: new Date(ago(-600)), updatedAt: world.clock.now() } })
  const journey = (deviceId: string, carPlate: string, startedAt: number, endedAt: number) =>
    trip({ deviceId, carPlate, tripId: deviceId, startedAt: ago(startedAt), endedAt: ago(endedAt), distanceKm: 6.4 })

  const told = await messages()
  await collect('starline', { results: [journey('trip-3', 'AA-003-BT', 50, 20)] })
  await world.app.drain()
  expect(await messages()).toEqual(told)

  const results = [journey('trip-2', 'AA-002-BT', 40, 15)]
  await collect('starline', { results })
  await world.app.drain()
  const news = (await messages()).slice(told.length)
  expect(news).toEqual([expect.stringMatching(/Несанкционированная поездка[\s\S]*AA-002-BT/), expect.stringMatching(/AA-002-BT/)])
  expect(await prisma.trip.findMany({ orderBy: { carId: 'asc' }, where: { carId: { gt: 80001 } } })).toMatchObject([
    { carId: 80002, verdict: 'unauthorized', incidentId: expect.any(String) },
    { carId: 80003, verdict: 'rental', bookingId: away.id, incidentId: null },
  ])

  await collect('starline', { results })
  await world.app.orchestrator.route({ type: 'check.starline', payload: { branch: 'batumi' } })
  await world.app.drain()
  expect((await messages()).slice(told.length)).toEqual(news)
})

it('an inspection that could not be checked is told to the person on duty as that', async () => {
  const { status } = await collect('greenway', { results: [inspection({ plate: 'ZZ-999-ZZ', status: 'unknown', checkedAt: ago(1) })] })
  expect(status).toBe(200)
  await world.app.drain()
  const alert = (await messages()).find((text) => text.includes('Техосмотр проверить не удалось'))
  expect(alert).toMatch(/ZZ999ZZ[\s\S]*капча[\s\S]*Что сделать: проверьте эти авто вручную/)
  expect(alert).not.toMatch(/проверьте настройки/)
})

it('the sandbox passes on what the door says', async () => {
  expect(await collect('starline', { results: [], secret: 'guess' })).toMatchObject({
    status: 401,
    body: { error: expect.stringMatching(/secret/) },
  })
  expect(await collect('starline', { results: [{ type: 'speeding' }] })).toMatchObject({ status: 202, body: { quarantined: true } })
  expect(await collect('elsewhere', { results: [] })).toMatchObject({ status: 400 })
  expect(await collect('starline', { results: 'all of them' })).toMatchObject({ status: 400 })
  expect(await collect('greenway', { results: [], url: 'http://127.0.0.1:1' })).toMatchObject({ status: 502 })
})
