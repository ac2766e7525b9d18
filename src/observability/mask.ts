// Hides personal data and secrets in whatever is about to leave for a log or a trace. Pure, deep, bounded, safe with cycles.
import { HIDDEN, hideShapes } from './mask-rules.ts'
import { type Hide, maskWalk } from './mask-walk.ts'

export interface Masker {
  /** A copy fit for eyes that need not know who it is about. */
  value(value: unknown): unknown
  /** One line without phones, e-mails, tokens, and the secrets and names it knows. */
  text(line: string): string
}

export interface MaskerOptions {
  /** Configured secret values; hidden wherever they stand. */
  secrets?: readonly string[]
  /** How many names it keeps from earlier values, to hide them in later ones too. None by default: then it is pure. */
  remember?: number
}

const MAX_TEXT = 8_000
/** A shorter word would hide half of every sentence. */
const SHORTEST_WORD = 3

export function createMasker({ secrets = [], remember = 0 }: MaskerOptions = {}): Masker {
  const words = secrets.filter((secret) => secret.length >= SHORTEST_WORD)
  const known = new Set<string>()
  let hide = hider(words)
  return {
    value(value) {
      const names = namesIn(value)
      if (remember === 0) return maskWalk(value, names.length > 0 ? hider([...words, ...names]) : hide)
      if (learn(known, names, remember)) hide = hider([...words, ...known])
      return maskWalk(value, hide)
    },
    text: (line) => hide(line),
  }
}

/** @returns whether there was a new one. The longest unseen are forgotten first. */
function learn(known: Set<string>, names: readonly string[], limit: number): boolean {
  const before = known.size
  const fresh = names.filter((name) => !known.has(name))
  for (const name of names) {
    known.delete(name)
    known.add(name)
  }
  for (const oldest of known) {
    if (known.size <= limit) break
    known.delete(oldest)
  }
  return fresh.length > 0 || known.size !== before
}

/** Names of people that stand in name fields of the value, so that they can be hidden in its sentences too. */
function namesIn(value: unknown): string[] {
  const found = new Set<string>()
  const collect = (name: string) => {
    const word = name.trim()
    if (word.length >= SHORTEST_WORD && word !== HIDDEN && /\p{L}/u.test(word)) found.add(word)
  }
  maskWalk(value, (line) => line, collect)
  return [...found]
}

function hider(words: readonly string[]): Hide {
  const longestFirst = [...words].sort((a, b) => b.length - a.length).map(escapeWord)
  // Open at the end: «Тестова» names the same person as «Тестов».
  const known = longestFirst.length > 0 ? new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join('|')})`, 'gu') : null
  return (line) => {
    const cut = line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line
    return hideShapes(known ? cut.replace(known, HIDDEN) : cut)
  }
}

const escapeWord = (word: string): string => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
