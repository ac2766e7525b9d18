// Reading quarantined deliveries again, after a fix: what can be understood now becomes events.
import type { Clock } from '../clock.ts'
import type { Database } from '../db.ts'
import { releaseQuarantined } from '../inbox/record.ts'
import { readSafely } from './intake.ts'
import type { Source } from './source.ts'

export interface Reprocessed {
  deliveryId: string
  /** Ids of its new events; empty when it is still not understood. */
  events: string[]
  /** Why it stays where it is. */
  reason?: string
}

/** @param only one delivery; without it all of them, oldest first. */
export async function reprocessQuarantined(db: Database, clock: Clock, sources: readonly Source[], only?: string): Promise<Reprocessed[]> {
  const waiting = await db.prisma.delivery.findMany({
    where: { status: 'quarantined', id: only },
    orderBy: { seq: 'asc' },
    select: { id: true },
  })
  const results: Reprocessed[] = []
  for (const { id } of waiting) results.push(await reprocess(db, clock, sources, id))
  return results
}

async function reprocess(db: Database, clock: Clock, sources: readonly Source[], deliveryId: string): Promise<Reprocessed> {
  const row = await db.prisma.delivery.findUniqueOrThrow({ where: { id: deliveryId } })
  const source = sources.find(({ id }) => id === row.source)
  if (!source) return { deliveryId, events: [], reason: `there is no door for ${row.source}` }
  const headers = row.contentType === null ? {} : { 'content-type': row.contentType }
  const reading = readSafely(source, {
    source: source.id,
    door: row.door,
    headers,
    query: {},
    raw: Buffer.from(row.raw),
    receivedAt: row.receivedAt,
  })
  if (reading.outcome !== 'accepted') return { deliveryId, events: [], reason: reading.reason }
  const events = await db.transaction((sql) => releaseQuarantined(deliveryId, reading.events, { sql, clock }))
  return { deliveryId, events }
}
