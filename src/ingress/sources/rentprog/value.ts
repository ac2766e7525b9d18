// The values a payload is made of: plain JSON that Postgres can keep, whichever notation it arrived in.
import { BadInput } from '../../../errors.ts'

export type Json = null | boolean | number | string | Json[] | Fields
export interface Fields {
  [key: string]: Json
}

/** How many hashes and arrays may lie inside one another, the payload itself being the first. */
export const MAX_DEPTH = 64

export const tooDeep = (): BadInput => new BadInput(`the payload is deeper than ${MAX_DEPTH} levels`)

export const isFields = (value: Json | undefined): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Postgres stores neither NUL nor half a surrogate pair. */
export const storableText = (text: string): string => text.replaceAll('\0', '').toWellFormed()

/** JSON has no infinity and one zero. */
export const storableNumber = (number: number): number | string => (Number.isFinite(number) ? number || 0 : String(number))

/** The number that was written, or its text where a JavaScript number would be a different one. */
export function exactNumber(written: string): number | string {
  const number = Number(written)
  return /^-?\d+$/.test(written) && !Number.isSafeInteger(number) ? written : storableNumber(number)
}

/** Keys that mean something to JavaScript itself; no field of RentProg is named so. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype'])

export function fieldsOf(entries: readonly (readonly [string, Json])[]): Fields {
  const storable = entries.map(([key, value]) => [storableText(key), value] as const)
  return Object.fromEntries(storable.filter(([key]) => !RESERVED.has(key)))
}
