// Every word the phrases are made of, and where a text has them.
import { type Script, scriptOf, type Token, tokensIn } from './reading.ts'
import { nearlyBegins, soundsOf } from './spelling.ts'
import { WORD_LISTS } from './word-lists.ts'

/** A word of a phrase, by its number; it stands for several stems (`a|b`, `{part}`) or for a kind of token (`{plate}`). */
export type Word = number

/** Where a word is said: the token's place, and how surely, as two numbers in turn. */
export type Places = readonly number[]
const NOWHERE: Places = []

interface Stem {
  sound: string
  /** Null: how it is typed by the keys of another alphabet, so only Latin letters can mean it: `movida` may be მოწყდა, «მოვიდა» is not. */
  script: Script | null
  /** The words it belongs to; `{car}` is said in any alphabet. */
  words: Set<Word>
}
interface Shelf {
  /** Whoever begins, or is, this sound. */
  begins: Map<string, Stem[]>
  whole: Map<string, Stem[]>
  /** Long enough to be misspelt, under their first sound, which nobody misspells. */
  long: Map<string, Stem[]>
  inside: Map<string, Stem[]>
}

/** Shorter than this a word stands for itself: `за` does not begin `загорелся`. */
const BEGINNING = 4
/** Before stems that may begin anywhere within a word: Georgian verbs put the person first. */
const ANYWHERE = '~'
/** A misspelt word says a little less. */
const MISSPELT = 0.75
/** Shorter ones are too much like each other. */
const LONG = 7

const numbers = new Map<string, Word>()
const anyAlphabet = new Set<Word>()
const shelf: Shelf = { begins: new Map(), whole: new Map(), long: new Map(), inside: new Map() }
const kinds = new Map<string, Word>()

/** The word of a phrase as it is written there. */
export function wordOf(name: string): Word {
  const before = numbers.get(name)
  if (before !== undefined) return before
  const word = numbers.size
  numbers.set(name, word)
  if (['{plate}', '{phone}', '{number}', '{booking}', '{car}'].includes(name)) kinds.set(name, word)
  if (name === '{car}') anyAlphabet.add(word)
  const list = /^\{(.+)\}$/.exec(name)?.[1]
  const stems: readonly string[] = list === undefined ? name.split('|') : ((WORD_LISTS as Record<string, readonly string[]>)[list] ?? [])
  for (const stem of stems) shelve(stem, word)
  return word
}

function shelve(stem: string, word: Word): void {
  const isInside = stem.startsWith(ANYWHERE)
  const letters = isInside ? stem.slice(1) : stem
  for (const [nth, sound] of soundsOf(letters).entries()) {
    const script = nth === 0 ? scriptOf(letters) : null
    const place = isInside ? shelf.inside : letters.length < BEGINNING ? shelf.whole : shelf.begins
    const same = place.get(sound) ?? []
    place.set(sound, same)
    const known = same.find((one) => one.script === script)
    known?.words.add(word)
    if (known) continue
    const added = { sound, script, words: new Set([word]) }
    same.push(added)
    if (place !== shelf.begins || sound.length < LONG) continue
    const long = shelf.long.get(sound.charAt(0)) ?? []
    shelf.long.set(sound.charAt(0), long)
    long.push(added)
  }
}

/** A text made ready to look for phrases in. */
export interface Reading {
  tokens: readonly Token[]
  /** By word; made anew when words were added since. */
  places: Map<Word, Places>
  words: number
}

export const reading = (text: string): Reading => ({ tokens: tokensIn(text), places: new Map(), words: 0 })

export function placesOf(read: Reading, word: Word): Places {
  if (read.words !== numbers.size) {
    read.words = numbers.size
    read.places = new Map()
    for (const [at, token] of read.tokens.entries()) for (const [one, points] of wordsOf(token)) put(read.places, one, [at, points])
  }
  return read.places.get(word) ?? NOWHERE
}

function put(places: Map<Word, Places>, word: Word, found: [number, number]): void {
  places.set(word, [...(places.get(word) ?? NOWHERE), ...found])
}

/** The words a token is, with points. */
function wordsOf({ sound, script }: Token): Map<Word, number> {
  const found = new Map<Word, number>()
  const hear = (stems: readonly Stem[] | undefined, points: number) => {
    for (const stem of stems ?? [])
      for (const word of stem.words)
        if (script === null || stem.script === script || anyAlphabet.has(word)) found.set(word, Math.max(points, found.get(word) ?? 0))
  }
  const isKind = (name: string, is: boolean) => {
    const word = kinds.get(name)
    if (is && word !== undefined) found.set(word, 1)
  }
  isKind('{plate}', sound === '{plate}')
  isKind('{car}', sound === '{plate}')
  isKind('{phone}', sound === '{phone}')
  isKind('{number}', /^\d+$/.test(sound))
  isKind('{booking}', /^\d{3,8}$/.test(sound))
  hear(shelf.whole.get(sound), 1)
  for (let end = 1; end <= sound.length; end++) hear(shelf.begins.get(sound.slice(0, end)), 1)
  for (const [inside, stems] of shelf.inside) if (sound.includes(inside)) hear(stems, 1)
  if (sound.length >= LONG - 1)
    for (const stem of shelf.long.get(sound.charAt(0)) ?? []) if (nearlyBegins(sound, stem.sound)) hear([stem], MISSPELT)
  return found
}
