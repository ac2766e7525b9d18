// Reads what `Hash#inspect` prints without quotes: nil, numbers, symbols, times and whole objects.
import { type Cursor, expect, fail, match, peek } from './cursor.ts'
import { quoted } from './ruby-string.ts'
import { exactNumber, storableText } from './value.ts'

const WORD = /(?:nil|true|false)(?![\p{L}\p{N}_])/uy
const WORDS: Readonly<Record<string, null | boolean>> = { nil: null, true: true, false: false }

const NUMBER = /-?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|Infinity)|NaN/y

const CLOCK = String.raw`\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?: \d{1,20}/\d{1,20})?`
const ZONE = String.raw`(?: ?(?:[+-]\d\d(?::?\d\d)?|[A-Z]{1,5})){0,2}`
/** `2025-11-05`, `2025-11-05 10:00:00 +0400`, and how Rails prints them: `Wed, 05 Nov 2025 10:00:00.000000000 +04 +04:00`. */
const TIME = new RegExp(String.raw`(?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} \d{4})(?:[ T]${CLOCK}${ZONE})?`, 'y')

/** A time is kept as its text: what it means is for the one who reads the field. */
export function scalar(cursor: Cursor): null | boolean | number | string {
  const word = match(cursor, WORD)
  if (word !== undefined) return WORDS[word] ?? null
  const time = match(cursor, TIME)
  if (time !== undefined) return time
  const number = match(cursor, NUMBER)
  return number === undefined ? fail(cursor, 'not a Ruby value') : exactNumber(number)
}

const SYMBOL = /(?:@@?|\$)?[\p{L}_][\p{L}\p{M}\p{N}_]*(?:[?!]|=(?!>))?/uy

/** `:name` or `:"any text"`. */
export function symbol(cursor: Cursor): string {
  cursor.at += 1
  if (peek(cursor) === '"') return quoted(cursor)
  return match(cursor, SYMBOL) ?? fail(cursor, 'a symbol without a name')
}

/** The arrows of a hash inside do not close anything. */
const OBJECT_PART = /[^"<>=-]+|[=-]>|[<>=-]/y

/** `#<Car id: 1, note: "a > b", at: #<Date: 2025-11-05>>` up to the bracket that closes it, as text. */
export function object(cursor: Cursor): string {
  const from = cursor.at
  expect(cursor, '#<')
  for (let open = 1; open > 0; ) {
    const quote = peek(cursor) === '"'
    if (quote) quoted(cursor)
    const part = quote ? '' : match(cursor, OBJECT_PART)
    if (part === undefined) fail(cursor, 'an object that does not end')
    if (part === '<') open += 1
    if (part === '>') open -= 1
  }
  return storableText(cursor.text.slice(from, cursor.at))
}
