// The agent of the cash registers: the ledger, the limits, the night and the evening.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cashControl } from '../../src/agents/cash-control/index.ts'
import { dueRungs, nextRung, RUNGS, stageOf, stageText } from '../../src/agents/cash-control/ladder.ts'
import { type Account, standing } from '../../src/agents/cash-control/ledger.ts'
import { sum } from '../../src/agents/cash-control/words.ts'
import { settingsTable } from '../../src/agents/settings.ts'
import { addMs, HOUR_MS } from '../../src/clock.ts'
import type { NewEvent } from '../../src/events/index.ts'
import type { CashBalance, CashEntry } from '../../src/tools/rental.ts'
import { minorUnits, registerMinor } from '../../src/tools/rentprog-cash.ts'
import { at, staffRow } from './rows.ts'
import { NOW, run, type World } from './world.ts'

const COUNTED = at('2030-11-04T00:00:00.000Z')

const balance = (row: Partial<CashBalance> = {}): CashBalance => ({
  employeeId: 90001,
  currency: 'GEL',
  branch: 'batumi',
  balanceMinor: 50_000,
  countedAt: COUNTED,
  overSince: null,
  stage: null,
  updatedAt: COUNTED,
  ...row,
})
const entry = (row: Partial<CashEntry> = {}): CashEntry => ({
  id: 5_000_001,
  branch: 'batumi',
  employeeId: 90001,
  amountMinor: 10_000,
  currency: 'GEL',
  kind: 'other',
  description: null,
  at: at('2030-11-04T06:00:00.000Z'),
  updatedAt: at('2030-11-04T06:00:00.000Z'),
  ...row,
})
const employee = staffRow()
const manager = staffRow({ id: 90002, name: 'Георгий Абуладзе', role: 'manager', telegramId: 100000002n })
const head = staffRow({ id: 90041, name: 'Екатерина Морозова', role: 'head', branch: null, telegramId: 100000041n })
const world = (more: World = {}): World => ({ staff: [employee, manager, head], balances: [balance()], ...more })
const act = (event: NewEvent, more: World = {}) => run(cashControl, event, world(more))

const over = (since: string, row: Partial<CashBalance> = {}) => balance({ balanceMinor: 184_050, overSince: at(since), ...row })
const user = (cash: unknown, row: Record<string, unknown> = {}) => ({
  id: 90001,
  name: 'Тест Сотрудник',
  currency_accounts: [{ currency_id: 39, cash }],
  ...row,
})
const operation = (row: Record<string, unknown> = {}) => ({
  id: 5_000_009,
  user_id: 90001,
  sum: '200.00',
  currency_id: 39,
  cash: true,
  operation: true,
  completed: true,
  created_at: '04-11-2030 15:00',
  ...row,
})

describe('money', () => {
  test('goes into minor units and back without losing a hundredth', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }), (minor) => {
        const written = sum(minor, 'GEL').replace('−', '-').replace(',', '.').replace(' GEL', '')
        expect(minorUnits(written)).toBe(minor)
        expect(registerMinor(written)).toBe(minor)
      }),
    )
  })

  test('that RentProg added up in floats is what it was before', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 12 }), (parts) => {
        const float = parts.reduce((total, part) => total + part / 100, 0)
        expect(registerMinor(float)).toBe(parts.reduce((total, part) => total + part, 0))
      }),
    )
  })

  test.each([
    [0.1 + 0.2, 30],
    ['1840.4999999999998', 184_050],
    [-0.30000000000000004, -30],
    [5.7e-14, 0],
  ])('%s is %s', (written, minor) => {
    expect(registerMinor(written)).toBe(minor)
  })

  test.each([['60.005'], ['много'], [null], ['1,840']])('%s is no amount', (written) => {
    expect(registerMinor(written)).toBeNull()
  })
})

describe('what a person holds', () => {
  const account: Account = { ...balance(), balanceMinor: 0 }
  const entries = fc.array(
    fc.record({
      id: fc.integer({ min: 1, max: 1_000 }),
      amountMinor: fc.integer({ min: -50_000, max: 50_000 }),
      hours: fc.integer({ min: -24, max: 48 }),
    }),
    { maxLength: 20 },
  )
  const dated = (rows: { id: number; amountMinor: number; hours: number }[]) =>
    rows.map(({ hours, ...row }) => ({ ...row, employeeId: 90001, currency: 'GEL', at: addMs(COUNTED, hours * HOUR_MS) }))

  test('is the last count and every operation since, in whatever order they are known', () => {
    fc.assert(
      fc.property(entries, (rows) => {
        const now = addMs(COUNTED, 30 * HOUR_MS)
        const counted = rows.filter(({ hours }) => hours > 0 && hours <= 30)
        const expected = counted.reduce((total, { amountMinor }) => total + amountMinor, 0)
        expect(standing(account, dated(rows), 10_000, now).minor).toBe(expected)
        expect(standing(account, dated(rows.toReversed()), 10_000, now).minor).toBe(expected)
      }),
    )
  })

  test('is over the limit since a moment exactly when it is over the limit', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 0, max: 60_000 }), (rows, limit) => {
        const { minor, overSince } = standing(account, dated(rows), limit, addMs(COUNTED, 30 * HOUR_MS))
        expect(overSince !== null).toBe(minor > limit)
      }),
    )
  })

  test('is over since the operation that crossed it, or since the count', () => {
    const crossing = entry({ amountMinor: 60_000 })
    expect(standing(balance(), [crossing], 100_000, NOW)).toEqual({ minor: 110_000, overSince: crossing.at })
    expect(standing(balance({ balanceMinor: 110_000 }), [], 100_000, NOW)).toEqual({ minor: 110_000, overSince: COUNTED })
    const paused = [entry({ id: 1, amountMinor: -60_000 }), entry({ id: 2, amountMinor: 60_000, at: at('2030-11-04T07:00:00Z') })]
    expect(standing(balance({ balanceMinor: 110_000 }), paused, 100_000, NOW).overSince).toEqual(paused[1]?.at)
  })
})

describe('the ladder', () => {
  test('remembers what was told and what people say', () => {
    for (const rung of [null, ...RUNGS])
      for (const said of [null, 'handed', 'taken'] as const) expect(stageOf(stageText({ rung, said }))).toEqual({ rung, said })
    expect(stageOf('nonsense')).toEqual({ rung: null, said: null })
  })

  test.each([
    [23, null, []],
    [24, null, ['remind']],
    [47, 'remind', []],
    [48, 'remind', ['head']],
    [73, null, ['remind', 'head', 'director']],
    [100, 'director', []],
  ] as const)('after %i hours, told %s: %j', (hours, told, due) => {
    expect(dueRungs(addMs(NOW, -hours * HOUR_MS), told, settingsTable()('batumi'), NOW)).toEqual(due)
  })

  test('ends with the director', () => {
    expect([nextRung(null), nextRung('remind'), nextRung('head'), nextRung('director')]).toEqual(['remind', 'head', 'director', null])
  })
})

describe('cash handed in', () => {
  const collected = (payload: object = {}): NewEvent => ({
    type: 'cash.collected',
    timestamp: NOW.toISOString(),
    payload: { branch: 'batumi', employee_id: 90001, operation_id: 5_000_001, amount_minor: 184_050, currency: 'GEL', ...payload },
  })

  test('is entered as money that left the person, and told to the manager with what is left', async () => {
    const { listing, only, summary } = await act(collected({ description: 'Инкассация' }), {
      balances: [balance({ balanceMinor: 200_000 })],
    })
    expect(listing).toEqual(['cash.entry 5000001', 'telegram.message collected → role-manager-batumi'])
    expect(only('cash.entry')).toEqual({
      id: 5_000_001,
      branch: 'batumi',
      employeeId: 90001,
      amountMinor: -184_050,
      currency: 'GEL',
      kind: 'collected',
      description: 'Инкассация',
      at: NOW.toISOString(),
    })
    expect(only('telegram.message').html).toBe(
      '💵 <b>Инкассация: 1840,50 GEL</b>, сдал(а) Тест Сотрудник.\nОсталось на руках по нашему учёту: 159,50 GEL.',
    )
    expect(summary).toBe('Тест Сотрудник: инкассация 1840,50 GEL, записал в журнал касс и сообщил руководителю.')
  })

  test('ends the reminders when it brings the person under the limit', async () => {
    const { listing, only } = await act(collected(), { balances: [over('2030-11-04T00:00:00Z', { stage: 'remind+handed' })] })
    expect(listing).toEqual([
      'cash.entry 5000001',
      'cash.balance 90001.GEL',
      'event.withdraw 90001',
      'telegram.message collected → role-manager-batumi',
    ])
    expect(only('cash.balance').set).toEqual({ overSince: null, stage: null })
    expect(only('event.withdraw')).toMatchObject({ type: 'reminder.due', subject: 'cash:90001', timerSlot: 'over' })
  })

  test('corrected in RentProg it replaces what was entered, at its old time', async () => {
    const known = entry({ kind: 'collected', amountMinor: -184_050 })
    const { only } = await act(collected({ amount_minor: 4_400, corrected: true }), { entries: [known] })
    expect(only('cash.entry')).toMatchObject({ id: known.id, amountMinor: -4_400, at: known.at.toISOString() })
    expect(only('telegram.message').html).toMatch(/исправлена в RentProg: 44,00 GEL.*\n.*: 456,00 GEL/)
  })

  test('of a register nobody has counted yet is told without a rest; of the manager, to the head', async () => {
    const { only } = await act(collected({ employee_id: 90002 }), { balances: [] })
    expect(only('telegram.message')).toMatchObject({ place: { to: 'role', role: 'head' }, html: expect.stringContaining('ещё не сверял') })
  })

  test('a name is not markup', async () => {
    const { only } = await act(collected({ description: '<b>x' }), { staff: [staffRow({ name: 'Тест <i>' })] })
    expect(only('telegram.message').html).toContain('Тест &lt;i&gt;')
    expect(only('telegram.message').html).toContain('&lt;b&gt;x')
  })
})

describe('the night', () => {
  const night = (slotAt = '2030-11-05T00:00:00.000Z'): NewEvent => ({ type: 'cash.reconcile', payload: { branch: 'batumi', slotAt } })

  test('that finds a difference lets RentProg win and says so to the manager and the managers’ chat', async () => {
    const { listing, only, summary } = await act(night(), { rentprog: { users: [user(480)], cash: [] } })
    expect(listing).toEqual([
      'cash.balance 90001.GEL',
      'telegram.message manager → role-manager-batumi',
      'telegram.message managers → chat-managers',
    ])
    expect(only('cash.balance').set).toEqual({
      branch: 'batumi',
      balanceMinor: 48_000,
      countedAt: NOW.toISOString(),
      overSince: null,
      stage: null,
    })
    expect(only('telegram.message', 'managers').html).toBe(
      [
        '⚠️ <b>Расхождение кассы сотрудника</b> — Батуми, сверка за 04.11.2030',
        '',
        '👤 <b>Тест Сотрудник</b>, GEL',
        'Расчётно: 500,00 GEL',
        'В RentProg: 480,00 GEL',
        'Разница: <b>−20,00 GEL</b>',
        '',
        'Верным принял остаток RentProg. Проверьте, пожалуйста, операции сотрудника.',
      ].join('\n'),
    )
    expect(summary).toBe(
      'Батуми, сверка касс за 04.11.2030: сотрудников 1, 1 расхождение (Тест Сотрудник −20,00 GEL): принял данные RentProg и сообщил руководителям.',
    )
  })

  test('that finds none is only a line in the journal: payments of clients are operations too', async () => {
    const { listing, only, summary } = await act(night(), { rentprog: { users: [user('700.00')], cash: [operation()] } })
    expect(listing).toEqual(['cash.entry 5000009', 'cash.balance 90001.GEL'])
    expect(only('cash.entry')).toMatchObject({ amountMinor: 20_000, kind: 'other', at: '2030-11-04T11:00:00.000Z' })
    expect(summary).toContain('расхождений нет')
  })

  test.each([
    ['a hundredth more', 500.01, 0],
    ['two hundredths more', 500.02, 2],
    ['the noise of floats', 499.99999999999994, 0],
  ])('%s', async (_, cash, messages) => {
    const { all, only } = await act(night(), { rentprog: { users: [user(cash)], cash: [] } })
    expect(all('telegram.message')).toHaveLength(messages)
    expect(only('cash.balance').set.balanceMinor).toBe(Math.round(cash * 100))
  })

  test('that was closed by a later count is not closed again', async () => {
    const later = balance({ countedAt: at('2030-11-05T00:00:01.000Z') })
    const { listing, summary } = await act(night(), { balances: [later], rentprog: { users: [user(480)], cash: [] } })
    expect(listing).toEqual([])
    expect(summary).toBe('Батуми: эта ночь уже закрыта более поздней сверкой, ничего не меняю.')
  })

  test('the first ever has nothing to compare with', async () => {
    const { listing } = await act(night(), { balances: [], rentprog: { users: [user(320), user(0, { id: 90003, name: 'Нино' })] } })
    expect(listing).toEqual(['cash.balance 90001.GEL'])
  })

  test('finds who is over the limit and sets the ladder', async () => {
    const { only } = await act(night(), { balances: [], rentprog: { users: [user(1840)] } })
    expect(only('cash.balance').set.overSince).toBe(NOW.toISOString())
    expect(only('event.defer')).toMatchObject({
      type: 'reminder.due',
      timerSlot: 'over',
      notBefore: addMs(NOW, 24 * HOUR_MS).toISOString(),
      payload: { subject: 'cash:90001', ref: '90001' },
    })
  })

  test('names operations that were entered behind the last count', async () => {
    const late = entry({ at: at('2030-11-03T20:00:00Z'), updatedAt: at('2030-11-04T12:00:00Z') })
    const { only } = await act(night(), { entries: [late], rentprog: { users: [user(600)], cash: [] } })
    expect(only('telegram.message', 'manager').html).toContain('задним числом внесены или исправлены операции № 5000001')
  })

  test('counts people of no branch in one branch only', async () => {
    const boss = { id: 90041, name: 'Екатерина Морозова', currency_accounts: [{ currency_id: 39, cash: 5 }] }
    expect((await act(night(), { rentprog: { users: [boss] } })).listing).toEqual([])
    const tbilisi: NewEvent = { type: 'cash.reconcile', payload: { branch: 'tbilisi' } }
    expect((await act(tbilisi, { rentprog: { users: [boss] } })).listing).toEqual(['cash.balance 90041.GEL'])
  })

  test('waits while RentProg does not answer', async () => {
    await expect(act(night(), { rentprog: 'down' })).rejects.toThrow('RentProg is down')
  })

  test('says whose register nobody can read', async () => {
    const { listing, summary } = await act(night(), { rentprog: { users: [user('много')] } })
    expect(listing).toEqual([])
    expect(summary).toContain('не читается касса: Тест Сотрудник')
  })
})

describe('the evening', () => {
  const evening: NewEvent = { type: 'check.cash', payload: { branch: 'batumi' } }

  test('nobody over the limit: nobody is disturbed', async () => {
    const { listing, summary } = await act(evening, { rentprog: { cash: [] } })
    expect(listing).toEqual([])
    expect(summary).toBe('Батуми: сверх лимита наличных ни у кого нет.')
  })

  test('one message to each person, one summary to the manager', async () => {
    const balances = [over('2030-11-04T00:00:00Z'), over('2030-11-04T00:00:00Z', { currency: 'USD', balanceMinor: 30_001 })]
    const { listing, only } = await act(evening, { balances, rentprog: { cash: [] } })
    expect(listing).toEqual([
      'event.defer 90001',
      'telegram.message employee.90001 → staff-90001',
      'telegram.message manager → role-manager-batumi',
    ])
    expect(only('telegram.message', 'employee.90001')).toMatchObject({ buttons: [[{ text: 'Сдал(а)', data: 'ca|90001|handed' }]] })
    expect(only('telegram.message', 'manager')).toMatchObject({ buttons: [[{ text: 'Принял(а)', data: 'ca|90001|taken' }]] })
    expect(only('telegram.message', 'manager').html).toContain(
      '• <b>1840,50 GEL</b> (лимит 1000,00 GEL), сверх лимита с 4 ноября 04:00 — уже 30 ч',
    )
    expect(only('telegram.message', 'manager').html).toContain('300,01 USD')
  })

  test('sees what came in today; a silent RentProg is said', async () => {
    const { listing } = await act(evening, { rentprog: { cash: [operation({ sum: '600' })] } })
    expect(listing).toEqual([
      'cash.entry 5000009',
      'cash.balance 90001.GEL',
      'event.defer 90001',
      'telegram.message employee.90001 → staff-90001',
      'telegram.message manager → role-manager-batumi',
    ])
    const down = await act(evening, { balances: [over('2030-11-04T00:00:00Z')], rentprog: 'down' })
    expect(down.only('telegram.message', 'manager').html).toContain('RentProg сейчас не отвечает')
  })
})

describe('the timer of the ladder', () => {
  const timer: NewEvent = { type: 'reminder.due', payload: { subject: 'cash:90001', stage: 'over', ref: '90001', branch: 'batumi' } }

  test('after a day: the person privately, the manager to collect', async () => {
    const { listing, only } = await act(timer, { balances: [over('2030-11-04T05:00:00Z')] })
    expect(listing).toEqual([
      'cash.balance 90001.GEL',
      'telegram.message employee → staff-90001',
      'telegram.message manager → role-manager-batumi',
      'event.defer 90001',
    ])
    expect(only('cash.balance').set.stage).toBe('remind')
    expect(only('event.defer').notBefore).toBe('2030-11-06T05:00:00.000Z')
  })

  test('after two days the head, who reads what the person says', async () => {
    const { listing, only } = await act(timer, { balances: [over('2030-11-03T05:00:00Z', { stage: 'remind+handed' })] })
    expect(listing).toEqual(['cash.balance 90001.GEL', 'telegram.message head → role-head-batumi', 'event.defer 90001'])
    expect(only('telegram.message').html).toContain('отметил, что сдал(а), но в RentProg инкассации нет')
    expect(only('cash.balance').set.stage).toBe('head+handed')
  })

  test('after three days the director, and then nobody is left to tell', async () => {
    const { listing } = await act(timer, { balances: [over('2030-11-02T05:00:00Z', { stage: 'head' })] })
    expect(listing).toEqual(['cash.balance 90001.GEL', 'telegram.message director → role-director-any'])
  })

  test('says nothing when the money is gone', async () => {
    const { listing, summary } = await act(timer, { balances: [over('2030-11-04T05:00:00Z')], entries: [entry({ amountMinor: -100_000 })] })
    // The count itself was over, so since then it is under.
    expect(listing).toEqual(['cash.balance 90001.GEL', 'event.withdraw 90001'])
    expect(summary).toBe('Тест Сотрудник: касса уже в пределах лимита, не напоминаю.')
  })

  test('set for an earlier time than the money was over waits on', async () => {
    const { listing } = await act(timer, { balances: [over('2030-11-05T05:00:00Z')] })
    expect(listing).toEqual(['event.defer 90001'])
  })

  test('a manager’s own cash goes to the head; nobody’s timer does nothing', async () => {
    const { listing } = await act(timer, { balances: [over('2030-11-04T05:00:00Z')], staff: [{ ...employee, role: 'manager' }] })
    expect(listing).toContain('telegram.message manager → role-head-batumi')
    expect((await act(timer, { balances: [] })).listing).toEqual([])
  })
})

describe('a button', () => {
  const press = (data: string, fromId = 100000001): NewEvent => ({
    type: 'callback.button',
    payload: { chatId: fromId, messageId: 5, fromId, callbackQueryId: 'q', data },
  })
  const balances = [over('2030-11-04T05:00:00Z', { stage: 'remind' })]

  test('«Сдал(а)» is a note for the manager, once', async () => {
    const { listing, only } = await act(press('ca|90001|handed'), { balances })
    expect(listing).toEqual(['telegram.answer main', 'cash.balance 90001.GEL', 'telegram.message said → role-manager-batumi'])
    expect(only('cash.balance').set.stage).toBe('remind+handed')
    const again = await act(press('ca|90001|handed'), { balances: [over('2030-11-04T05:00:00Z', { stage: 'remind+handed' })] })
    expect(again.listing).toEqual(['telegram.answer main'])
  })

  test('«Принял(а)» is the manager’s', async () => {
    const { listing } = await act(press('ca|90001|taken', 100000002), { balances })
    expect(listing).toEqual(['telegram.answer main', 'cash.balance 90001.GEL', 'telegram.message said → staff-90001'])
  })

  test.each([
    ['of another employee', 'ca|90001|handed', 100000002, 'только сам сотрудник'],
    ['of the employee for the manager', 'ca|90001|taken', 100000001, 'только руководитель'],
    ['of a stranger', 'ca|90001|handed', 1, 'только для сотрудников'],
    ['nobody knows', 'ca|90001|nonsense', 100000001, 'уже не работает'],
    ['with an id no column holds', 'ca|9999999999|handed', 100000001, 'уже не работает'],
  ])('%s is refused', async (_, data, fromId, words) => {
    const { listing, only } = await act(press(data, fromId), { balances })
    expect(listing.filter((line) => !line.startsWith('decision.note'))).toEqual(['telegram.answer main'])
    expect(only('telegram.answer').text).toContain(words)
  })

  test('refused stands in the audit log', async () => {
    const { only } = await act(press('ca|90001|taken', 100000001), { balances })
    expect(only('decision.note')).toEqual({ what: 'denied', action: 'cash.taken', about: 'staff:90001', by: 90001 })
  })

  test('pressed when all is well is thanked', async () => {
    const { listing, only } = await act(press('ca|90001|handed'))
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer').text).toContain('в пределах лимита')
  })
})

describe('«у кого сколько наличных»', () => {
  const ask = (fromId: number, text = '/cash'): NewEvent => ({
    type: 'message.employee',
    payload: { chatId: fromId, fromId, messageId: 1, text },
  })
  const others = [balance(), balance({ employeeId: 90003, balanceMinor: 7_500 }), balance({ employeeId: 90011, branch: 'tbilisi' })]
  const staff = [
    employee,
    manager,
    head,
    staffRow({ id: 90003, name: 'Нино Лагидзе', telegramId: 3n }),
    staffRow({ id: 90011, name: 'Анна Соколова', branch: 'tbilisi', telegramId: 11n }),
  ]
  const answer = async (fromId: number, text?: string) =>
    (await act(ask(fromId, text), { balances: others, staff })).only('telegram.message').html

  test('an employee sees their own register only', async () => {
    expect(await answer(100000001, '/cash Нино')).toBe(
      '💰 <b>Наличные на руках</b> на 5 ноября 10:00\n👤 У вас: 500,00 GEL\n<i>Источник: наш учёт касс (RentProg)</i>',
    )
  })

  test('a manager the branch, the head everybody, and a name asks for one', async () => {
    expect(await answer(100000002)).toMatch(/Тест Сотрудник.*500,00[\s\S]*Нино Лагидзе.*75,00/)
    expect(await answer(100000002)).not.toContain('Анна')
    expect(await answer(100000041)).toContain('<b>Анна Соколова</b> (Тбилиси): 500,00 GEL')
    const anna = await answer(100000041, 'сколько наличных у Анны?')
    expect(anna).toContain('Анна Соколова')
    expect(anna).not.toContain('Нино')
  })
})
