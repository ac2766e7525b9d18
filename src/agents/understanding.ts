// What plain words mean, without a model: each intent of each agent is given points for its phrases, and a doubt is no answer.
import { type Phrase, phraseOf, placesSaid, type Said } from './phrases.ts'
import { type Reading, reading } from './vocabulary.ts'

/** Intent → its phrases; see docs/recipes/words.md for how they are written. The stronger of two equal intents stands first. */
export type Keywords = Readonly<Record<string, readonly string[]>>

/** What is looked at of an agent's card. */
export interface Speaker<Name extends string = string> {
  readonly name: Name
  readonly keywords?: Keywords
  readonly critical?: readonly string[]
  readonly otherwise?: readonly string[]
}

export interface Meant<Name extends string = string> {
  agent: Name
  intent: string
  points: number
  critical: boolean
}

/** How sure an agent must be to be meant: `npm run eval -- --offline` prints what other values would cost. */
export interface Doubt {
  /** Fewer points are a guess. What is critical needs one point whatever this says. */
  readonly sure: number
  /** Whoever has not so much more than another agent is not meant more than it. */
  readonly ahead: number
}
export const DOUBT: Doubt = { sure: 1, ahead: 0.5 }
const SURE = 1
/** In another part of the same sentence it takes two words to mean another agent as well. */
const SURE_BESIDE = 1.5
/** What each further phrase of the same intent adds. */
const MORE = 0.5

interface Heard extends Said {
  intent: string
}

/** @returns whom the words mean, the surest first; nobody where they mean nobody clearly. */
export function meantBy<Name extends string>(text: string, speakers: readonly Speaker<Name>[], most: number, doubt = DOUBT): Meant<Name>[] {
  const read = reading(text)
  const only = (isOtherwise: boolean) =>
    speakers.map(({ keywords = {}, otherwise = [], ...speaker }) => ({
      ...speaker,
      keywords: Object.fromEntries(Object.entries(keywords).filter(([intent]) => otherwise.includes(intent) === isOtherwise)),
    }))
  const clear = clearly(read, only(false), doubt)
  return (clear.length > 0 ? clear : clearly(read, only(true), doubt))
    .sort((a, b) => Number(b.critical) - Number(a.critical))
    .slice(0, most)
    .map(({ agent, intent, points, critical }) => ({ agent, intent, points, critical }))
}

function clearly<Name extends string>(read: Reading, speakers: readonly Speaker<Name>[], doubt: Doubt): (Candidate & { agent: Name })[] {
  const heard = speakers
    .flatMap(({ name, keywords = {}, critical = [] }) => {
      const best = strongest(read, keywords)
      const urgent = strongest(read, Object.fromEntries(critical.map((intent) => [intent, keywords[intent] ?? []])))
      const chosen =
        best && urgent && urgent.points >= SURE && !critical.includes(best.intent) && best.points - urgent.points < 1 ? urgent : best
      if (chosen === null) return []
      const isCritical = critical.includes(chosen.intent)
      return chosen.points >= (isCritical ? SURE : doubt.sure) ? [{ agent: name, ...chosen, critical: isCritical }] : []
    })
    .sort((a, b) => b.points - a.points || Number(b.critical) - Number(a.critical))
  return heard.filter((one, at) => one.critical || isMeant(one, at, heard, doubt))
}

type Candidate = Heard & { critical: boolean }

function isMeant(one: Candidate, at: number, all: readonly Candidate[], { ahead }: Doubt): boolean {
  const rivals = all.filter((other) => other !== one && !other.critical && other.part === one.part)
  if (rivals.some(({ points }) => points > one.points - ahead)) return false
  if (at === 0) return true
  const beside = all.slice(0, at).filter(({ sentence }) => sentence === one.sentence)
  return beside.length === 0 || (one.points >= SURE_BESIDE && beside.every(({ part }) => part !== one.part))
}

/** The first of the intents with most points. */
function strongest(read: Reading, keywords: Keywords): Heard | null {
  let best: Heard | null = null
  for (const [intent, phrases] of Object.entries(keywords)) {
    const said = heardOf(read, phrases)
    if (said && (best === null || said.points > best.points)) best = { ...said, intent }
  }
  return best
}

/** The strongest phrase of an intent, and a little for each other one; what a phrase with `!` covers does not count. */
function heardOf(read: Reading, phrases: readonly string[]): Said | null {
  const { meaning, denying } = sorted(phrases)
  const all = meaning.flatMap((phrase) => placesSaid(read, phrase))
  if (all.length === 0) return null
  const denied = denying.flatMap((phrase) => placesSaid(read, phrase))
  const said = all.filter((one) => !denied.some((no) => overlap(one, no))).sort((a, b) => b.points - a.points)
  const [best, ...others] = said
  if (best === undefined) return null
  const counted = [best]
  let points = best.points
  for (const one of others) {
    if (counted.some((other) => overlap(one, other))) continue
    counted.push(one)
    points += one.points < SURE ? one.points : MORE
  }
  return { ...best, points }
}

const known = new WeakMap<readonly string[], { meaning: Phrase[]; denying: Phrase[] }>()

function sorted(phrases: readonly string[]): { meaning: Phrase[]; denying: Phrase[] } {
  const before = known.get(phrases)
  if (before) return before
  const meaning = phrases.filter((phrase) => !phrase.startsWith('!')).map(phraseOf)
  const denying = phrases.filter((phrase) => phrase.startsWith('!')).map((phrase) => phraseOf(phrase.slice(1)))
  known.set(phrases, { meaning, denying })
  return { meaning, denying }
}

const overlap = (a: Said, b: Said): boolean => a.from <= b.to && b.from <= a.to

/** Of an agent that was chosen already: which of its intents the text names. */
export function intentIn(text: string, keywords: Keywords): string | undefined {
  const best = strongest(reading(text), keywords)
  return best !== null && best.points >= SURE ? best.intent : undefined
}
