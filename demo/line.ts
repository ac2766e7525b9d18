// One line of the story: a webhook, and what has to become of it.
import type { AgentName } from '../src/agents/index.ts'
import type { EffectKind } from '../src/effects/catalogue.ts'
import type { Branch } from '../src/events/event.ts'
import type { EventType } from '../src/events/index.ts'
import { type Encoding, type Payload, wire } from './wire.ts'

export interface Line {
  /** What happens at the rental, in a few words. */
  title: string
  /** Where it comes from, as the table shows it: `batumi · booking_update · ruby`. */
  from: string
  door: Door
  /** The bytes that are posted. */
  body: string
  /** What RentProg says in them; absent elsewhere, and where nobody can read it. */
  rentprog?: Told
  /** Instead of the door's own secret. */
  secret?: string
  expected: Expected
}

/** A webhook door, by its path below `/webhooks/`. */
export type Door = `rentprog/${Branch}` | 'umnico' | 'stripe' | 'starline' | 'greenway' | 'telegram'

export interface Told {
  branch: Branch
  /** RentProg's name of the event. */
  event: string
  encoding: Encoding
  payload: Payload
}

export type Expected =
  | {
      outcome: 'accepted'
      becomes: ExpectedEvent
      /** Events that follow at once from what the agents decided. */
      next?: readonly ExpectedEvent[]
      /** Events that are to wait for their time. */
      later?: readonly EventType[]
    }
  /** Of the last line with the same body. */
  | { outcome: 'duplicate' }
  | { outcome: 'quarantined' }
  /** Understood, and of no use to us. */
  | { outcome: 'ignored' }
  | { outcome: 'unsigned' }

export interface ExpectedEvent {
  type: EventType
  agents: readonly AgentName[]
  /** At least these kinds, all of them delivered. */
  effects: readonly EffectKind[]
  /** Nobody outside our own database may hear of it. */
  silent?: boolean
}

export interface Said extends Omit<Told, 'encoding'> {
  title: string
  encoding?: Encoding
}

/** Production sends Ruby strings. */
export const line = ({ title, branch, event, payload, encoding = 'ruby' }: Said, expected: Expected): Line => ({
  title,
  from: `${branch} · ${event} · ${encoding}`,
  door: `rentprog/${branch}`,
  body: wire(event, payload, encoding),
  rentprog: { branch, event, encoding, payload },
  expected,
})

/** What another vendor posts as JSON. */
export const posted = (title: string, door: Door, what: string, body: unknown, expected: Expected): Line => ({
  title,
  from: `${door} · ${what}`,
  door,
  body: JSON.stringify(body),
  expected,
})

/** The envelope of every update: who did it, and that it was not done through the API. */
export const update = (id: number, user: number | null, changes: Payload): Payload => ({
  ...changes,
  id,
  created_from_api: false,
  updated_from_api: false,
  user_id: user,
})
