// Names of people met in masked values, to be found again in sentences: a bounded memory with a quick look-up.
import { HIDDEN } from './mask-rules.ts'

/** A shorter word would hide half of every sentence. */
const SHORTEST = 3

export interface KnownNames {
  /** Forgets the longest unseen ones when there are too many. */
  learn(name: string): void
  hide(line: string): string
}

export function knownNames(limit: number): KnownNames {
  const names = new Set<string>()
  const byStart = new Map<string, string[]>()

  function forget(name: string): void {
    names.delete(name)
    const start = name.slice(0, SHORTEST)
    const rest = byStart.get(start)?.filter((other) => other !== name) ?? []
    if (rest.length > 0) byStart.set(start, rest)
    else byStart.delete(start)
  }

  return {
    learn(given) {
      const name = given.trim()
      if (name.length < SHORTEST || name === HIDDEN || !/\p{L}/u.test(name)) return
      const known = names.delete(name)
      names.add(name)
      if (known) return
      const start = name.slice(0, SHORTEST)
      byStart.set(start, [...(byStart.get(start) ?? []), name].sort(longestFirst))
      const [oldest] = names
      if (names.size > limit && oldest !== undefined) forget(oldest)
    },
    hide: (line) => (byStart.size === 0 ? line : hideIn(line, byStart)),
  }
}

const longestFirst = (a: string, b: string): number => b.length - a.length

/** Only the start of a name must be the start of a word: «Тестова» is the same person as «Тестов». */
function hideIn(line: string, byStart: ReadonlyMap<string, readonly string[]>): string {
  const wordStart = /(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu
  let masked = ''
  let done = 0
  for (let found = wordStart.exec(line); found; found = wordStart.exec(line)) {
    const at = found.index
    const name = byStart.get(line.slice(at, at + SHORTEST))?.find((candidate) => line.startsWith(candidate, at))
    if (name === undefined) continue
    masked += line.slice(done, at) + HIDDEN
    done = at + name.length
    wordStart.lastIndex = done
  }
  return done === 0 ? line : masked + line.slice(done)
}
