// Which of the registered event types the day has shown, and why the others could not come.
import { definitionOf, type EventType, eventTypes } from '../src/events/index.ts'
import type { Played } from './play.ts'

/** Sources whose door this version does not have yet. */
const DOORS: Record<string, string> = {
  umnico: 'the Umnico door comes with a later version',
  stripe: 'the Stripe door comes with a later version',
  telegram: 'the Telegram door comes with a later version',
  starline: 'the door of browser automation comes with a later version',
  greenway: 'the door of browser automation comes with a later version',
  cron: 'the schedules come with a later version',
}
const OTHERS: Partial<Record<EventType, string>> = {
  'cash.collected': 'RentProg sends no webhook for cash; polling it comes with a later version',
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
  return OTHERS[type] ?? DOORS[source] ?? 'a timer of agents that come with a later version'
}
