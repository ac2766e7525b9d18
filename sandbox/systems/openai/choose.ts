// Chooses among the options of an enum: the one whose name and description share most words with the message.
import { languageOf, meanings, stems } from './words.ts'

export interface Scored {
  option: string
  score: number
  /** The stems that decided it. */
  shared: string[]
}

/** What means "none of these": chosen when nothing overlaps. */
const FALLBACK = /^(none|other|unknown|unclear|nobody|general|normal|person|staff-assistant|assistant|duty)$/
const LANGUAGES = /^(ru|en|ka)$/

/**
 * @param message what the user said
 * @param guide everything that may describe the options: system prompt and schema descriptions
 * @returns the options, best first
 */
export function rank(options: readonly string[], message: string, guide: string): Scored[] {
  if (options.every((option) => LANGUAGES.test(option))) return byLanguage(options, message)
  const said = stems(message)
  const vocabularies = options.map((option) => vocabulary(option, options, guide))
  const scored = options.map((option, i) => {
    const shared = [...said].filter((stem) => vocabularies[i]?.has(stem))
    // A word that describes every option tells nothing.
    const score = shared.reduce((sum, stem) => sum + 1 / vocabularies.filter((words) => words.has(stem)).length, 0)
    return { option, score: score + (message.includes(option) ? 2 : 0) + (FALLBACK.test(option) ? 0.01 : 0), shared }
  })
  return scored.sort((a, b) => b.score - a.score)
}

function byLanguage(options: readonly string[], message: string): Scored[] {
  const language = languageOf(message)
  return options.map((option) => ({ option, score: option === language ? 1 : 0, shared: [] })).sort((a, b) => b.score - a.score)
}

/** The option's own words, and those of the lines that speak of it alone. */
function vocabulary(option: string, options: readonly string[], guide: string): Set<string> {
  const names = (line: string) => options.filter((other) => line.includes(other))
  const about = guide.split('\n').filter((line) => {
    const named = names(line)
    return named.length === 1 && named[0] === option
  })
  return new Set([...meanings(option.replaceAll(/[-_.]/g, ' ')), ...stems(about.join('\n'))])
}

/** A score no fallback reaches by itself. */
export const MEANT = 0.1
