// Finding what a person means by plain words: phrases of word beginnings, booking numbers, licence plates.
import { folded, nearlyBegins, soundsOf } from './spelling.ts'
import { WORD_LISTS } from './word-lists.ts'

/** Lower case, ё as е, split at whatever is neither letter nor digit. */
export const tokensOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '')

const PLATE = /(?<![A-Z])[A-Z]{2}[- ]?\d{3}[- ]?[A-Z]{2}(?![A-Z])/i
const PLATES = new RegExp(PLATE, 'gi')
const PHONES = /(?<![\d:.,])\+?\d(?:[\s()-]{0,2}\d){8,14}(?!\d)/g

/** Georgian plates: `AA-000-AA`, `AA 000 AA`, `AA000AA`. */
export const plateIn = (text: string): string | undefined => PLATE.exec(text)?.[0]?.toUpperCase()

/** Numbers that may be a booking's number or id, in the order they stand; times, prices, plates and dates are not. */
export function bookingNumbersIn(text: string): number[] {
  const found = text.replace(PLATES, ' ').matchAll(/(?<![\d:.,+]|\d-)\d{3,9}(?![\d:]|[.,-]\d)/g)
  return [...new Set([...found].map(([digits]) => Number(digits)))].filter((n) => n > 0)
}

type Script = 'latin' | 'cyrillic' | 'georgian'
const scriptOf = (word: string): Script => (/[ა-ჿ]/.test(word) ? 'georgian' : /[a-z]/i.test(word) ? 'latin' : 'cyrillic')

interface Token {
  /** As it sounds (spelling.ts), or what it is: `{plate}`, `{phone}`, digits. */
  sound: string
  /** Its alphabet; null: Latin letters that may spell any language. In an English text `policy` is not «полиция», nor is «მოვიდა» Russian. */
  script: Script | null
  sentence: number
  /** Counts commas and «и», too: what stands in different parts may mean different things. */
  part: number
}

/** A text made ready to look for phrases in. */
export interface Reading {
  tokens: readonly Token[]
  /** Places of the tokens by their first sound. */
  bySound: ReadonlyMap<string, readonly number[]>
  /** What each word of a phrase was found at. */
  found: Map<string, readonly number[]>
}

const JOINS = new Set(['и', 'а', 'но', 'and', 'also', 'but', 'და', 'da', 'i'])

export function reading(text: string): Reading {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replace(PHONES, ' {phone} ')
    .replace(PLATES, ' {plate} ')
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
  return { tokens, bySound: Map.groupBy(tokens.keys(), (at) => tokens[at]?.sound.charAt(0) ?? ''), found: new Map() }
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

/** A phrase that was said: how much it says, and between which words. */
export interface Said {
  points: number
  from: number
  to: number
  part: number
  sentence: number
}

/** Shorter than this a word stands for itself: `за` does not begin `загорелся`. */
const BEGINNING = 4
/** So many words may stand where a phrase has `…`. */
const GAP = 3
/** A misspelt word says a little less. */
const MISSPELT = 0.75
/** What a phrase that opens the message (`^`) counts for beside its words. */
const OPENING = 2

/** Stems stand under their first sound, which nobody misspells. */
type Word = { gap: true } | { gap?: false; stems: ReadonlyMap<string, readonly Stem[]>; name: string }
interface Phrase {
  /** All of them must be said in one sentence, in any order. */
  sides: readonly (readonly Word[])[]
  hint: boolean
  /** It must open the message, and then says what all the rest is. */
  opens: boolean
}

const known = new Map<string, Phrase>()

function phraseOf(text: string): Phrase {
  const before = known.get(text)
  if (before) return before
  const bare = text.replace(/^\^|\?$/g, '')
  const phrase: Phrase = {
    hint: text.endsWith('?'),
    opens: text.startsWith('^'),
    sides: bare.split(' + ').map((side) => side.split(' ').map(wordOf)),
  }
  known.set(text, phrase)
  return phrase
}

type Stem = { sound: string; whole: boolean; script: Script }
/** Where stems with `~` stand, which may begin anywhere within a word. */
const ANYWHERE = '~'

function wordOf(name: string): Word {
  if (name === '…') return { gap: true }
  const list = /^\{(.+)\}$/.exec(name)?.[1] ?? ''
  const stems: readonly string[] = list === '' ? name.split('|') : ((WORD_LISTS as Record<string, readonly string[]>)[list] ?? [])
  const sounds = stems.flatMap((stem) => {
    const [inside, letters] = stem.startsWith(ANYWHERE) ? [ANYWHERE, stem.slice(1)] : ['', stem]
    const kind = { whole: inside === '' && letters.length < BEGINNING, script: scriptOf(letters) }
    return soundsOf(letters).map((sound): Stem & { under: string } => ({ sound, ...kind, under: inside || sound.charAt(0) }))
  })
  return { name, stems: Map.groupBy(sounds, ({ under }) => under) }
}

/** Words that are no list of beginnings. */
const SPECIAL = new Set(['{plate}', '{phone}', '{number}', '{booking}', '{car}'])

function isWord({ sound: token, script }: Token, { stems, name }: Word & { gap?: false }): number {
  switch (name) {
    case '{plate}':
    case '{phone}':
      return token === name ? 1 : 0
    case '{number}':
      return /^\d+$/.test(token) ? 1 : 0
    case '{booking}':
      return /^\d{3,8}$/.test(token) ? 1 : 0
    case '{car}':
      return token === '{plate}' ? 1 : bestOf(token, stems, null)
    default:
      return bestOf(token, stems, script)
  }
}

function bestOf(token: string, stems: ReadonlyMap<string, readonly Stem[]>, script: Script | null): number {
  const may = (stem: Stem) => script === null || stem.script === script
  if (stems.get(ANYWHERE)?.some((stem) => may(stem) && token.includes(stem.sound))) return 1
  const alike = stems.get(token.charAt(0))?.filter(may)
  if (alike === undefined) return 0
  if (alike.some(({ sound, whole }) => (whole ? token === sound : token.startsWith(sound)))) return 1
  return alike.some(({ sound, whole }) => !whole && nearlyBegins(token, sound)) ? MISSPELT : 0
}

const NOWHERE: readonly number[] = []

/** Where a word of a phrase is said: the token's place, and how surely, as two numbers in turn. */
function placesOf({ tokens, bySound, found }: Reading, word: Word & { gap?: false }): readonly number[] {
  const before = found.get(word.name)
  if (before) return before
  let places = NOWHERE
  const look = (at: number) => {
    const token = tokens[at]
    const points = token ? isWord(token, word) : 0
    if (points > 0) places = [...places, at, points]
  }
  const where = SPECIAL.has(word.name) || word.stems.has(ANYWHERE) ? tokens.keys() : [...word.stems.keys()].flatMap((sound) => bySound.get(sound) ?? NOWHERE)
  for (const at of where) look(at)
  found.set(word.name, places)
  return places
}

function pointsAt(read: Reading, word: Word & { gap?: false }, at: number): number {
  const places = placesOf(read, word)
  for (let i = 0; i < places.length; i += 2) if (places[i] === at) return places[i + 1] ?? 0
  return 0
}

/** Everywhere a phrase (without its `!`) is said. */
export function placesSaid(read: Reading, text: string): Said[] {
  const { sides, hint, opens } = phraseOf(text)
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

function sideSaid(read: Reading, words: readonly Word[]): Said[] {
  const [first, ...rest] = words
  if (first === undefined || first.gap) return []
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
function follow(read: Reading, words: readonly Word[], at: number, sentence: number): { points: number; to: number } | null {
  const [word, ...rest] = words
  if (word === undefined) return { points: 0, to: at - 1 }
  if (word.gap) {
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
  return phrases.some((phrase) => placesSaid(read, phrase).length > 0)
}
