// What a model may ask for whoever it answers: the words of the commands, and no more than the role may know.
import { describe, expect, test } from 'vitest'
import { askerOf } from '../../src/agents/asker.ts'
import { agents } from '../../src/agents/index.ts'
import { offeredTo } from '../../src/agents/offer.ts'
import { at, bookingRow, carRow, chatRow, clientRow, conversationRow, staffRow, taskRow } from './rows.ts'
import { contextOf, run, type World } from './world.ts'

const nino = staffRow({ id: 90003, name: 'Нино Лагидзе', telegramId: 100000003n })
const gia = staffRow({ id: 90004, name: 'Гия Абашидзе', role: 'manager', telegramId: 100000004n })
const anna = staffRow({ id: 90005, name: 'Анна Тестова', branch: 'tbilisi', telegramId: 100000005n })
const balance = (employeeId: number, balanceMinor: number) => ({
  employeeId,
  currency: 'GEL',
  branch: 'batumi',
  balanceMinor,
  countedAt: at('2030-11-04T18:00:00Z'),
  overSince: null,
  stage: null,
  updatedAt: at('2030-11-04T18:00:00Z'),
})
const WORLD: World = {
  staff: [nino, gia, anna],
  cars: [carRow(), carRow({ id: 80002, plate: 'BB-000-BB', branch: 'tbilisi' })],
  bookings: [bookingRow({ paidMinor: 5000 })],
  clients: [clientRow({ phone: '+995599000001' })],
  chats: [chatRow()],
  conversations: [conversationRow({ clientId: 60001, lastIncomingAt: at('2030-11-05T05:40:00Z') })],
  tasks: [
    taskRow({ id: 't000000000001', title: 'Помыть Prius', assigneeId: nino.id, branch: 'batumi', dueAt: at('2030-11-04T10:00:00Z') }),
    taskRow({ id: 't000000000002', title: 'Купить щётки', assigneeId: gia.id, branch: 'batumi', dueAt: at('2030-11-06T10:00:00Z') }),
  ],
  balances: [balance(nino.id, 10_000), balance(gia.id, 20_000)],
}

const asks = async (person: typeof nino, name: string, input: Record<string, unknown>, world: World = {}, chatId?: number) => {
  const { context } = contextOf({ ...WORLD, ...world })
  const asker = await askerOf({ chatId: chatId ?? Number(person.telegramId), fromId: Number(person.telegramId) }, context)
  const read = offeredTo(asker.staff, context.reads).find((one) => one.name === name)
  return read === undefined ? 'not offered' : read.answer(read.input.parse(input), asker, context)
}
const says = async (
  agent: 'tasks' | 'cash-control' | 'daily-plan' | 'payments' | 'maintenance' | 'staff-assistant',
  text: string,
  intent: string,
) => {
  const worker = agents.find(({ name }) => name === agent) as (typeof agents)[number]
  const payload = { chatId: Number(nino.telegramId), chatType: 'private' as const, fromId: Number(nino.telegramId), messageId: 1, text }
  const { effects } = await run(worker, { type: 'message.employee', payload }, { ...WORLD, intent })
  return effects.flatMap((one) => (one.kind === 'telegram.message' ? [one.payload.html] : [])).join('\n\n')
}

describe('reads', () => {
  test('have names of their own, and say in Russian when they help', () => {
    const { context } = contextOf()
    const names = context.reads.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { name, says: when, source } of context.reads) {
      expect(name).toMatch(/^[a-z_]+$/)
      expect(when).toMatch(/^[А-Я].{8,}\.$/)
      expect(source).toMatch(/^[а-яё ]+$/)
    }
  })

  test('whoever wishes for something takes what was taken', () => {
    const { context } = contextOf()
    const wishers = [...new Set(context.wishes.map(({ agent }) => agent))]
    const takers = agents.filter(({ name, accepts }) => name !== 'duty' && (accepts as readonly string[]).includes('suggestion.taken'))
    expect(wishers.sort()).toEqual(takers.map(({ name }) => name).sort())
    const names = context.wishes.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^propose_[a-z_]+$/)
  })

  test.each([
    ['tasks', '/task mine', 'task_list', 'open_tasks', { whose: 'mine' }],
    ['tasks', '/task branch', 'task_list', 'open_tasks', { whose: 'branch' }],
    ['cash-control', '/cash', 'cash_holdings', 'cash_held', {}],
    ['daily-plan', '/plan', 'plan_today', 'day_plan', { day: 'today' }],
    ['daily-plan', 'план на завтра', 'plan_tomorrow', 'day_plan', { day: 'tomorrow' }],
    ['payments', 'сколько должны по брони 4001', 'payment_state', 'booking_account', { booking: 4001 }],
    ['maintenance', 'когда то у AA-000-AA', 'care_status', 'car_care', { plate: 'AA-000-AA' }],
    ['maintenance', '/service', 'care_status', 'car_care', {}],
    ['staff-assistant', 'что за клиент Иван Тестов', 'client', 'find_client', { query: 'Иван Тестов' }],
  ] as const)('%s answers the model what «%s» answers', async (agent, text, intent, name, input) => {
    const told = await asks(nino, name, input)
    expect(told).toBe(await says(agent, text, intent))
    expect(told.length).toBeGreaterThan(20)
  })

  test('only what is late, where one wants that', async () => {
    const late = await asks(gia, 'open_tasks', { whose: 'branch', onlyOverdue: true })
    expect(late).toContain('Помыть Prius')
    expect(late).not.toContain('щётки')
  })

  test('how the talk with a client stands', async () => {
    expect(await asks(nino, 'find_client', { query: 'Иван Тестов' })).toContain('Последнее сообщение: сегодня 09:40; ответа не ждёт.')
  })

  test('incidents of the branch', async () => {
    expect(await asks(nino, 'open_incidents', {})).toContain('Открытые инциденты, Батуми</b>: нет')
  })
})

describe('no more than the role may know', () => {
  test('an employee hears of nobody else’s cash, by name, by branch, or by asking for all', async () => {
    const refused = 'Чужие кассы видит руководитель филиала и те, кто выше.'
    expect(await asks(nino, 'cash_held', { person: 'Гия' })).toBe(refused)
    expect(await asks(nino, 'cash_held', { branch: 'batumi' })).toBe(refused)
    expect(await asks(nino, 'cash_held', { person: 'Нино' })).toContain('У вас: 100,00 GEL')
    expect(await asks(nino, 'cash_held', {})).not.toContain('200,00')
    expect(await asks(gia, 'cash_held', { branch: 'batumi' })).toContain('200,00 GEL')
    expect(await asks(gia, 'cash_held', { branch: 'tbilisi' })).toBe(refused)
  })

  test('nor of the tasks of another branch', async () => {
    expect(await asks(anna, 'open_tasks', { whose: 'branch', branch: 'batumi' })).toBe(
      'Задачи другого филиала видят его сотрудники и руководители выше.',
    )
  })

  test('a phone is masked for another branch and in a group', async () => {
    const phone = '+995599000001'
    expect(await asks(nino, 'find_client', { query: 'Иван Тестов' })).toContain(phone)
    expect(await asks(anna, 'find_client', { query: 'Иван Тестов' })).not.toContain(phone)
    expect(await asks(nino, 'find_client', { query: 'Иван Тестов' }, {}, -1000000000001)).not.toContain(phone)
  })

  test('nobody is offered what their role reaches nothing of', () => {
    const { context } = contextOf()
    const permit = { action: 'trip.permit' } as const
    expect(offeredTo(nino, [permit])).toEqual([])
    expect(offeredTo(gia, [permit])).toEqual([permit])
    expect(offeredTo(null, context.reads)).toEqual([])
    expect(offeredTo({ ...nino, active: false }, context.reads)).toEqual([])
  })
})
