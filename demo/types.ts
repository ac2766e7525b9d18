// Which of the registered event types the day has shown: none may be missing.
import { eventTypes } from '../src/events/index.ts'
import type { Played } from './play.ts'

/** @returns the table of types, and those that were not played to a good end. */
export function typesOf(lines: readonly Played[]): { text: string; missing: string[] } {
  const events = lines.flatMap(({ events: some }) => some)
  const counts = eventTypes.map((type) => ({ type, n: events.filter((event) => event.type === type && event.status === 'done').length }))
  const missing = counts.filter(({ n }) => n === 0).map(({ type }) => type)
  const width = Math.max(...eventTypes.map(({ length }) => length))
  const rows = counts.map(({ type, n }) => `  ${n === 0 ? '✗' : '✓'} ${type.padEnd(width)}  ${n === 0 ? 'not played' : `×${n}`}`)
  return { text: [`Event types played (${eventTypes.length - missing.length} of ${eventTypes.length}):`, ...rows].join('\n'), missing }
}
