// The daily plan of a branch from eight in the morning to the next day: one pinned message that follows everything.
import { Api } from 'grammy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TELEGRAM_TOKEN } from '../../sandbox/systems/telegram.ts'
import { DAY_MS, HOUR_MS, inTbilisi } from '../../src/clock.ts'
import { answersTo, post } from '../support/telegram-door.ts'
import { presses } from '../support/telegram-updates.ts'
import { startWorld, type World } from '../support/world.ts'

const BEFORE_EIGHT = new Date('2030-11-05T03:59:50Z')
const FORUM = -1000000000001
const PLAN_TOPIC = 5
const CAR_TOPIC = 77
const ID = 710_101

interface Shown {
  message_id: number
  text: string
  pinned: boolean
  reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] }
}

let world: World
beforeAll(async () => {
  world = await startWorld({
    at: BEFORE_EIGHT,
    environment: { SCHEDULES: JSON.stringify({ all: 'off', 'daily.plan.generate': '0 8 * * *' }) },
  })
  await world.app.tick()
  await world.rentprog('batumi', 'booking_create', {
    id: ID,
    state: 'Активная',
    active: true,
    car_id: 80001,
    client_id: 60001,
    first_name: 'Иван',
    last_name: 'Тестов',
    responsible_id: 90001,
    start_date: local(8 * HOUR_MS),
    end_date: local(3 * DAY_MS),
  })
  await world.app.drain()
})
afterAll(() => world.stop())

const local = (ms: number) => inTbilisi(new Date(BEFORE_EIGHT.getTime() + ms)).toFormat('dd-MM-yyyy H:mm')
const shownIn = async (thread: number) =>
  (await (await fetch(`${world.sandbox.url}/_telegram/messages?chat=${FORUM}&thread=${thread}`)).json()) as Shown[]
const edits = async () => (await world.calls('telegram')).filter(({ path }) => path === '/editMessageText').length
const ticks = () => world.app.db.prisma.effect.count({ where: { kind: 'operation.tick' } })
const eightOClock = async () => {
  await world.app.tick()
  await world.app.drain()
}
const press = async (data: string, id: string) => {
  const [message] = (await shownIn(PLAN_TOPIC)).slice(-1)
  await post(world, presses(data, { id, message: message?.message_id ?? 0 }))
  await world.app.drain()
}

describe('a day of a branch', () => {
  it('begins with one pinned message in the plan’s topic', async () => {
    world.clock.advance(20_000)
    await eightOClock()
    const messages = await shownIn(PLAN_TOPIC)
    expect(messages).toHaveLength(1)
    expect(messages[0]).toMatchObject({ pinned: true })
    expect(messages[0]?.text).toContain('1. 15:59 → Toyota Prius AA-000-AA → Иван Тестов → Тест Сотрудник')
    expect(messages[0]?.reply_markup?.inline_keyboard[0]?.[0]).toEqual({ text: '1 ▫️ Мойка', callback_data: `dp|i${ID}|wash` })
  })

  it('a subtask pressed twice is one tick and one edit, long before the card is opened', async () => {
    const before = await edits()
    await press(`dp|i${ID}|wash`, 'first')
    await press(`dp|i${ID}|wash`, 'second')
    expect([...(await answersTo(world, 'first')), ...(await answersTo(world, 'second'))]).toEqual(['Мойка ✅', '«Мойка» уже отмечено.'])
    expect(await ticks()).toBe(1)
    expect((await edits()) - before).toBe(1)
    const [tick] = await world.app.db.prisma.effect.findMany({ where: { kind: 'operation.tick' } })
    const [edit] = await world.app.db.prisma.effect.findMany({ where: { kind: 'telegram.edit', slot: 'plan.1' } })
    expect(edit?.eventId).toBe(tick?.eventId)
    const [plan, ...others] = await shownIn(PLAN_TOPIC)
    expect(others).toEqual([])
    expect(plan?.text).toContain('✅ Мойка · ▫️ Заправка')
    expect(await world.app.db.prisma.operationItem.findFirst({ where: { bookingId: ID, code: 'wash' } })).toMatchObject({
      doneBy: 90001,
      doneAt: world.clock.now(),
    })
  })

  it('the card opens two hours before with what was ticked, and a press on either shows on both', async () => {
    world.clock.advance(6 * HOUR_MS)
    await world.app.drain()
    const card = async () => (await shownIn(CAR_TOPIC)).find(({ text }) => text.includes('Выдача'))
    expect((await card())?.text).toContain('✅ Мойка\n▫️ Заправка')
    await press(`dp|i${ID}|fuel`, 'in-plan')
    expect((await card())?.text).toContain('✅ Заправка')
    await post(world, presses(`is|${ID}|fluids`, { id: 'on-card', message: (await card())?.message_id ?? 0 }))
    await world.app.drain()
    expect((await shownIn(PLAN_TOPIC))[0]?.text).toContain('✅ Мойка · ✅ Заправка · ✅ Жидкости · ▫️ Комплектация')
    const tasks = (await world.calls('yougile')).filter(({ method }) => method === 'PUT').at(-1)
    expect(JSON.stringify(tasks?.body)).toContain('{"title":"Жидкости","isCompleted":true}')
  })

  it('a booking that is cancelled is struck through in the same message', async () => {
    await world.rentprog('batumi', 'booking_update', `{"state"=>["Активная", "Отмена"], "id"=>${ID}, "user_id"=>90001}`)
    await world.app.drain()
    const messages = await shownIn(PLAN_TOPIC)
    expect(messages).toHaveLength(1)
    expect(messages[0]?.text).toContain('🚫 1. 15:59')
    expect(messages[0]?.text).toContain('бронь отменена')
    expect(messages[0]?.reply_markup).toBeUndefined()
  })

  it('nothing happens twice: the same webhook, the same hour', async () => {
    const before = (await world.calls()).filter(({ method }) => method !== 'GET').length
    await world.rentprog('batumi', 'booking_update', `{"state"=>["Активная", "Отмена"], "id"=>${ID}, "user_id"=>90001}`)
    await eightOClock()
    expect((await world.calls()).filter(({ method }) => method !== 'GET')).toHaveLength(before)
  })

  it('a message that somebody deletes by mistake is sent anew with the change that missed it', async () => {
    const [lost] = await shownIn(PLAN_TOPIC)
    await new Api(TELEGRAM_TOKEN, { apiRoot: `${world.sandbox.url}/telegram` }).deleteMessage(FORUM, lost?.message_id ?? 0)
    await world.rentprog('batumi', 'booking_update', `{"location_start"=>["Офис", "Порт"], "id"=>${ID}, "user_id"=>90001}`)
    await world.app.drain()
    const [fresh, ...others] = await shownIn(PLAN_TOPIC)
    expect(others).toEqual([])
    expect(fresh?.message_id).not.toBe(lost?.message_id)
    expect(fresh).toMatchObject({ pinned: true, text: expect.stringContaining('📍 Порт') })
  })

  it('ends with the next morning: a new message is pinned, the old one is over', async () => {
    world.clock.set(new Date(BEFORE_EIGHT.getTime() + DAY_MS + 20_000))
    await eightOClock()
    const [old, fresh, ...others] = await shownIn(PLAN_TOPIC)
    expect(others).toEqual([])
    expect(old).toMatchObject({ pinned: false })
    expect(old?.text).toMatch(/^🗓 План на день — Батуми · завершён\nвторник, 5 ноября/u)
    expect(fresh).toMatchObject({ pinned: true })
    expect(fresh?.text).toContain('среда, 6 ноября')
  })

  it('each branch has its own, and nothing but the edit of the deleted message failed', async () => {
    const plans = await world.app.db.prisma.dailyPlan.findMany({ orderBy: [{ day: 'asc' }, { branch: 'asc' }] })
    expect(plans.map(({ branch }) => branch)).toEqual([...BRANCHES_BY_NAME, ...BRANCHES_BY_NAME])
    const failed = await world.app.db.prisma.effect.findMany({ where: { agent: 'daily-plan', status: { in: ['failed', 'uncertain'] } } })
    expect(failed.map(({ kind, error }) => [kind, error])).toEqual([
      ['telegram.edit', expect.stringContaining('message to edit not found')],
    ])
  })
})

const BRANCHES_BY_NAME = ['batumi', 'kutaisi', 'service-center', 'tbilisi']
