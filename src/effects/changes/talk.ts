// What is remembered of a talk with staff, and what is forgotten.
import type { Sql } from '../../db.ts'
import type { Turn } from '../catalogue/talk.ts'
import { summarised } from '../catalogue/talk-summary.ts'
import type { Changes } from './change.ts'

/** Older turns become lines of the summary. */
const MOST_TURNS = 20

export const talkChanges = {
  async 'conversation.remember'({ chatId, threadId, turns, since: from, forget }, { sql, clock }) {
    const subject = `chat:telegram:${chatId}:${threadId ?? 0}`
    const since = from === undefined ? undefined : new Date(from)
    if (forget) await sql.query('DELETE FROM talks WHERE subject = $1', [subject])
    if (turns.length === 0) return { forgotten: forget === true }
    const [known] = await sql.query<{ turns: Turn[]; summary: string }>('SELECT turns, summary FROM talks WHERE subject = $1 FOR UPDATE', [
      subject,
    ])
    const said = new Set(turns.map(({ messageId }) => messageId))
    const before = (known?.turns ?? []).filter(({ messageId, at }) => !said.has(messageId) && (since === undefined || new Date(at) > since))
    const all = [...before, ...turns]
    const latest = all.slice(-MOST_TURNS)
    const summary = summarised(known?.summary ?? '', all.slice(0, -MOST_TURNS), since)
    await sql.query(
      `INSERT INTO talks (subject, turns, summary, updated_at) VALUES ($1, $2::jsonb, $3, $4)
       ON CONFLICT (subject) DO UPDATE SET turns = excluded.turns, summary = excluded.summary, updated_at = excluded.updated_at`,
      [subject, JSON.stringify(latest), summary, clock.now()],
    )
    if (since) await forgetOld(since, sql)
    return { turns: latest.length }
  },
} as const satisfies Changes

/** A few at a time, and never one that its own lane holds: two commits must not wait for each other. */
const forgetOld = (since: Date, sql: Sql) =>
  sql.query(
    `DELETE FROM talks WHERE subject IN
      (SELECT subject FROM talks WHERE updated_at <= $1 ORDER BY updated_at LIMIT 20 FOR UPDATE SKIP LOCKED)`,
    [since],
  )
