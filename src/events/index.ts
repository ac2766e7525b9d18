// Everything that can happen: the registry of event types, and how a new event gets its envelope.
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { BadInput } from '../errors.ts'
import { automationEvents } from './automation.ts'
import { clockworkEvents } from './clockwork.ts'
import { type Cause, Envelope, type EventDefinition, PRIORITY, type SourceName } from './event.ts'
import { rentprogEvents } from './rentprog.ts'
import { stripeEvents } from './stripe.ts'
import { suggestionEvents } from './suggestions.ts'
import { telegramEvents } from './telegram.ts'
import { umnicoEvents } from './umnico.ts'

export const definitions = [
  ...rentprogEvents,
  ...umnicoEvents,
  ...telegramEvents,
  ...stripeEvents,
  ...automationEvents,
  ...clockworkEvents,
  ...suggestionEvents,
] as const

type Definition = (typeof definitions)[number]
export type EventType = Definition['type']
export type PayloadOf<T extends EventType> = z.output<Extract<Definition, { type: T }>['payload']>

/** One thing that happened; narrow it by `type`. */
export type EventOf<T extends EventType> = T extends EventType ? Envelope & { type: T; payload: PayloadOf<T> } : never
export type Event = { [T in EventType]: EventOf<T> }[EventType]

const byType = new Map<string, EventDefinition>(definitions.map((d) => [d.type, d as unknown as EventDefinition]))
export const eventTypes: readonly EventType[] = definitions.map((d) => d.type)
export const isEventType = (type: string): type is EventType => byType.has(type)

export function definitionOf(type: string): EventDefinition {
  const found = byType.get(type)
  if (!found) throw new BadInput(`unknown event type "${type}"`)
  return found
}

/** What a caller knows of a new event; the rest of the envelope is computed. */
export interface NewEvent<T extends EventType = EventType> {
  type: T
  payload: z.input<Extract<Definition, { type: T }>['payload']>
  /** Defaults to the only source of the type. */
  source?: SourceName
  /** ISO, UTC; defaults to now. */
  timestamp?: string
  /** Defaults to the event's own id: then nothing is a duplicate of it. */
  dedupeKey?: string
  notBefore?: string
  slot?: string
  cause?: Cause
  /** Adds its files to the sleeping event of the same type, subject and slot instead of replacing it (parts of an album). */
  join?: true
  /** A sample: kept as `ignored` when a later one of its type is already in the lane. */
  newest?: true
}

/**
 * Parses and completes a new event.
 * @throws BadInput naming the first field that does not fit.
 */
export function createEvent(input: NewEvent, now: Date): Event {
  const definition = definitionOf(input.type)
  const payload = definition.payload.safeParse(input.payload)
  if (!payload.success) throw new BadInput(`${input.type}: ${firstIssue(payload.error)}`)
  const id = uuidv7({ msecs: now.getTime() })
  const envelope = Envelope.safeParse({
    id,
    source: input.source ?? definition.sources[0],
    timestamp: input.timestamp ?? now.toISOString(),
    subject: definition.subject(payload.data),
    priority: PRIORITY[definition.priority],
    dedupeKey: input.dedupeKey ?? `${input.type}:${id}`,
    notBefore: input.notBefore,
    slot: input.slot,
    cause: input.cause,
  })
  if (!envelope.success) throw new BadInput(`${input.type}: ${firstIssue(envelope.error)}`)
  return { ...envelope.data, type: input.type, payload: payload.data } as Event
}

/**
 * Reads an event that was stored or sent as JSON.
 * @throws BadInput when it is not one.
 */
export function parseEvent(value: unknown): Event {
  const type = z.looseObject({ type: z.string() }).safeParse(value)
  if (!type.success) throw new BadInput('an event needs a "type"')
  const definition = definitionOf(type.data.type)
  const parsed = Envelope.extend({ type: z.literal(definition.type), payload: definition.payload }).safeParse(value)
  if (!parsed.success) throw new BadInput(`${definition.type}: ${firstIssue(parsed.error)}`)
  return parsed.data as unknown as Event
}

/** Critical events and pressed buttons have a queue of their own. */
export const isCritical = (type: string): boolean => {
  const definition = definitionOf(type)
  return definition.priority === 'critical' || definition.criticalQueue === true
}

export const isAwaited = (type: string): boolean => definitionOf(type).awaited === true

export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue ? `${issue.path.join('.') || 'payload'}: ${issue.message}` : 'does not fit its schema'
}
