// A place in a text that is being read, and the few ways to move it.
import { BadInput } from '../../../errors.ts'

export interface Cursor {
  readonly text: string
  at: number
}

/** Never quotes the text: it may hold a client's name. */
export function fail(cursor: Cursor, problem: string): never {
  throw new BadInput(`${problem} at character ${cursor.at + 1}`)
}

export const peek = (cursor: Cursor): string | undefined => cursor.text[cursor.at]

export function accept(cursor: Cursor, token: string): boolean {
  if (!cursor.text.startsWith(token, cursor.at)) return false
  cursor.at += token.length
  return true
}

export function expect(cursor: Cursor, token: string): void {
  if (!accept(cursor, token)) fail(cursor, `expected ${token}`)
}

/** What a sticky expression finds right here; it must not be able to backtrack over more than a word. */
export function match(cursor: Cursor, sticky: RegExp): string | undefined {
  sticky.lastIndex = cursor.at
  const found = sticky.exec(cursor.text)?.[0]
  cursor.at += found?.length ?? 0
  return found
}

const SPACE = /[ \t\r\n]*/y

export const skipSpace = (cursor: Cursor): void => void match(cursor, SPACE)
