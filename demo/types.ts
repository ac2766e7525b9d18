// Which of the registered event types the day has shown, and why the others do not come while one watches.
import { definitionOf, type EventType, eventTypes } from '../src/events/index.ts'
import type { Played } from './play.ts'

/** What comes by itself and not by a webhook. */
const BY_ITSELF: Record<string, string> = {
  cron: 'the clock fires it at its own hour (SCHEDULES)',
  internal: 'a timer that an agent of a later version sets',
}
const OTHERS: Partial<Record<EventType, string>> = {
  'cash.collected': 'RentProg sends no webhook for cash; it is asked every five minutes',
  'reminder.due': 'scheduled, but its time is half an hour before the operation',
}

export function typesText(lines: readonly Played[]): string {
  const events = lines.flatMap(({ events: some }) => some)
  const counts = eventTypes.map((type) => ({ type, n: events.filter((event) => event.type === type && event.status === 'done').length }))
  const played = counts.filter(({ n }) => n > 0).map(({ type, n }) => `  ${type} ×${n}`)
  const missed = counts.filter(({ n }) => n === 0).map(({ type }) => ({ type, why: whyNot(type) }))
  const reasons = [...new Set(missed.map(({ why }) => why))].map((reason) => {
    const types = missed.filter(({ why }) => why === reason).map(({ type }) => type)
    return `  ${reason}:\n    ${types.join(', ')}`
  })
  return [`Event types played (${played.length} of ${eventTypes.length}):`, ...played, '', 'Not played, and why:', ...reasons].join('\n')
}

export function whyNot(type: EventType): string {
  const [source = ''] = definitionOf(type).sources
  return OTHERS[type] ?? BY_ITSELF[source] ?? 'nothing of this story makes it'
}
