// One writer per run: a worker claims an event under a fencing token, keeps the lease alive, and loses it when it dies.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'
import { type Event, parseEvent } from '../events/index.ts'

export interface Claim {
  id: string
  type: string
  /** @throws BadInput when an older version stored what this one cannot read. */
  event(): Event
  deliveryId: string | null
  fence: number
  /** This attempt's number, from 1. */
  attempt: number
  receivedAt: Date
  /** First claim since it was received or replayed. */
  startedAt: Date
  /** When it could have begun: received, or its own time if it was deferred. */
  dueAt: Date
}

interface Row {
  id: string
  delivery_id: string | null
  type: string
  source: string
  subject: string
  priority: number
  dedupe_key: string
  payload: unknown
  timestamp: Date
  not_before: Date | null
  slot: string | null
  cause_event_id: string | null
  cause_agent: string | null
  fence: number
  attempts: number
  received_at: Date
  started_at: Date
  [column: string]: unknown
}

export interface Holder {
  /** Key of the worker process' presence lock. */
  worker: number
  leaseMs: number
}

/** @returns null when somebody else has it, or it is not to be run now. */
export async function claimEvent(sql: Sql, clock: Clock, id: string, { worker, leaseMs }: Holder): Promise<Claim | null> {
  const [row] = await sql.query<Row>(
    `UPDATE events SET status = 'running', worker = $2, fence = fence + 1, attempts = attempts + 1, next_attempt_at = NULL,
            lease_until = clock_timestamp() + make_interval(secs => $3), started_at = COALESCE(started_at, $4)
      WHERE id = $1 AND status = 'queued' RETURNING *`,
    [id, worker, leaseMs / 1000, clock.now()],
  )
  if (!row) return null
  return {
    id: row.id,
    type: row.type,
    event: () => eventOf(row),
    deliveryId: row.delivery_id,
    fence: row.fence,
    attempt: row.attempts,
    receivedAt: row.received_at,
    startedAt: row.started_at,
    dueAt: row.not_before !== null && row.not_before > row.received_at ? row.not_before : row.received_at,
  }
}

/**
 * Keeps alive what this worker is really at: an event whose commit failed is left to run out.
 * A row that is being committed at this moment is passed over: to wait for it would make all the others wait.
 */
export async function renewLeases(
  sql: Sql,
  { worker, leaseMs }: Holder,
  inFlight: { events: readonly string[]; effects: readonly string[] },
): Promise<void> {
  if (inFlight.events.length + inFlight.effects.length === 0) return
  await sql.query(
    `WITH runs AS (SELECT id FROM events WHERE worker = $1 AND status = 'running' AND id = ANY($3::uuid[]) FOR UPDATE SKIP LOCKED),
          sends AS (SELECT key FROM effects WHERE worker = $1 AND status = 'sending' AND key = ANY($4) FOR UPDATE SKIP LOCKED),
          e AS (UPDATE events SET lease_until = clock_timestamp() + make_interval(secs => $2) FROM runs WHERE events.id = runs.id)
     UPDATE effects SET lease_until = clock_timestamp() + make_interval(secs => $2) FROM sends WHERE effects.key = sends.key`,
    [worker, leaseMs / 1000, inFlight.events, inFlight.effects],
  )
}

/** An event under which so many workers died is taken for their cause. */
const MAX_DEATHS = 20

/** Takes running events from workers that are gone: their presence lock is free, or their lease ran out. */
export async function takeOverEvents(sql: Sql, clock: Clock): Promise<{ id: string; type: string; status: string }[]> {
  return sql.query(
    `UPDATE events SET worker = NULL, lease_until = NULL, fence = fence + 1,
            status = CASE WHEN attempts >= $1 THEN 'dead' ELSE 'received' END,
            error = CASE WHEN attempts >= $1 THEN 'the worker died ' || attempts || ' times while it ran this event' ELSE error END,
            finished_at = CASE WHEN attempts >= $1 THEN $2::timestamptz END
      WHERE status = 'running' AND (lease_until < clock_timestamp() OR NOT ${workerIsPresent('events.worker')})
      RETURNING id, type, status`,
    [MAX_DEATHS, clock.now()],
  )
}

/** First key of the two-part advisory lock every worker process holds for as long as it lives. */
export const PRESENCE = 0x77_6f_72_6b

/** SQL that is true while the worker in `column` holds its presence lock; a killed process loses it with its connection. */
export const workerIsPresent = (column: string): string =>
  `EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = ${PRESENCE} AND objid = ${column}::bigint::oid AND objsubid = 2 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`

function eventOf(row: Row): Event {
  return parseEvent({
    id: row.id,
    type: row.type,
    source: row.source,
    subject: row.subject,
    priority: row.priority,
    dedupeKey: row.dedupe_key,
    payload: row.payload,
    timestamp: row.timestamp.toISOString(),
    notBefore: row.not_before?.toISOString(),
    slot: row.slot ?? undefined,
    cause: row.cause_event_id !== null && row.cause_agent !== null ? { eventId: row.cause_event_id, agent: row.cause_agent } : undefined,
  })
}
