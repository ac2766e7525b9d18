// Recording what came in: a delivery with its events in one transaction, or an event of our own.
import { v7 as uuidv7 } from 'uuid'
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'
import { createEvent, type Event, type NewEvent } from '../events/index.ts'

export interface NewDelivery {
  source: string
  door: string
  status: 'accepted' | 'ignored' | 'quarantined'
  reason?: string
  dedupeKey?: string
  entity?: string
  digest?: string
  contentType?: string
  raw: Buffer
  events: readonly NewEvent[]
}

export interface Recorded {
  /** The delivery's id; of the first one when it is a duplicate. */
  id: string
  duplicate: boolean
  events: string[]
  /** How many of the events are older than the latest of their kind, and ignored. */
  stale: number
}

export interface RecordOptions {
  sql: Sql
  clock: Clock
  /** How long a repeated fact without an id counts as the same one. */
  duplicateWindowMin: number
}

/** One statement, so one round trip and one commit stand between a webhook and its answer. */
export async function recordDelivery(delivery: NewDelivery, { sql, clock, duplicateWindowMin }: RecordOptions): Promise<Recorded> {
  const now = clock.now()
  const { events, raw, ...rest } = delivery
  const envelopes = events.map((event) => ({ ...createEvent(event, now), ...wishesOf(event) }))
  const [row] = await sql.query<{ recorded: Recorded }>(
    'SELECT inbox_delivery($1::jsonb, $2, $3::jsonb, $4, make_interval(mins => $5)) AS recorded',
    [JSON.stringify({ id: uuidv7({ msecs: now.getTime() }), ...rest }), raw, jsonb(envelopes), now, duplicateWindowMin],
  )
  if (!row) throw new Error('inbox_delivery answered nothing')
  return row.recorded
}

/** What the inbox shall do beside writing the event down. */
export const wishesOf = ({ join, newest }: NewEvent): Pick<NewEvent, 'join' | 'newest'> => ({ join, newest })

/** Records one event; a second one with the same dedupe key is the first one again. */
export async function recordEvent(
  event: Event & Pick<NewEvent, 'join' | 'newest'>,
  { sql, clock }: Pick<RecordOptions, 'sql' | 'clock'>,
): Promise<{ id: string; duplicate: boolean }> {
  const [row] = await sql.query<{ id: string }>('SELECT inbox_event($1::jsonb, NULL, $2) AS id', [jsonb(event), clock.now()])
  if (!row) throw new Error('inbox_event answered nothing')
  return { id: row.id, duplicate: row.id !== event.id }
}

/** Ends a deferred event as `ignored`; its dedupe key is free again. @returns whether there was one. */
export async function withdrawEvent(
  timer: { type: string; subject: string; slot: string; reason: string },
  { sql, clock }: Pick<RecordOptions, 'sql' | 'clock'>,
): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE events SET status = 'ignored', error = $4, finished_at = $5, dedupe_key = dedupe_key || '#' || id
      WHERE type = $1 AND subject = $2 AND slot = $3 AND status = 'scheduled' RETURNING id`,
    [timer.type, timer.subject, timer.slot, `withdrawn: ${timer.reason}`, clock.now()],
  )
  return rows.length > 0
}

/** What makes a delivery the same as another one. */
type Identity = Pick<NewDelivery, 'dedupeKey' | 'entity' | 'digest'>

/**
 * Gives a quarantined delivery the events it now turns out to mean, by the same rule of duplicates as at the door.
 * @returns nothing when it is no longer quarantined, or says what was recorded before.
 */
export async function releaseQuarantined(
  deliveryId: string,
  events: readonly NewEvent[],
  { sql, clock, duplicateWindowMin = 0 }: Pick<RecordOptions, 'sql' | 'clock'> & Partial<RecordOptions>,
  identity: Identity = {},
): Promise<string[]> {
  const now = clock.now()
  const quarantined = await sql.query(`SELECT id FROM deliveries WHERE id = $1 AND status = 'quarantined' FOR UPDATE`, [deliveryId])
  if (quarantined.length === 0) return []
  const twin = await twinOf(deliveryId, identity, sql, duplicateWindowMin)
  if (twin !== null) {
    await sql.query(`UPDATE deliveries SET status = 'ignored', reason = $2 WHERE id = $1`, [deliveryId, `the same as delivery ${twin}`])
    return []
  }
  const { dedupeKey = null, entity = null, digest = null } = identity
  await sql.query(`UPDATE deliveries SET status = 'accepted', reason = NULL, dedupe_key = $2, entity = $3, digest = $4 WHERE id = $1`, [
    deliveryId,
    dedupeKey,
    entity,
    digest,
  ])
  const ids: string[] = []
  for (const event of events.map((e) => ({ ...createEvent(e, now), ...wishesOf(e) }))) {
    const [row] = await sql.query<{ id: string }>('SELECT inbox_event($1::jsonb, $2, $3) AS id', [jsonb(event), deliveryId, now])
    if (row) ids.push(row.id)
  }
  return ids
}

/** A quarantined delivery that turns out to say nothing for us. */
export async function passOver(deliveryId: string, reason: string, sql: Sql): Promise<void> {
  await sql.query(`UPDATE deliveries SET status = 'ignored', reason = $2 WHERE id = $1 AND status = 'quarantined'`, [deliveryId, reason])
}

/** The delivery that already brought this fact: the one with the vendor's id, or the neighbour that says the same of the same thing. */
async function twinOf(id: string, { dedupeKey, entity, digest }: Identity, sql: Sql, windowMin: number): Promise<string | null> {
  await sql.query(
    `SELECT lane_lock('delivery:' || source || ':' || COALESCE($2, door || ':' || $3)) FROM deliveries WHERE id = $1 AND COALESCE($2, $3) IS NOT NULL`,
    [id, dedupeKey ?? null, entity ?? null],
  )
  const [twin] = await sql.query<{ id: string }>(
    `SELECT twin.id FROM deliveries d CROSS JOIN LATERAL (
       (SELECT o.* FROM deliveries o WHERE o.source = d.source AND o.dedupe_key = $2 AND o.id <> d.id)
       UNION ALL
       (SELECT o.* FROM deliveries o WHERE $2 IS NULL AND o.source = d.source AND o.door = d.door AND o.entity = $3 AND o.seq < d.seq ORDER BY o.seq DESC LIMIT 1)
       UNION ALL
       (SELECT o.* FROM deliveries o WHERE $2 IS NULL AND o.source = d.source AND o.door = d.door AND o.entity = $3 AND o.seq > d.seq ORDER BY o.seq LIMIT 1)
     ) twin
     WHERE d.id = $1 AND ($2 IS NOT NULL OR (twin.digest = $4 AND abs(extract(epoch FROM twin.received_at - d.received_at)) < $5 * 60)) LIMIT 1`,
    [id, dedupeKey ?? null, entity ?? null, digest ?? null, windowMin],
  )
  return twin?.id ?? null
}

/** Postgres text has no NUL; a payload that carries one loses it rather than being refused. */
const jsonb = (value: unknown): string => JSON.stringify(value).replaceAll(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1')
