// From one result of a collector to one event of ours, with the key by which its repetition is known. Pure.
import { addMs, MINUTE_MS } from '../../../clock.ts'
import { BadInput } from '../../../errors.ts'
import { createEvent, type Event, type EventType, type NewEvent } from '../../../events/index.ts'
import { digestOf } from '../rentprog/digest.ts'
import type { Fields } from '../rentprog/value.ts'
import { type AutomationId, asBrowserResult, plainName, tidied, typeOf } from './naming.ts'
import type { Result } from './results.ts'

export interface Fact {
  /** `dedupeKey`: two results with the same one are the same fact. */
  event: NewEvent & { dedupeKey: string; timestamp: string }
  /** A sample where a transition was promised: nothing happened. */
  isSample: boolean
  /** The device or plate that is told of from the future. */
  ahead?: string
  /** The plate whose inspection could not be checked. */
  unchecked?: string
}

/** @throws BadInput naming the place in the batch and the field that does not fit. */
export function factOf(source: AutomationId, place: string, result: Result, receivedAt: Date): Fact {
  try {
    return understood(source, result, receivedAt)
  } catch (error) {
    if (error instanceof BadInput) throw new BadInput(`${place}${error.message}`)
    throw error
  }
}

/** A clock may be a little fast; with more than this it would hide every honest sample that follows. */
const AHEAD_MS = 5 * MINUTE_MS
const LONGEST_KEY = 500

function understood(source: AutomationId, result: Result, receivedAt: Date): Fact {
  const name = plainName(source, result.type)
  const fields = tidied(result.payload)
  const type = typeOf(source, name, fields)
  // The registry knows which payload belongs to which type.
  const input = { type, source, payload: type === 'browser.result' ? asBrowserResult(name, fields) : fields } as NewEvent
  const parsed = createEvent(input, receivedAt)
  const { of, at, what } = identityOf(parsed)
  const dedupeKey = [source, type, of, what].join(':')
  if (dedupeKey.length > LONGEST_KEY) throw new BadInput(`${type}: its ids are too long`)
  const isAhead = at !== undefined && at > addMs(receivedAt, AHEAD_MS)
  const timestamp = (at === undefined || isAhead ? receivedAt : at).toISOString()
  const event = { ...input, payload: parsed.payload, dedupeKey, timestamp, ...(STATES.has(type) && { newest: true }) } as Fact['event']
  return {
    event,
    isSample: isUnchanged(parsed),
    ...(isAhead && { ahead: of }),
    ...(parsed.type === 'inspection.checked' && parsed.payload.status === 'unknown' && { unchecked: of }),
  }
}

/**
 * What a later one of its kind makes out of date. Trips are not among them: each is a fact of its own, however late it is told,
 * and an alarm is never too old to be heard.
 */
const STATES: ReadonlySet<EventType> = new Set(['device.state.changed', 'speeding', 'battery.low', 'device.offline', 'inspection.checked'])

/** A state that is what it was; without the mileage nothing can have changed that we keep. */
const isUnchanged = ({ type, payload }: Event): boolean =>
  type === 'device.state.changed' &&
  payload.status !== undefined &&
  payload.status === payload.prevStatus &&
  payload.mileageKm === undefined

interface Identity {
  /** The device or the plate. */
  of: string
  /** When it happened; absent when it does not say. */
  at?: Date
  /** What tells it from others of its type and device: its time, mostly. */
  what: string
}

function identityOf({ type, payload }: Event): Identity {
  switch (type) {
    case 'device.state.changed':
    case 'speeding':
    case 'battery.low':
    case 'device.offline':
    case 'unauthorized.trip':
      return timed(payload.deviceId, instant('fixAt', payload.fixAt))
    case 'inspection.checked':
      return timed(payload.plate, instant('checkedAt', payload.checkedAt))
    case 'trip.detected': {
      const { deviceId, tripId, startedAt, endedAt } = payload
      if (endedAt === undefined) return { of: deviceId, at: instant('startedAt', startedAt), what: `${tripId}:under way` }
      const at = instant('endedAt', endedAt)
      return { of: deviceId, at, what: `${tripId}:${at.toISOString()}` }
    }
    case 'browser.result': {
      const { deviceId, plate, resultType, fixAt, checkedAt } = payload
      const at = [fixAt, checkedAt].map(instantIn).find((found) => found !== undefined)
      // JSON came in and passed through the registry, so it is still JSON.
      return {
        of: deviceId ?? plate ?? '',
        at,
        what: `${typeof resultType === 'string' ? resultType : ''}:${at?.toISOString() ?? digestOf('', payload as Fields)}`,
      }
    }
    default:
      throw new BadInput(`${type} is no result of browser automation`)
  }
}

const timed = (of: string, at: Date): Identity => ({ of, at, what: at.toISOString() })

/** @throws BadInput when there was no GPS yet: a year that no database keeps. */
function instant(field: string, text: string): Date {
  const at = new Date(text)
  if (!(at.getTime() >= 0)) throw new BadInput(`${field}: a time before 1970`)
  return at
}

/** Of a result whose fields nobody promised. */
function instantIn(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value)) return undefined
  const at = new Date(value)
  return at.getTime() >= 0 ? at : undefined
}
