// What a whole delivery says: its events in the order they happened, and how a repetition of it is known.
import { createHash } from 'node:crypto'
import type { Reading } from '../../source.ts'
import type { Fact } from './facts.ts'
import { clockAhead, inspectionUnknown } from './words.ts'

/** @param facts of the delivery, in its order. */
export function readingOf(facts: readonly Fact[]): Reading {
  if (facts.length === 0) return { outcome: 'ignored', reason: 'an empty batch: the collector had nothing to tell' }
  const dedupeKey = keyOf(facts)
  const events = [...new Map(facts.filter(({ isSample }) => !isSample).map(({ event }) => [event.dedupeKey, event])).values()]
  if (events.length === 0) return { outcome: 'ignored', reason: 'nothing changed: status is what prevStatus was', dedupeKey }
  // Later ones would make earlier ones of the same batch out of date.
  events.sort((a, b) => a.timestamp.localeCompare(b.timestamp))
  return { outcome: 'accepted', events, dedupeKey, alerts: alertsOf(facts) }
}

/** A delivery is the same as another one when it tells the same facts, in whatever order, spelling or detail. */
function keyOf(facts: readonly Fact[]): string {
  const keys = [...new Set(facts.map(({ event }) => event.dedupeKey))].sort()
  return keys.length === 1 ? String(keys[0]) : createHash('sha256').update(keys.join('\n')).digest('hex')
}

function alertsOf(facts: readonly Fact[]): string[] {
  const unchecked = names(facts.map((fact) => fact.unchecked))
  const ahead = names(facts.map((fact) => fact.ahead))
  return [...(unchecked.length > 0 ? [inspectionUnknown(unchecked)] : []), ...(ahead.length > 0 ? [clockAhead(ahead)] : [])]
}

const names = (found: readonly (string | undefined)[]): string[] => [...new Set(found.filter((name) => name !== undefined))]
