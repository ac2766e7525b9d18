// The body of a webhook that is JSON, from bytes nobody trusts yet.
import { BadInput } from '../errors.ts'
import { readJson } from './sources/rentprog/json.ts'
import { type Fields, isFields, type Json, MAX_DEPTH } from './sources/rentprog/value.ts'

export const isEmpty = (raw: Buffer): boolean => raw.toString().trim() === ''

/**
 * Long integers come back as text, text without what Postgres cannot keep.
 * @throws BadInput saying in one sentence what could not be understood.
 */
export function readJsonBody(raw: Buffer): Json {
  const body = readJson(utf8(raw), MAX_DEPTH)
  if (body === undefined) throw new BadInput('the body is not JSON')
  return body
}

/** @throws BadInput like `readJsonBody`, and when it is a list or a single value. */
export function readJsonObject(raw: Buffer): Fields {
  const body = readJsonBody(raw)
  if (!isFields(body)) throw new BadInput('the body is not a JSON object')
  return body
}

function utf8(raw: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw)
  } catch {
    throw new BadInput('the body is not UTF-8')
  }
}
