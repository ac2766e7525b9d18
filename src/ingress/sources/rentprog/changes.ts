// What a payload says of its fields: which ones changed from what to what, and which are simply so.
import type { Action } from './payload.ts'
import { type Fields, fieldsOf, isFields, type Json } from './value.ts'

export type Change = [old: Json, now: Json]
export type Changes = Record<string, Change>

export interface Facts {
  /** Only an update has them. */
  changes?: Changes
  fields: Fields
}

const isChange = (value: Json): value is Change => Array.isArray(value) && value.length === 2

/** In an update a pair is `[old, new]`; in a create it is a value like any other. */
export function factsOf(action: Action, payload: Fields): Facts {
  if (action !== 'update') return { fields: payload }
  const entries = Object.entries(payload)
  return {
    changes: Object.fromEntries(entries.filter((entry): entry is [string, Change] => isChange(entry[1]))),
    fields: fieldsOf(entries.filter(([, value]) => !isChange(value))),
  }
}

/** An id as a number; some envelopes of RentProg write it as text. */
export function idOf(value: Json | undefined): number | undefined {
  const id = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined
}

/** The car or client a booking speaks of, as far as the payload says. */
export function related({ changes, fields }: Facts, entity: 'car' | 'client'): number | undefined {
  const changed = changes?.[`${entity}_id`]
  if (changed !== undefined) return idOf(changed[1])
  const nested = [fields[entity], fields[`${entity}_object`]].filter(isFields).map((whole) => whole.id)
  return [fields[`${entity}_id`], ...nested].map(idOf).find((id) => id !== undefined)
}
