// What a webhook door is: where it listens, how it knows its vendor, and how it reads a request into events.
import type { IncomingHttpHeaders } from 'node:http'
import type { SourceName } from '../events/event.ts'
import type { NewEvent } from '../events/index.ts'

/** A request as it came, before anybody understood it. */
export interface RawDelivery {
  source: SourceName
  /** Which of the source's doors: the branch for RentProg, `main` elsewhere. */
  door: string
  headers: IncomingHttpHeaders
  query: Readonly<Record<string, string | undefined>>
  raw: Buffer
  receivedAt: Date
}

/** What a request turned out to say. */
export type Reading =
  | {
      outcome: 'accepted'
      events: NewEvent[]
      /** The vendor's own id of the delivery: a second one with it is a duplicate. */
      dedupeKey?: string
      /** For a vendor without ids: what it speaks of, and a digest of what it says (EVENTS.md, Duplicates). */
      entity?: string
      digest?: string
      /** Things a person should hear of although the delivery was understood. */
      alerts?: string[]
    }
  | {
      outcome: 'ignored'
      reason: string
      dedupeKey?: string
      /** Of no use to any agent, yet a person should hear of it. */
      alerts?: string[]
    }
  /** Authentic, not understood: stored raw, answered 202, alerted. */
  | { outcome: 'quarantined'; reason: string }
  | { outcome: 'bad-request'; reason: string }

export interface Source {
  readonly id: SourceName
  /** Express path; `:door` is the only parameter. */
  readonly path: string
  readonly maxBytes: number
  /** `unknown`: no such door (404); `unsigned`: wrong or missing secret (401). */
  verify(delivery: Pick<RawDelivery, 'door' | 'headers' | 'query' | 'raw' | 'receivedAt'>): 'ok' | 'unsigned' | 'unknown'
  /** Pure: the same delivery reads the same for ever, so that a quarantined one can be read again after a fix. */
  read(delivery: RawDelivery): Reading
}

export const defineSource = (source: Source): Source => source
