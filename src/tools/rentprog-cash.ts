// Rows of RentProg's cash register ("counts"), read leniently: even a row that makes no sense is a row, so that it stops nobody.
import { z } from 'zod'
import { Refused } from '../errors.ts'
import { flag, int, isRow, RentprogUser, type Row, rowsOf, text } from './rentprog-shapes.ts'

export const CURRENCIES = { 39: 'GEL', 1: 'USD', 3: 'EUR', 93: 'RUB' } as const
export type CashCurrency = (typeof CURRENCIES)[keyof typeof CURRENCIES]

/** After a comma two digits at most: `1,840` is a thousand to some. */
const DECIMAL = /^([+-]?)(\d{1,13})(?:\.(\d{1,6})|,(\d{1,2}))?$/

/**
 * A decimal as RentProg writes it (`60`, `60.5`, `"-60,50"`, `"60.0000"`) in minor units, digit by digit.
 * @returns null for what is no decimal or has a part smaller than a hundredth: money is never rounded.
 */
export function minorUnits(value: unknown): number | null {
  const written = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.replaceAll(/[\s_]/g, '') : ''
  const [, sign, whole = '', point = '', comma = ''] = DECIMAL.exec(written) ?? []
  const fraction = point + comma
  if (sign === undefined || !/^0*$/.test(fraction.slice(2))) return null
  const minor = Number(whole) * 100 + Number(fraction.slice(0, 2).padEnd(2, '0'))
  return sign === '-' && minor !== 0 ? -minor : minor
}

const Currency = int.transform((id): CashCurrency | null =>
  id !== null && id in CURRENCIES ? CURRENCIES[id as keyof typeof CURRENCIES] : null,
)

/** What a sum of floats leaves behind the hundredths: `0.30000000000000004`, `1840.4999999999998`, `5.7e-14`. */
const NOISY = /^([+-]?)(\d{1,13})\.(\d\d)(0{6}|9{6})\d*$/
const TINY = /^[+-]?\d(?:\.\d+)?e-(\d+)$/i

/**
 * What a register holds, in minor units: RentProg adds it up in floats, and their noise is no money.
 * @returns null for what is no amount of money.
 */
export function registerMinor(value: unknown): number | null {
  const exact = minorUnits(value)
  if (exact !== null) return exact
  const written = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  if (Number(TINY.exec(written)?.[1] ?? 0) >= 7) return 0
  const [, sign, whole, hundredths, noise] = NOISY.exec(written) ?? []
  if (sign === undefined) return null
  const minor = Number(whole) * 100 + Number(hundredths) + (noise?.startsWith('9') ? 1 : 0)
  return sign === '-' && minor !== 0 ? -minor : minor
}

/** What one employee holds in one currency. */
const Register = z.preprocess(
  (row) => (isRow(row) ? { ...row, currency: row.currency_id, cash_minor: row.cash } : row),
  z.object({ currency_id: int, currency: Currency, cash_minor: z.unknown().transform(registerMinor) }),
)

/** A user with the cash registers of each currency; an account that makes no sense says null. */
export const RentprogHolder = RentprogUser.extend({
  currency_accounts: z.preprocess((rows) => (Array.isArray(rows) ? rows.filter(isRow) : []), z.array(Register)),
})
export type RentprogHolder = z.infer<typeof RentprogHolder>

/** One row of the cash register. What is missing or strange is null, the id too. */
export const CashOperation = z.preprocess(
  (row) => (isRow(row) ? { ...row, sum_minor: row.sum, currency: row.currency_id } : row),
  z.object({
    id: int.transform((id) => (id !== null && id > 0 ? id : null)),
    /** As it was written. */
    sum: text,
    sum_minor: z.unknown().transform(minorUnits),
    currency_id: int,
    currency: Currency,
    cash: flag,
    /** True: money came in; false: it went out. */
    operation: flag,
    completed: flag,
    /** RentProg user whose register it is. */
    user_id: int,
    group: text,
    description: text,
    created_at: text,
  }),
)
export type CashOperation = z.infer<typeof CashOperation>

/** The rows of an answer: `{counts: {data: [{attributes}]}}`, `{counts: […]}`, `{data: […]}` or a bare array. @throws Refused for anything else. */
export function cashRows(body: unknown): Row[] {
  const inner = isRow(body) && 'counts' in body ? body.counts : body
  const list = isRow(inner) && 'data' in inner ? inner.data : inner
  if (Array.isArray(list)) return rowsOf(list)
  throw new Refused('rentprog cashOperations: the answer holds no list of operations', { code: 'unexpected-answer' })
}
