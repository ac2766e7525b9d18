// Reads JSON without losing digits of long integers, and without trusting its depth, its keys or its text.
import { exactNumber, fieldsOf, type Json, storableNumber, storableText, tooDeep } from './value.ts'

/** An integer that may not fit a JavaScript number. */
const LONG_INTEGER = /\d{16}/

/**
 * @returns undefined when the text is not JSON.
 * @throws BadInput when it lies deeper than `levels`.
 */
export function readJson(text: string, levels: number): Json | undefined {
  const parsed = parse(text)
  if (parsed === undefined) return undefined
  const value = storable(parsed, levels)
  // A reviver recurses, so it sees only what is known to be shallow.
  return LONG_INTEGER.test(text) ? storable(JSON.parse(text, keepDigits as Reviver), levels) : value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

type Reviver = (key: string, value: unknown) => unknown

// TypeScript's library does not know the third argument yet.
const keepDigits = (_key: string, value: unknown, context: { source?: string }): unknown =>
  typeof value === 'number' && context.source !== undefined ? exactNumber(context.source) : value

function storable(value: unknown, levels: number): Json {
  if (typeof value === 'string') return storableText(value)
  if (typeof value === 'number') return storableNumber(value)
  if (typeof value !== 'object' || value === null) return value as boolean | null
  if (levels === 0) throw tooDeep()
  if (Array.isArray(value)) return value.map((item) => storable(item, levels - 1))
  return fieldsOf(Object.entries(value).map(([key, item]) => [key, storable(item, levels - 1)] as const))
}
