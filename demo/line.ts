// One line of the story: a webhook, a tick of the clock or a timer, and what has to become of it.
import type { AgentName } from '../src/agents/index.ts'
import type { EffectKind } from '../src/effects/catalogue.ts'
import type { Branch } from '../src/events/event.ts'
import type { EventType } from '../src/events/index.ts'
import { type Encoding, type Payload, wire } from './wire.ts'

interface Told {
  /** What happens at the rental, in a few words. */
  title: string
  /** Where it comes from, as the table shows it: `batumi · booking_update · ruby`. */
  from: string
  expected: Expected
}

/** Somebody knocks at a door. */
export interface Posted extends Told {
  by: 'door'
  door: Door
  /** The bytes that are posted. */
  body: string
  /** What RentProg says in them; absent elsewhere, and where nobody can read it. */
  rentprog?: ToldByRentprog
  /** Instead of the door's own secret. */
  secret?: string
}

/** A schedule strikes out of turn: nobody waits until the evening. */
export interface Fired extends Told {
  by: 'clock'
  schedule: string
  /** Absent: a check of the whole house. */
  branch?: Branch
}

/** A timer that an earlier line has set comes due at once. */
export interface Woken extends Told {
  by: 'timer'
  /** Title of the line that set it. */
  of: string
  type: EventType
  /** What its agent called it; absent: the first of its type. */
  stage?: string
}

/** What no webhook tells: it happens in the sandbox, and the poll that finds it runs out of turn. */
export interface Asked extends Told {
  by: 'poll'
  poll: string
  change: { path: string; fields: object }
  /** The lane in which it is to be found. */
  subject: string
}

export type Line = Posted | Fired | Woken | Asked

/** A webhook door, by its path below `/webhooks/`. */
export type Door = `rentprog/${Branch}` | 'umnico' | 'stripe' | 'starline' | 'greenway' | 'telegram'

export interface ToldByRentprog {
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
  /** Absent: those the route table always names. */
  agents?: readonly AgentName[]
  /** At least these kinds, all of them delivered. */
  effects: readonly EffectKind[]
  /** It waits for a person's word. */
  waits?: boolean
  /** Nobody outside our own database may hear of it. */
  silent?: boolean
}

export interface Said extends Omit<ToldByRentprog, 'encoding'> {
  title: string
  encoding?: Encoding
}

/** Production sends Ruby strings. */
export const line = ({ title, branch, event, payload, encoding = 'ruby' }: Said, expected: Expected): Posted => ({
  by: 'door',
  title,
  from: `${branch} · ${event} · ${encoding}`,
  door: `rentprog/${branch}`,
  body: wire(event, payload, encoding),
  rentprog: { branch, event, encoding, payload },
  expected,
})

/** What another vendor posts as JSON. */
export const posted = (title: string, door: Door, what: string, body: unknown, expected: Expected): Posted => ({
  by: 'door',
  title,
  from: `${door} · ${what}`,
  door,
  body: JSON.stringify(body),
  expected,
})

export const strikes = (title: string, schedule: string, branch: Branch | undefined, becomes: ExpectedEvent, more: Ahead = {}): Fired => ({
  by: 'clock',
  title,
  from: `clock · ${schedule}${branch === undefined ? '' : ` · ${branch}`}`,
  schedule,
  ...(branch !== undefined && { branch }),
  expected: { outcome: 'accepted', becomes, ...more },
})

export const comesDue = (title: string, of: string, stage: string | undefined, becomes: ExpectedEvent, more: Ahead = {}): Woken => ({
  by: 'timer',
  title,
  from: `timer · ${becomes.type}${stage === undefined ? '' : ` · ${stage}`}`,
  of,
  type: becomes.type,
  ...(stage !== undefined && { stage }),
  expected: { outcome: 'accepted', becomes, ...more },
})

export const isFound = (title: string, poll: string, subject: string, change: Asked['change'], becomes: ExpectedEvent): Asked => ({
  by: 'poll',
  title,
  from: `poll · ${poll}`,
  poll,
  subject,
  change,
  expected: { outcome: 'accepted', becomes },
})

/** What follows, at once and later. */
type Ahead = Pick<Extract<Expected, { outcome: 'accepted' }>, 'next' | 'later'>

/** The envelope of every update: who did it, and that it was not done through the API. */
export const update = (id: number, user: number | null, changes: Payload): Payload => ({
  ...changes,
  id,
  created_from_api: false,
  updated_from_api: false,
  user_id: user,
})
