// What is remembered of a talk with staff, and what is forgotten.
import type { Turn } from '../catalogue/talk.ts'
import type { Changes } from './change.ts'

/** Older turns fall out. */
const MOST_TURNS = 20

export const talkChanges = {
  async 'conversation.remember'({ chatId, threadId, turns, forget }, { sql, clock }) {
    const subject = `chat:telegram:${chatId}:${threadId ?? 0}`
    if (forget) await sql.query('DELETE FROM talks WHERE subject = $1', [subject])
    if (turns.length === 0) return { forgotten: forget === true }
    const [known] = await sql.query<{ turns: Turn[] }>('SELECT turns FROM talks WHERE subject = $1 FOR UPDATE', [subject])
    const said = new Set(turns.map(({ messageId }) => messageId))
    const kept = (known?.turns ?? []).filter(({ messageId }) => !said.has(messageId))
    await sql.query(
      `INSERT INTO talks (subject, turns, updated_at) VALUES ($1, $2::jsonb, $3)
       ON CONFLICT (subject) DO UPDATE SET turns = excluded.turns, updated_at = excluded.updated_at`,
      [subject, JSON.stringify([...kept, ...turns].slice(-MOST_TURNS)), clock.now()],
    )
    return { turns: Math.min(kept.length + turns.length, MOST_TURNS) }
  },
} as const satisfies Changes
