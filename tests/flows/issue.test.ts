import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOUR_MS, inTbilisi, MINUTE_MS } from '../../src/clock.ts'
import { NOON, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const ID = 710_001
const local = (ms: number) => inTbilisi(new Date(NOON.getTime() + ms)).toFormat('dd-MM-yyyy H:mm')
const messages = async () =>
  (await world.calls('telegram'))
    .filter(({ path }) => path === '/sendMessage')
    .map(({ body }) => body as { chat_id: number; message_thread_id?: number; text: string })
const planned = () =>
  world.app.db.prisma.event.findFirst({ where: { type: 'booking.issue.planned', subject: `booking:${ID}` }, orderBy: { seq: 'desc' } })
const reminders = () =>
  world.app.db.prisma.event.findMany({
    where: { type: 'reminder.due', subject: `booking:${ID}`, status: 'scheduled' },
    orderBy: { notBefore: 'asc' },
  })

describe('a booking whose car is to be issued this evening', () => {
  it('sleeps until two hours before', async () => {
    const { status, body } = await world.rentprog('batumi', 'booking_create', {
      id: ID,
      state: 'Активная',
      active: true,
      car_id: 80001,
      client_id: 60001,
      first_name: 'Иван',
      last_name: 'Тестов',
      responsible_id: 90001,
      start_date: local(5 * HOUR_MS),
      end_date: local(77 * HOUR_MS),
    })
    expect(status).toBe(200)
    await world.app.drain()
    expect(await world.event(body.events[0] ?? '')).toMatchObject({
      type: 'booking.created',
      status: 'done',
      plan: { by: 'rules', agents: ['booking-controller', 'payments'] },
    })
    expect((await planned())?.notBefore).toEqual(new Date(NOON.getTime() + 3 * HOUR_MS))
    expect(await messages()).toEqual([])
  })

  it('moves its timer when RentProg moves the date', async () => {
    await world.rentprog(
      'batumi',
      'booking_update',
      `{"start_date"=>["${local(5 * HOUR_MS)}", "${local(4 * HOUR_MS)}"], "id"=>${ID}, "user_id"=>90001}`,
    )
    await world.app.drain()
    const timers = await world.app.db.prisma.event.findMany({
      where: { type: 'booking.issue.planned', subject: `booking:${ID}` },
      orderBy: { seq: 'asc' },
    })
    expect(timers.map(({ status }) => status)).toEqual(['ignored', 'scheduled'])
    expect(timers[1]?.notBefore).toEqual(new Date(NOON.getTime() + 2 * HOUR_MS))
  })

  it('reminds the responsible, shows the checklist in the car topic and opens a task two hours before', async () => {
    world.clock.advance(2 * HOUR_MS)
    await world.app.drain()
    const sent = await messages()
    const personal = sent.find(({ chat_id }) => chat_id === 100000001)
    const card = sent.find(({ chat_id, message_thread_id }) => chat_id === -1000000000001 && message_thread_id === 77)
    expect(personal?.text).toContain('AA-000-AA')
    expect(card?.text).toContain('Мойка')
    const tasks = (await world.calls('yougile')).filter(({ path, method }) => method === 'POST' && path.startsWith('/tasks'))
    expect(tasks).toHaveLength(1)
    expect(tasks[0]?.body).toMatchObject({
      idempotencyKey: tasks[0]?.effectKey,
      checklists: [{ items: expect.arrayContaining([{ title: 'Мойка', isCompleted: false }]) }],
    })
    expect(await world.app.db.prisma.operation.findUnique({ where: { bookingId_kind: { bookingId: ID, kind: 'issue' } } })).toMatchObject({
      status: 'open',
    })
    expect((await reminders()).map(({ slot }) => slot)).toEqual(['issue:T-30', 'issue:T+15', 'issue:T+30', 'issue:T+60'])
  })

  it('climbs the ladder while nobody posts it: employee, branch manager, head', async () => {
    const before = (await messages()).length
    world.clock.advance(90 * MINUTE_MS)
    await world.app.drain()
    world.clock.advance(45 * MINUTE_MS)
    await world.app.drain()
    world.clock.advance(15 * MINUTE_MS)
    await world.app.drain()
    world.clock.advance(30 * MINUTE_MS)
    await world.app.drain()
    const people = await world.app.db.prisma.staff.findMany()
    const roleOf = (chat: number) => people.find(({ telegramId }) => Number(telegramId) === chat)?.role
    expect((await messages()).slice(before).map(({ chat_id }) => roleOf(chat_id))).toEqual(['employee', 'employee', 'manager', 'head'])
  })

  it('is closed with a report at the branch and at headquarters when RentProg posts the issue', async () => {
    const before = (await messages()).length
    const { body } = await world.rentprog(
      'batumi',
      'booking_update',
      `{"in_rent"=>[false, true], "start_worker_id"=>[nil, 90001], "id"=>${ID}, "user_id"=>90001}`,
    )
    await world.app.drain()
    expect(await world.event(body.events[0] ?? '')).toMatchObject({ type: 'booking.issued', status: 'done' })
    const places = (await messages()).slice(before).map(({ chat_id, message_thread_id }) => `${chat_id}/${message_thread_id}`)
    expect(places).toEqual(expect.arrayContaining(['-1000000000001/77', '-1000000000003/12']))
    expect((await reminders()).map(({ slot }) => slot)).toEqual(['issue:materials'])
  })

  it('does nothing twice when RentProg repeats itself', async () => {
    const before = (await world.calls()).filter(({ method }) => method !== 'GET').length
    const again = await world.rentprog(
      'batumi',
      'booking_update',
      `{"in_rent"=>[false, true], "start_worker_id"=>[nil, 90001], "id"=>${ID}, "user_id"=>90001}`,
    )
    expect(again.body.duplicate).toBe(true)
    await world.app.drain()
    expect((await world.calls()).filter(({ method }) => method !== 'GET')).toHaveLength(before)
  })
})
