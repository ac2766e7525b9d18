// Reads a double-quoted Ruby string as `String#inspect` prints it.
import { accept, type Cursor, fail, match, peek } from './cursor.ts'
import { storableText } from './value.ts'

const PLAIN = /[^"\\]+/y
const BYTES = /(?:\\x[0-9A-Fa-f]{1,2}|\\[0-3]?[0-7]{1,2})+/y
const BYTE = /\\x([0-9A-Fa-f]{1,2})|\\([0-7]{1,3})/g
const UNIT = /\\u[0-9A-Fa-f]{4}/y
const POINTS = /\\u\{[0-9A-Fa-f]{1,6}(?: [0-9A-Fa-f]{1,6})*\}/y

const NAMED: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  s: ' ',
  t: '\t',
  v: '\v',
}

/** Reads from the opening quote to behind the closing one. */
export function quoted(cursor: Cursor): string {
  const parts: string[] = []
  cursor.at += 1
  while (!accept(cursor, '"')) {
    if (cursor.at >= cursor.text.length) fail(cursor, 'a string that does not end')
    parts.push(match(cursor, PLAIN) ?? escaped(cursor))
  }
  return storableText(parts.join(''))
}

function escaped(cursor: Cursor): string {
  const unit = match(cursor, UNIT)
  if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit.slice(2), 16))
  const points = match(cursor, POINTS)
  if (points !== undefined)
    return points
      .slice(3, -1)
      .split(' ')
      .map((hex) => character(cursor, hex))
      .join('')
  const bytes = match(cursor, BYTES)
  if (bytes !== undefined) return decoded(cursor, bytes)
  cursor.at += 1
  return simple(cursor)
}

function character(cursor: Cursor, hex: string): string {
  const point = Number.parseInt(hex, 16)
  return point <= 0x10ffff ? String.fromCodePoint(point) : fail(cursor, 'an escape that names no character')
}

/** A binary string prints Cyrillic byte by byte: `"\xD0\x94"`. */
function decoded(cursor: Cursor, escapes: string): string {
  const bytes = [...escapes.matchAll(BYTE)].map(([, hex, octal]) =>
    hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16),
  )
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))
  } catch {
    return fail(cursor, 'bytes that are not UTF-8')
  }
}

/** `\n` and its like; before anything but a letter or digit the backslash only says "as it is": `\"`, `\\`, `\#`. */
function simple(cursor: Cursor): string {
  const letter = peek(cursor)
  if (letter === undefined) fail(cursor, 'a string that does not end')
  const meant = Object.hasOwn(NAMED, letter) ? NAMED[letter] : /[0-9A-Za-z]/.test(letter) ? undefined : letter
  if (meant === undefined) fail(cursor, 'an unknown escape')
  cursor.at += 1
  return meant
}
