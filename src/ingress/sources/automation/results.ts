// From the bytes of a delivery to the results in it: one `{type, payload}`, or an array of them.
import { BadInput } from '../../../errors.ts'
import { readJsonBody } from '../../body.ts'
import { type Fields, isFields, type Json } from '../rentprog/value.ts'

/** More at once could not be recorded while the collector waits. */
export const MAX_RESULTS = 1_000

export interface Result {
  /** As the collector named it. */
  type: string
  payload: Fields
}

export interface Placed {
  /** Where it stands in the batch, for the person who reads why it was not understood; empty when it came alone. */
  place: string
  result: Result
}

/** @throws BadInput saying in one sentence what could not be understood. */
export function readResults(raw: Buffer): Placed[] {
  const body = readJsonBody(raw)
  if (!Array.isArray(body)) return [{ place: '', result: resultOf(body, '') }]
  if (body.length > MAX_RESULTS) throw new BadInput(`${body.length} results at once: ${MAX_RESULTS} are taken`)
  return body.map((item, at) => ({ place: `results[${at}]: `, result: resultOf(item, `results[${at}]: `) }))
}

function resultOf(value: Json, place: string): Result {
  if (!isFields(value)) throw new BadInput(`${place}a result is an object with "type" and "payload"`)
  const { type, payload } = value
  if (typeof type !== 'string' || type === '') throw new BadInput(`${place}type: the name of the result is missing`)
  if (!isFields(payload)) throw new BadInput(`${place}payload: must be an object`)
  return { type, payload }
}
