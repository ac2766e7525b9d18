// What a row of RentProg's cash register means to us: money handed in, nothing for us, or something a person must look at. Pure.
import { parseTbilisi } from '../../clock.ts'
import type { Branch } from '../../events/event.ts'
import type { PayloadOf } from '../../events/index.ts'
import type { Reads } from '../../tools/index.ts'

export type CashOperation = Awaited<ReturnType<Reads['rentprog']['cashOperations']>>[number]

export type Meaning =
  | { event: { type: 'cash.collected'; payload: PayloadOf<'cash.collected'> } }
  /** Understood and of no use. */
  | { ignored: string }
  /** Not understood. */
  | { quarantined: string }

/** How staff write that an employee's cash was handed in. «Сдача» alone is change. */
const HANDED_IN = /инкасс|сда(?:ча|чи|л|ла|ли|н|на|ть)\s+(?:\S+\s+)?(?:касс|выручк|наличн)/i

/** The first line that fits. */
export function meaningOf(row: CashOperation, branch: Branch): Meaning {
  const { id, sum_minor: minor, currency, user_id: employee, description } = row
  if (id === null) return { quarantined: 'a cash operation without an id' }
  if (row.cash === false) return { ignored: 'not cash' }
  if (!HANDED_IN.test(`${row.group ?? ''} ${description ?? ''}`)) return { ignored: 'not a hand-in: a payment of a client or an expense' }
  if (row.operation === true) return { ignored: 'the receiving side of a hand-in' }
  if (row.completed === false) return { ignored: 'a hand-in that was not completed within a week' }
  if (row.cash === null || row.operation === null) return { quarantined: 'a hand-in that does not say whether cash went out' }
  if (minor === null) return { quarantined: `a hand-in of a sum that is no amount of money: ${(row.sum ?? 'nothing').slice(0, 40)}` }
  if (minor === 0) return { ignored: 'a hand-in of nothing' }
  if (currency === null) return { quarantined: `a hand-in in a currency we do not know: ${row.currency_id ?? 'none'}` }
  if (employee === null) return { quarantined: 'a hand-in of nobody' }
  const payload = { branch, employee_id: employee, operation_id: id, amount_minor: Math.abs(minor), currency }
  const madeAt = parseTbilisi(row.created_at ?? '')?.toISOString()
  const known = { ...(description !== null && { description }), ...(madeAt !== undefined && { made_at: madeAt }) }
  return { event: { type: 'cash.collected', payload: { ...payload, ...known } } }
}

/** Tells two meanings of one operation apart; that of an event begins with `=`. */
export function signOf(meaning: Meaning): string {
  if ('ignored' in meaning) return '-'
  if ('quarantined' in meaning) return `?${meaning.quarantined}`
  const { employee_id, amount_minor, currency } = meaning.event.payload
  return `=${amount_minor} ${currency} ${employee_id}`
}
