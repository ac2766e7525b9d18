// Which of the registered event types the day has shown: none may be missing.
import { type EventType, eventTypes } from '../src/events/index.ts'
import type { Played } from './play.ts'

/** Begins with what a model suggested and a person took: the day is played without a model as well. */
export const ONLY_WITH_MODEL: readonly EventType[] = ['suggestion.taken']

/** Who decided: rules, the model, or what stands in for it. */
export function decidedText(lines: readonly Played[], hasModel: boolean): string {
  const plans = lines.flatMap(({ events }) => events).flatMap(({ plan }) => plan ?? [])
  const by = (who: string) => plans.filter((plan) => plan.by === who).length
  const counts = `Decided by rules: ${by('rules')}, by the model: ${by('model')}, without it where words were unclear: ${by('fallback')}.`
  return hasModel
    ? counts
    : `${counts}\nThe model is off: keywords decide, then a person; nothing is translated. That is less than it can do, and all of it still runs.`
}

/** @returns the table of types, and those that were not played to a good end. */
export function typesOf(lines: readonly Played[]): { text: string; missing: string[] } {
  const events = lines.flatMap(({ events: some }) => some)
  const wanted = eventTypes.filter((type) => !ONLY_WITH_MODEL.includes(type))
  const counts = wanted.map((type) => ({ type, n: events.filter((event) => event.type === type && event.status === 'done').length }))
  const missing = counts.filter(({ n }) => n === 0).map(({ type }) => type)
  const width = Math.max(...eventTypes.map(({ length }) => length))
  const rows = counts.map(({ type, n }) => `  ${n === 0 ? '✗' : '✓'} ${type.padEnd(width)}  ${n === 0 ? 'not played' : `×${n}`}`)
  return {
    text: [
      `Event types played (${wanted.length - missing.length} of ${wanted.length}):`,
      ...rows,
      ...ONLY_WITH_MODEL.map((type) => `  · ${type.padEnd(width)}  only with a model`),
    ].join('\n'),
    missing,
  }
}
