// RentProg tells nobody of money: its cash register is asked every five minutes, each branch by itself.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { addMs, DAY_MS, inTbilisi, MINUTE_MS, parseTbilisi } from '../../clock.ts'
import { BRANCHES, type Branch } from '../../events/event.ts'
import type { Finding, Poll } from '../poll.ts'
import { definePoll } from '../poll.ts'
import { type CashOperation, type Meaning, meaningOf, signOf } from './cash-meaning.ts'

/** Rows are made late, backdated, or by a clock that is wrong: the day before the last look is looked at again. What is known by then is no news. */
const OVERLAP_MS = DAY_MS
/** An operation that is not completed is waited for so long. */
const PATIENCE_MS = 7 * DAY_MS

/** Our own memory. A cursor nobody can read any more is begun anew; the inbox knows what it has. */
const Memory = z
  .object({
    /** When the day of the very first look began: nothing older is ever told. */
    start: z.iso.datetime(),
    /** When it was last asked. */
    since: z.iso.datetime(),
    /** The oldest operation that was not completed then. */
    pending: z.iso.datetime().optional(),
    /** Operation → what we made of it, for those that the next look may show again. */
    seen: z.record(z.string(), z.string()),
  })
  .nullable()
  .catch(null)

const dayOf = (at: Date): string => inTbilisi(at).toFormat('yyyy-MM-dd')

export const rentprogCash = (branch: Branch): Poll =>
  definePoll({
    name: `rentprog.cash:${branch}`,
    source: 'rentprog',
    everyMs: 5 * MINUTE_MS,
    async read({ read, cursor, now, signal }) {
      const memory = Memory.parse(cursor)
      const start = memory === null ? inTbilisi(now).startOf('day').toJSDate() : new Date(memory.start)
      const wanted = memory === null ? start : earlier(addMs(new Date(memory.since), -OVERLAP_MS), memory.pending)
      const from = new Date(Math.max(start.getTime(), wanted.getTime()))
      const days = { from: dayOf(from), to: dayOf(addMs(now, DAY_MS)) }
      const rows = await read.rentprog.cashOperations({ branch, ...days }, { signal })

      const findings: Finding[] = []
      const seen: Record<string, string> = {}
      let pending: string | undefined
      for (const row of rows) {
        const madeAt = parseTbilisi(row.created_at ?? '') ?? now
        if (row.completed === false && addMs(madeAt, PATIENCE_MS) > now) {
          pending = earlier(madeAt, pending).toISOString()
          continue
        }
        const key = row.id === null ? `unnamed:${digestOf(row)}` : `${row.id}`
        const meaning = meaningOf(row, branch)
        const sign = signOf(meaning)
        seen[key] = sign
        const before = memory?.seen[key]
        if (before !== sign) findings.push(findingOf(row, meaning, { branch, key, before, sign }))
      }
      return { findings, cursor: { start: start.toISOString(), since: now.toISOString(), ...(pending !== undefined && { pending }), seen } }
    },
  })

const digestOf = (row: CashOperation): string => createHash('sha256').update(JSON.stringify(row)).digest('hex')

const earlier = (at: Date, other: string | undefined): Date => (other !== undefined && new Date(other) < at ? new Date(other) : at)

interface Told {
  branch: Branch
  key: string
  /** What we made of it last time. */
  before: string | undefined
  sign: string
}

function findingOf(raw: CashOperation, meaning: Meaning, { branch, key, before, sign }: Told): Finding {
  // An operation that was changed after we knew it is a fact of its own.
  const dedupeKey = before === undefined ? `cash:${key}` : `cash:${key}:${sign}`
  const base = { door: `poll:${branch}`, raw, dedupeKey }
  if (!('event' in meaning)) return { ...base, events: [], ...meaning }
  const corrected = before?.startsWith('=') === true
  const { type, payload } = meaning.event
  return { ...base, events: [{ type, dedupeKey, payload: { ...payload, ...(corrected && { corrected }) } }] }
}

export const rentprogCashPolls: readonly Poll[] = BRANCHES.map(rentprogCash)
