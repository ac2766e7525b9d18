// The usual rhythm of each source: how long it is silent on an ordinary day, and since when it is silent now.
import { DAY_MS, inTbilisi, MINUTE_MS, ZONE } from '../clock.ts'
import type { Sql } from '../db.ts'
import { SOURCES } from '../events/event.ts'

/** One source on one day of Tbilisi. */
export interface HeardDay {
  source: string
  /** How many deliveries came. */
  count: number
  /** The longest silence that ended on this day. */
  longestMs: number
}

/** Source → its usual longest silence of a day, in milliseconds; a source we cannot judge is not in it. */
export type Usual = Readonly<Record<string, number>>

const DAYS = 14
const FEWEST_DAYS = 3
const FEWEST_DELIVERIES = 20
/** Nobody is woken for less. */
const SHORTEST_MS = 30 * MINUTE_MS

/** The median of the days' longest silences; no judgement on a source that was heard on few days or seldom. Pure. */
export function usualOf(days: readonly HeardDay[]): Usual {
  const bySource = Object.entries(Object.groupBy(days, ({ source }) => source))
  return Object.fromEntries(
    bySource.flatMap(([source, heard = []]) => {
      const deliveries = heard.reduce((sum, { count }) => sum + count, 0)
      return heard.length < FEWEST_DAYS || deliveries < FEWEST_DELIVERIES ? [] : [[source, median(heard.map(({ longestMs }) => longestMs))]]
    }),
  )
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}

/** Longer than its rhythm explains. Pure. */
export const isSilent = (silentMs: number, usualMs: number): boolean => silentMs > Math.max(2 * usualMs, SHORTEST_MS)

/** Must be said exactly as in the index `deliveries_told`, which these queries live by: what polls fetched is no sign of life. */
const TOLD = `door <> 'poll' AND door NOT LIKE 'poll:%'`

/** The last fourteen whole days of Tbilisi before `now`, source by source from the index. They do not change, so once a day is enough. */
export async function heardDays(sql: Sql, now: Date): Promise<HeardDay[]> {
  const today = inTbilisi(now).startOf('day').toJSDate()
  const rows = await sql.query<{ source: string; count: number; longest: number | null }>(
    `SELECT s.source, day.* FROM unnest($3::text[]) AS s(source) CROSS JOIN LATERAL (
       SELECT count(*)::int AS count, max(extract(epoch FROM received_at - before) * 1000)::float8 AS longest FROM (
         SELECT received_at, lag(received_at) OVER (ORDER BY received_at) AS before
           FROM deliveries d WHERE d.source = s.source AND ${TOLD} AND received_at >= $1 AND received_at < $2
       ) heard GROUP BY (received_at AT TIME ZONE '${ZONE}')::date
     ) AS day`,
    [new Date(today.getTime() - DAYS * DAY_MS), today, SOURCES],
  )
  // The very first delivery ends no silence we know of.
  return rows.map(({ source, count, longest }) => ({ source, count, longestMs: longest ?? 0 }))
}

/** When each of these sources was heard last: one look into the index for each. */
export async function lastHeard(sql: Sql, sources: readonly string[]): Promise<Map<string, Date>> {
  const rows = await sql.query<{ source: string; last: Date | null }>(
    `SELECT s.source, (SELECT max(received_at) FROM deliveries d WHERE d.source = s.source AND ${TOLD}) AS last FROM unnest($1::text[]) AS s(source)`,
    [sources],
  )
  return new Map(rows.flatMap(({ source, last }) => (last === null ? [] : [[source, last]])))
}
