// Webhooks as RentProg would post them, and what our door makes of them.
import { createEvent, type Event, type EventType, type NewEvent } from '../../src/events/index.ts'
import type { Reading } from '../../src/ingress/source.ts'
import { type Companies, normalizeRentProgWebhook } from '../../src/ingress/sources/rentprog/normalize.ts'
import { rubyInspect } from './ruby-inspect.ts'

export const companies: Companies = { 91001: 'tbilisi', 91002: 'kutaisi', 91003: 'batumi', 91004: 'service-center' }
export const receivedAt = new Date('2030-11-05T06:00:00.000Z')

export type Encoding = 'object' | 'json-string' | 'ruby' | 'ruby-3.4'
export const ENCODINGS: readonly Encoding[] = ['object', 'json-string', 'ruby', 'ruby-3.4']

export function wire(event: string, payload: unknown, encoding: Encoding = 'ruby'): string {
  return JSON.stringify({ event, payload: encoded(payload, encoding) })
}

function encoded(payload: unknown, encoding: Encoding): unknown {
  if (encoding === 'object') return payload
  if (encoding === 'json-string') return JSON.stringify(payload)
  return rubyInspect(payload, { version: encoding === 'ruby' ? '3.1' : '3.4', keys: 'string', numbers: 'integer' })
}

export const readWebhook = (body: string | Buffer): Reading => normalizeRentProgWebhook({ branch: 'tbilisi', body, companies, receivedAt })

export type Accepted = Extract<Reading, { outcome: 'accepted' }>

/** Fails the test, with the reason, when the door did not understand. */
export function acceptedReading(body: string | Buffer): Accepted {
  const reading = readWebhook(body)
  if (reading.outcome !== 'accepted') throw new Error(`${reading.outcome}: ${reading.reason}`)
  return reading
}

/** The one event of a delivery, complete, as the inbox would keep it. */
export function eventOf(body: string | Buffer): Event {
  const { events } = acceptedReading(body)
  const [only] = events
  if (only === undefined || events.length > 1) throw new Error(`${events.length} events`)
  return createEvent(only as NewEvent<EventType>, receivedAt)
}

/** Why the door did not understand. */
export function quarantineReason(body: string | Buffer): string {
  const reading = readWebhook(body)
  if (reading.outcome !== 'quarantined') throw new Error(`expected a quarantined delivery, found it ${reading.outcome}`)
  return reading.reason
}
