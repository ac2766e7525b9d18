// What a row of the cash register means, and what each look at it makes of it.
import { describe, expect, it, test } from 'vitest'
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/clock.ts'
import { meaningOf } from '../../../src/ingress/polls/cash-meaning.ts'
import { rentprogCash, rentprogCashPolls } from '../../../src/ingress/polls/rentprog-cash.ts'
import type { Reads } from '../../../src/tools/index.ts'
import { CashOperation } from '../../../src/tools/rentprog-cash.ts'

const NOW = new Date('2030-11-05T08:00:00Z')

const row = (over: Record<string, unknown> = {}): CashOperation =>
  CashOperation.parse({
    id: 5_000_001,
    sum: '60.50',
    currency_id: 39,
    cash: true,
    operation: false,
    completed: true,
    user_id: 90001,
    group: null,
    description: 'Инкассация',
    created_at: '2030-11-05T11:00:00.000+04:00',
    ...over,
  })

describe('a row', () => {
  it('of money handed in is cash.collected, exactly, from whose register it went', () => {
    expect(meaningOf(row(), 'batumi')).toEqual({
      event: {
        type: 'cash.collected',
        payload: {
          branch: 'batumi',
          employee_id: 90001,
          operation_id: 5_000_001,
          amount_minor: 6050,
          currency: 'GEL',
          description: 'Инкассация',
          made_at: '2030-11-05T07:00:00.000Z',
        },
      },
    })
  })

  test.each([
    ['by its group', { group: 'Инкассация', description: 'вечер' }],
    ['in words of staff', { description: 'сдал дневную выручку' }],
    ['written with a minus', { sum: '-60.5' }],
  ])('%s too', (_, over) => {
    expect(meaningOf(row(over), 'batumi')).toMatchObject({ event: { payload: { amount_minor: 6050 } } })
  })

  test.each([
    [
      'a client’s payment',
      { operation: true, group: 'Оплата аренды', description: 'бронь 4001' },
      'not a hand-in: a payment of a client or an expense',
    ],
    ['change given to a client', { description: 'сдача 5 GEL' }, 'not a hand-in: a payment of a client or an expense'],
    ['a payment by card, in whatever currency', { cash: false, currency_id: 840 }, 'not cash'],
    ['the register that received it', { operation: true }, 'the receiving side of a hand-in'],
    ['nothing', { sum: 0 }, 'a hand-in of nothing'],
  ])('of %s is of no use', (_, over, reason) => {
    expect(meaningOf(row(over), 'batumi')).toEqual({ ignored: reason })
  })

  test.each([
    ['in an unknown currency', { currency_id: 840 }, 'a hand-in in a currency we do not know: 840'],
    ['of a sum that is none', { sum: 'много' }, 'a hand-in of a sum that is no amount of money: много'],
    ['smaller than a hundredth', { sum: '60.005' }, 'a hand-in of a sum that is no amount of money: 60.005'],
    ['of nobody', { user_id: null }, 'a hand-in of nobody'],
    ['that went nobody says where', { operation: null }, 'a hand-in that does not say whether cash went out'],
    ['without an id', { id: null }, 'a cash operation without an id'],
  ])('%s is for a person', (_, over, reason) => {
    expect(meaningOf(row(over), 'batumi')).toEqual({ quarantined: reason })
  })
})

describe('a look at the register', () => {
  const asked: unknown[] = []
  async function look(rows: readonly CashOperation[], cursor: unknown = null, now = NOW) {
    const cashOperations = async (days: unknown) => {
      asked.push(days)
      return rows
    }
    const read = { rentprog: { cashOperations } } as unknown as Reads
    // A cursor comes back from the database as JSON.
    const stored = JSON.parse(JSON.stringify(cursor)) as unknown
    return rentprogCash('batumi').read({ read, cursor: stored, now, signal: AbortSignal.timeout(1_000) })
  }
  const keys = ({ findings }: Awaited<ReturnType<typeof look>>) => findings.map(({ dedupeKey }) => dedupeKey)

  it('is taken in every branch, each with a cursor of its own', () => {
    expect(rentprogCashPolls.map(({ name }) => name)).toEqual(
      ['tbilisi', 'batumi', 'kutaisi', 'service-center'].map((branch) => `rentprog.cash:${branch}`),
    )
  })

  it('begins with today in Tbilisi, and never tells what was before', async () => {
    const evening = new Date('2030-11-05T21:30:00Z')
    const { cursor } = await look([], null, evening)
    await look([], cursor, addMs(evening, 5 * MINUTE_MS))
    expect(asked.slice(-2)).toEqual([
      { branch: 'batumi', from: '2030-11-06', to: '2030-11-07' },
      { branch: 'batumi', from: '2030-11-06', to: '2030-11-07' },
    ])
  })

  it('looks again at the day before the last look, however long ago that was', async () => {
    const first = await look([])
    await look([], first.cursor, addMs(NOW, 9 * DAY_MS))
    expect(asked.at(-1)).toEqual({ branch: 'batumi', from: '2030-11-05', to: '2030-11-15' })
    const later = await look([], first.cursor, addMs(NOW, 9 * DAY_MS))
    await look([], later.cursor, addMs(NOW, 9 * DAY_MS + HOUR_MS))
    expect(asked.at(-1)).toEqual({ branch: 'batumi', from: '2030-11-13', to: '2030-11-15' })
  })

  it('finds each row once, also one that was entered late', async () => {
    const first = await look([row(), row({ id: 2, description: 'бензин' })])
    expect(keys(first)).toEqual(['cash:5000001', 'cash:2'])
    expect(first.findings[1]).toMatchObject({ door: 'poll:batumi', events: [], ignored: expect.stringContaining('not a hand-in') })
    const second = await look(
      [row(), row({ id: 2, description: 'бензин' }), row({ id: 3, created_at: '2030-11-05T09:00:00.000+04:00' })],
      first.cursor,
    )
    expect(keys(second)).toEqual(['cash:3'])
  })

  it('waits for an operation that is not completed, for a week', async () => {
    const open = row({ completed: false })
    const first = await look([open])
    expect(first.findings).toEqual([])
    const days = addMs(NOW, 3 * DAY_MS)
    const again = await look([open], first.cursor, days)
    expect([again.findings, asked.at(-1)]).toEqual([[], { branch: 'batumi', from: '2030-11-05', to: '2030-11-09' }])
    const done = await look([row()], again.cursor, addMs(days, DAY_MS))
    expect(asked.at(-1)).toMatchObject({ from: '2030-11-05' })
    expect(done.findings[0]?.events).toHaveLength(1)
    expect((await look([open], again.cursor, addMs(NOW, 8 * DAY_MS))).findings).toMatchObject([
      { ignored: 'a hand-in that was not completed within a week' },
    ])
  })

  it('tells a changed amount as a correction, once, and a row that became a hand-in as new', async () => {
    const first = await look([row(), row({ id: 2, description: '' })])
    const changed = await look([row({ sum: '70' }), row({ id: 2 })], first.cursor)
    expect(changed.findings.map(({ dedupeKey, events }) => [dedupeKey, events[0]?.payload])).toEqual([
      ['cash:5000001:=7000 GEL 90001', expect.objectContaining({ operation_id: 5_000_001, amount_minor: 7000, corrected: true })],
      ['cash:2:=6050 GEL 90001', expect.not.objectContaining({ corrected: true })],
    ])
    expect((await look([row({ sum: '70' }), row({ id: 2 })], changed.cursor)).findings).toEqual([])
  })

  it('begins anew with a cursor it cannot read: the inbox knows what it has', async () => {
    expect(keys(await look([row()], { of: 'another version' }))).toEqual(['cash:5000001'])
  })
})
