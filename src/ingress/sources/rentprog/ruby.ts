// Reads what Ruby's `Hash#inspect` prints, in the old notation (`"a"=>1`, `:a=>1`) and in that of Ruby 3.4 (`"a" => 1`, `a: 1`).
import { accept, type Cursor, expect, fail, match, peek, skipSpace } from './cursor.ts'
import { object, scalar, symbol } from './ruby-scalar.ts'
import { quoted } from './ruby-string.ts'
import { fieldsOf, type Json, MAX_DEPTH, tooDeep } from './value.ts'

/** @throws BadInput saying what stands at which character. */
export function readRuby(text: string): Json {
  const cursor: Cursor = { text, at: 0 }
  skipSpace(cursor)
  const value = read(cursor, MAX_DEPTH)
  skipSpace(cursor)
  return cursor.at === text.length ? value : fail(cursor, 'more text than one value')
}

/** `levels` is how many hashes and arrays may still open. */
function read(cursor: Cursor, levels: number): Json {
  switch (peek(cursor)) {
    case '"':
      return quoted(cursor)
    case '{':
      return hash(cursor, levels)
    case '[':
      return array(cursor, levels)
    case ':':
      return symbol(cursor)
    case '#':
      return object(cursor)
    default:
      return scalar(cursor)
  }
}

function array(cursor: Cursor, levels: number): Json[] {
  const items: Json[] = []
  eachItem(cursor, levels, ']', () => items.push(read(cursor, levels - 1)))
  return items
}

function hash(cursor: Cursor, levels: number): Json {
  const entries: [string, Json][] = []
  eachItem(cursor, levels, '}', () => {
    const name = key(cursor, levels - 1)
    skipSpace(cursor)
    entries.push([name, read(cursor, levels - 1)])
  })
  return fieldsOf(entries)
}

function eachItem(cursor: Cursor, levels: number, close: string, item: () => void): void {
  if (levels === 0) throw tooDeep()
  cursor.at += 1
  skipSpace(cursor)
  if (accept(cursor, close)) return
  for (;;) {
    item()
    skipSpace(cursor)
    if (accept(cursor, close)) return
    expect(cursor, ',')
    skipSpace(cursor)
  }
}

/** `user_id:` */
const LABEL = /[\p{L}_][\p{L}\p{M}\p{N}_]*[?!]?:/uy

/** Reads a key and what divides it from its value. */
function key(cursor: Cursor, levels: number): string {
  const label = match(cursor, LABEL)
  if (label !== undefined) return label.slice(0, -1)
  const from = cursor.at
  const value = read(cursor, levels)
  const to = cursor.at
  if (cursor.text[from] === '"' && accept(cursor, ':')) return String(value)
  skipSpace(cursor)
  expect(cursor, '=>')
  return typeof value === 'string' ? value : cursor.text.slice(from, to)
}
