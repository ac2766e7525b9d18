// Chooses among the options of an enum: the one whose name and description share most words with the message.
import { createShelf } from '../../shelf.ts'
import { akin, languageOf, meanings, stems } from './words.ts'

export interface Scored {
  option: string
  score: number
  /** The stems that decided it. */
  shared: string[]
}

/** What means "none of these": chosen when nothing overlaps. */
const FALLBACK = /^(none|other|unknown|unclear|nobody|general|normal|person|staff-assistant|assistant|duty)$/
const LANGUAGES = /^(ru|en|ka|other)$/

/** What was said: the last message counts fully, earlier ones of the user half. */
export interface Heard {
  message: string
  before: string
}

/**
 * @param guide everything that may describe the options: system prompt and schema descriptions
 * @returns the options, best first
 */
export function rank(options: readonly string[], { message, before }: Heard, guide: string): Scored[] {
  if (options.every((option) => LANGUAGES.test(option))) return byLanguage(options, message)
  const named = options.filter((option) => mentions(message, option))
  // Many options in one message are a listing (of what is allowed, say), not a choice.
  const listing = named.length > 2
  const said = weights(listing ? named.reduce((text, option) => text.replaceAll(option, ' '), message) : message, before)
  const vocabularies = vocabulariesOf(options, guide)
  const scored = options.map((option, i) => {
    const shared = [...said.keys()].filter((stem) => knows(vocabularies[i], stem))
    // A word that describes every option tells nothing.
    const score = shared.reduce((sum, stem) => sum + (said.get(stem) ?? 0) / vocabularies.filter((words) => knows(words, stem)).length, 0)
    return { option, score: score + (!listing && named.includes(option) ? 2 : 0) + (FALLBACK.test(option) ? 0.01 : 0), shared }
  })
  return scored.sort((a, b) => b.score - a.score)
}

/** As a word of its own: `low` is not in `allow`. */
const mentions = (text: string, option: string): boolean =>
  text.includes(option) && new RegExp(`(?<![\\w-])${option.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`).test(text)

const knows = (words: readonly string[] = [], stem: string): boolean => words.some((word) => akin(word, stem))

function weights(message: string, before: string): Map<string, number> {
  const earlier = stems(before).map((stem): [string, number] => [stem, 0.5])
  return new Map([...earlier, ...stems(message).map((stem): [string, number] => [stem, 1])])
}

function byLanguage(options: readonly string[], message: string): Scored[] {
  const language = languageOf(message)
  return options.map((option) => ({ option, score: option === language ? 1 : 0, shared: [] })).sort((a, b) => b.score - a.score)
}

/** The prompts of a product are few: each is taken apart once. */
const known = createShelf<string, string[][]>(200)

function vocabulariesOf(options: readonly string[], guide: string): string[][] {
  const key = `${options.join()}\n${guide}`
  const before = known.get(key)
  if (before) return before
  const vocabularies = options.map((option) => vocabulary(option, options, guide))
  known.set(key, vocabularies)
  return vocabularies
}

/** The option's own words, and those of the lines that speak of it alone. */
function vocabulary(option: string, options: readonly string[], guide: string): string[] {
  const names = (line: string) => options.filter((other) => mentions(line, other))
  const about = guide.split('\n').filter((line) => {
    const named = names(line)
    return named.length === 1 && named[0] === option
  })
  return [...meanings(option.replaceAll(/[-_.]/g, ' ')), ...stems(about.join('\n'))]
}

/** A score no fallback reaches by itself. */
export const MEANT = 0.1
