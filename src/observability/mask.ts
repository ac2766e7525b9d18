// Hides personal data and secrets in whatever is about to leave for a log or a trace.
import { type KnownNames, knownNames } from './known-names.ts'
import { HIDDEN, hideShapes } from './mask-rules.ts'
import { maskWalk } from './mask-walk.ts'

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

const MAX_READ = 64_000
const MAX_TEXT = 8_000
const MAX_NAMES_OF_ONE = 1_000
const SHORTEST_SECRET = 3

export function createMasker({ secrets = [], remember = 0 }: MaskerOptions = {}): Masker {
  const secret = anyOf(secrets.filter((value) => value.length >= SHORTEST_SECRET))
  const remembered = remember > 0 ? knownNames(remember) : undefined
  const hide = (line: string, names?: KnownNames): string => {
    // Masked before it is cut, lest half a secret stays at the edge.
    const read = line.slice(0, MAX_READ)
    const open = secret ? read.replace(secret, HIDDEN) : read
    const masked = hideShapes(names ? names.hide(open) : open)
    return masked.length > MAX_TEXT ? `${masked.slice(0, MAX_TEXT)}…` : masked
  }
  return {
    value(value) {
      const names = remembered ?? knownNames(MAX_NAMES_OF_ONE)
      // Twice: a sentence may come before the field that tells whose name is in it.
      maskWalk(value, asItIs, names.learn)
      return maskWalk(value, (line) => hide(line, names))
    },
    text: (line) => hide(line, remembered),
  }
}

const asItIs = (line: string): string => line

/** Longest first: a regular expression takes the first that fits. */
function anyOf(words: readonly string[]): RegExp | null {
  if (words.length === 0) return null
  const longestFirst = [...words].sort((a, b) => b.length - a.length)
  return new RegExp(longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|'), 'gu')
}
