// One-time codes by which a Telegram account becomes that of a member of staff: made, written down as a hash, recognised.
import { createHash, randomInt, timingSafeEqual } from 'node:crypto'

/** Without letters and digits that look alike. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const LENGTH = 12

/** `ABCD-EFGH-JKMN`: 59 bits, valid for a day, a handful of tries an hour. */
export const newCode = (): string =>
  Array.from({ length: LENGTH }, (_, at) => (at > 0 && at % 4 === 0 ? '-' : '') + ALPHABET[randomInt(ALPHABET.length)]).join('')

/** As people type it: any case, with spaces or dashes. Null when it can be none. */
export function codeIn(text: string): string | null {
  const bare = text.toUpperCase().replaceAll(/[\s–—-]/g, '')
  return bare.length === LENGTH && [...bare].every((letter) => ALPHABET.includes(letter)) ? bare : null
}

export const hashOf = (code: string): string =>
  createHash('sha256')
    .update(codeIn(code) ?? '')
    .digest('hex')

/** Compares with all of them: the time it takes says nothing about which came close. */
export function rowOf<Row extends { hash: string }>(code: string, rows: readonly Row[]): Row | null {
  const given = Buffer.from(hashOf(code), 'hex')
  return rows.reduce<Row | null>((found, row) => {
    const known = Buffer.from(row.hash, 'hex')
    return known.length === given.length && timingSafeEqual(known, given) ? row : found
  }, null)
}
