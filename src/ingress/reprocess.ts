// Reading quarantined deliveries again, after a fix: what can be understood now becomes events.
import type { Clock } from '../clock.ts'
import type { Database } from '../db.ts'
import { passOver, releaseQuarantined } from '../inbox/record.ts'
import { readSafely } from './intake.ts'
import type { Source } from './source.ts'

export interface Reprocessed {
  deliveryId: string
  /** Ids of its new events. */
  events: string[]
  /** Why there are none. */
  reason?: string
}

export interface ReprocessOptions {
  db: Database
  clock: Clock
  sources: readonly Source[]
  duplicateWindowMin: number
}

/** @param only one delivery; without it all of them, oldest first. */
export async function reprocessQuarantined(options: ReprocessOptions, only?: string): Promise<Reprocessed[]> {
  const { db } = options
  const waiting = await db.prisma.delivery.findMany({
    where: { status: 'quarantined', id: only },
    orderBy: { seq: 'asc' },
    select: { id: true },
  })
  const results: Reprocessed[] = []
  for (const { id } of waiting) results.push(await reprocess(id, options))
  return results
}

async function reprocess(deliveryId: string, { db, clock, sources, duplicateWindowMin }: ReprocessOptions): Promise<Reprocessed> {
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
  if (reading.outcome === 'ignored') {
    await passOver(deliveryId, reading.reason, db)
    return { deliveryId, events: [], reason: `understood now, and nothing for us: ${reading.reason}` }
  }
  if (reading.outcome !== 'accepted') return { deliveryId, events: [], reason: `still not understood: ${reading.reason}` }
  const events = await db.transaction((sql) => releaseQuarantined(deliveryId, reading.events, { sql, clock, duplicateWindowMin }, reading))
  if (events.length > 0) return { deliveryId, events }
  const { reason } = await db.prisma.delivery.findUniqueOrThrow({ where: { id: deliveryId }, select: { reason: true } })
  return { deliveryId, events, reason: reason ?? 'somebody else has just read it again' }
}
