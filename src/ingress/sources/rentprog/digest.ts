// A fingerprint of what a delivery says, the same for every encoding and every order of keys.
import { createHash } from 'node:crypto'
import type { Json } from './value.ts'

/** SHA-256 of the event's name and its canonical payload. */
export const digestOf = (event: string, payload: Json): string =>
  createHash('sha256')
    .update(`${event}\n${canonical(payload)}`)
    .digest('hex')

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${pairs.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`
}
