// The watch over the sources: one that is silent longer than its usual rhythm is told of once, and once more when it is heard again.
import { z } from 'zod'
import { addMs, type Clock, inTbilisi, MINUTE_MS } from '../clock.ts'
import type { Sql } from '../db.ts'
import { sentence } from '../errors.ts'
import type { Happenings } from '../observability/happenings.ts'
import { claimCursor, releaseCursor } from './cursor.ts'
import { heardDays, isSilent, lastHeard, usualOf } from './rhythm.ts'

export interface SilenceOptions {
  sql: Sql
  clock: Clock
  happenings: Pick<Happenings, 'sourceSilent' | 'sourceBack' | 'pollFailed'>
}

const CURSOR = 'silence'
const EVERY_MS = 5 * MINUTE_MS
const HOLD_MS = 2 * MINUTE_MS

const Memory = z
  .object({
    /** The day of Tbilisi `usual` was reckoned on. */
    day: z.string(),
    usual: z.record(z.string(), z.number()),
    /** Sources people were told of → when they had been heard last. */
    silent: z.record(z.string(), z.iso.datetime()),
  })
  .catch({ day: '', usual: {}, silent: {} })
type Memory = z.infer<typeof Memory>

/** Looks every five minutes, in one replica. What goes wrong is told and tried again the next time. */
export async function watchSilence(options: SilenceOptions): Promise<void> {
  const { sql, clock, happenings } = options
  const now = clock.now()
  const claimed = await claimCursor(sql, CURSOR, now, HOLD_MS)
  if (!claimed) return
  let value: unknown = claimed.value
  let failures = 0
  try {
    value = await look(Memory.parse(claimed.value), now, options)
  } catch (error) {
    failures = claimed.failures + 1
    happenings.pollFailed({ poll: CURSOR, error: sentence(error), failures })
  }
  await releaseCursor(sql, claimed, { value, dueAt: addMs(now, EVERY_MS), now: clock.now(), failures })
}

async function look(memory: Memory, now: Date, { sql, happenings }: SilenceOptions): Promise<Memory> {
  const day = inTbilisi(now).toFormat('yyyy-MM-dd')
  const usual = memory.day === day ? memory.usual : usualOf(await heardDays(sql, now))
  const sources = [...new Set([...Object.keys(usual), ...Object.keys(memory.silent)])]
  const heard = await lastHeard(sql, sources)
  const silent: Memory['silent'] = {}
  for (const source of sources) {
    const usualMs = usual[source]
    const told = memory.silent[source]
    // Its deliveries may have been removed since.
    const last = heard.get(source) ?? new Date(told ?? now)
    const silentMs = now.getTime() - last.getTime()
    if (told !== undefined && last > new Date(told)) happenings.sourceBack({ source, silentMs: last.getTime() - Date.parse(told) })
    else if (told !== undefined) silent[source] = told
    if (silent[source] === undefined && usualMs !== undefined && isSilent(silentMs, usualMs)) {
      silent[source] = last.toISOString()
      happenings.sourceSilent({ source, silentMs, usualMs })
    }
  }
  return { day, usual, silent }
}

/** Every source under watch, and whether it is silent now: the same in every replica, and after a restart. */
export async function silentSources(sql: Sql): Promise<Readonly<Record<string, boolean>>> {
  const [row] = await sql.query<{ value: unknown }>('SELECT value FROM cursors WHERE name = $1', [CURSOR])
  const { usual, silent } = Memory.parse(row?.value)
  return Object.fromEntries([...Object.keys(usual), ...Object.keys(silent)].map((source) => [source, source in silent]))
}
