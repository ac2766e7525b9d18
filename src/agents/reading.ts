// A text made ready to look for phrases in: its words as they sound, with their alphabet, sentence and part.
import { folded } from './spelling.ts'

export const PLATE = /(?<![A-Z])[A-Z]{2}[- ]?\d{3}[- ]?[A-Z]{2}(?![A-Z])/i
export const PLATES = new RegExp(PLATE, 'gi')
const PHONES = /(?<![\d:.,])\+?\d(?:[\s()-]{0,2}\d){8,14}(?!\d)/g

export type Script = 'latin' | 'cyrillic' | 'georgian'
export const scriptOf = (word: string): Script => (/[ა-ჿ]/.test(word) ? 'georgian' : /[a-z]/i.test(word) ? 'latin' : 'cyrillic')

export interface Token {
  /** As it sounds (spelling.ts), or what it is: `{plate}`, `{phone}`, digits. */
  sound: string
  /** Its alphabet; null: Latin letters that may spell any language. In an English text `policy` is not «полиция», nor is «მოვიდა» Russian. */
  script: Script | null
  sentence: number
  /** Counts commas and «и», too: what stands in different parts may mean different things. */
  part: number
}

const JOINS = new Set(['и', 'а', 'но', 'and', 'also', 'but', 'და', 'da', 'i'])

/** Dots and commas that end nothing: «87,950», «14.03», «Mr. Smith». */
const NO_END = /(?<=\d)[.,:](?=\d)|(?<=(?<!\p{L})(?:mr|mrs|ms|dr|st|г|ул|тел|стр))\./giu

export function tokensIn(text: string): Token[] {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replace(PHONES, ' {phone} ')
    .replace(PLATES, ' {plate} ')
    .replace(NO_END, ' ')
  const tokens: Token[] = []
  const isEnglish = looksEnglish(plain)
  let sentence = 0
  let part = 0
  for (const [piece] of plain.matchAll(/\{(?:plate|phone)\}|[\p{L}\p{M}\p{N}’']+|[.!?;:,\n…—)(]/gu)) {
    if (/^[.!?;\n…]$/.test(piece)) sentence++
    if (/^[.!?;:,\n…—)(]$/.test(piece) || JOINS.has(piece.toLowerCase())) part++
    if (/^[.!?;:,\n…—)(]$/.test(piece)) continue
    const sound = piece.startsWith('{') ? piece : folded(piece)
    if (sound === '') continue
    const script = scriptOf(piece)
    tokens.push({ sound, script: script === 'latin' && !isEnglish ? null : script, sentence, part })
  }
  return tokens
}

/** English words that are none in Russian or Georgian typed with Latin letters, as «to», «on» and «my» are. */
const ENGLISH = new Set(
  'the are was were we you your our us with have has had does did could would will please this that there and what where when how who which from for can it its of hello thanks thank any they she her his not but me an if about just need want whats im ive id still'.split(
    ' ',
  ),
)

/** Two English words, or one among few, make Latin letters English ones. */
function looksEnglish(text: string): boolean {
  const latin = text.toLowerCase().match(/[a-z]+/g) ?? []
  const english = latin.filter((word) => ENGLISH.has(word)).length
  return english >= 2 || (english === 1 && latin.length < 7)
}
