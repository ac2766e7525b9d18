// Numbers that are read from the ledgers when Prometheus asks.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'
import type { Readings } from '../observability/metrics.ts'

export function ledgerReadings(sql: Sql, clock: Clock): Readings {
  return {
    async oldestWaitingSeconds() {
      const [row] = await sql.query<{ oldest: Date | null }>(
        `SELECT min(COALESCE(not_before, received_at)) AS oldest FROM events WHERE status IN ('received', 'queued')`,
      )
      return row?.oldest ? Math.max(0, (clock.now().getTime() - row.oldest.getTime()) / 1000) : 0
    },
    async deadLetters() {
      const [row] = await sql.query<{ events: number; effects: number }>(
        `SELECT (SELECT count(*)::int FROM events WHERE status IN ('dead', 'partial')) AS events,
                (SELECT count(*)::int FROM effects WHERE status IN ('failed', 'uncertain')) AS effects`,
      )
      return row ?? { events: 0, effects: 0 }
    },
  }
}

/** Why work cannot be taken now; empty when it can. */
export async function notReady(sql: Sql): Promise<string[]> {
  try {
    await sql.query('SELECT 1')
    return []
  } catch {
    return ['Postgres does not answer']
  }
}
