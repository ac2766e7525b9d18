// Finding what a person means by plain words: phrases of word beginnings, booking numbers, licence plates.
import { PLATE, PLATES } from './reading.ts'
import { placesOf, type Reading, reading, type Word, wordOf } from './vocabulary.ts'

/** Lower case, ё as е, split at whatever is neither letter nor digit. */
export const tokensOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '')

/** Georgian plates: `AA-000-AA`, `AA 000 AA`, `AA000AA`. */
export const plateIn = (text: string): string | undefined => PLATE.exec(text)?.[0]?.toUpperCase()

/** Numbers that may be a booking's number or id, in the order they stand; times, prices, plates and dates are not. */
export function bookingNumbersIn(text: string): number[] {
  const found = text.replace(PLATES, ' ').matchAll(/(?<![\d:.,+]|\d-)\d{3,9}(?![\d:]|[.,-]\d)/g)
  return [...new Set([...found].map(([digits]) => Number(digits)))].filter((n) => n > 0)
}

/** A phrase that was said: how much it says, and between which words. */
export interface Said {
  points: number
  from: number
  to: number
  part: number
  sentence: number
}

/** So many words may stand where a phrase has `…`. */
const GAP = 3
/** What a phrase that opens the message (`^`) counts for beside its words. */
const OPENING = 2

/** Null: up to three words that do not matter. */
type Step = Word | null
export interface Phrase {
  /** All of them must be said in one sentence, in any order. */
  sides: readonly (readonly Step[])[]
  hint: boolean
  /** It must open the message, and then says what all the rest is. */
  opens: boolean
}

const known = new Map<string, Phrase>()

/** A phrase (without its `!`) made ready. */
export function phraseOf(text: string): Phrase {
  const before = known.get(text)
  if (before) return before
  const bare = text.replace(/^\^|\?$/g, '')
  const phrase: Phrase = {
    hint: text.endsWith('?'),
    opens: text.startsWith('^'),
    sides: bare.split(' + ').map((side) => side.split(' ').map((word) => (word === '…' ? null : wordOf(word)))),
  }
  known.set(text, phrase)
  return phrase
}

function pointsAt(read: Reading, word: Word, at: number): number {
  const places = placesOf(read, word)
  for (let i = 0; i < places.length; i += 2) if (places[i] === at) return places[i + 1] ?? 0
  return 0
}

/** Everywhere a phrase is said. */
export function placesSaid(read: Reading, { sides, hint, opens }: Phrase): Said[] {
  for (const [word] of sides) if (word === undefined || word === null || placesOf(read, word).length === 0) return []
  const [first, ...others] = sides.map((side) => sideSaid(read, side))
  const weight = hint ? 0.5 : 1
  return (first ?? []).flatMap((one) => {
    if (opens && one.from > 0) return []
    let whole = { ...one, points: one.points * weight + (opens ? OPENING : 0) }
    for (const side of others) {
      const beside = side.find(({ sentence }) => sentence === one.sentence)
      if (!beside) return []
      const [from, to] = [Math.min(whole.from, beside.from), Math.max(whole.to, beside.to)]
      whole = { ...whole, points: whole.points + beside.points * weight, from, to }
    }
    return [whole]
  })
}

function sideSaid(read: Reading, words: readonly Step[]): Said[] {
  const [first, ...rest] = words
  if (first === undefined || first === null) return []
  const places = placesOf(read, first)
  const said: Said[] = []
  for (let i = 0; i < places.length; i += 2) {
    const from = places[i] ?? 0
    const end = follow(read, rest, from + 1, read.tokens[from]?.sentence ?? 0)
    const { part = 0, sentence = 0 } = read.tokens[from] ?? {}
    if (end) said.push({ points: (places[i + 1] ?? 0) + end.points, from, to: end.to, part, sentence })
  }
  return said
}

/** The rest of a phrase from a place on, within its sentence. */
function follow(read: Reading, words: readonly Step[], at: number, sentence: number): { points: number; to: number } | null {
  const [word, ...rest] = words
  if (word === undefined) return { points: 0, to: at - 1 }
  if (word === null) {
    for (let skip = 0; skip <= GAP; skip++) {
      const end = follow(read, rest, at + skip, sentence)
      if (end) return end
    }
    return null
  }
  if (read.tokens[at]?.sentence !== sentence) return null
  const points = pointsAt(read, word, at)
  const end = points === 0 ? null : follow(read, rest, at + 1, sentence)
  return end && { points: points + end.points, to: end.to }
}

/** `горит чек` is said when `чек` follows a word that begins with `горит`. */
export function says(text: string, phrases: readonly string[]): boolean {
  const read = reading(text)
  return phrases.some((phrase) => placesSaid(read, phraseOf(phrase)).length > 0)
}
