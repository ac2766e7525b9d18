// What is remembered of a talk with staff, and what is forgotten.
import type { Turn } from '../catalogue/talk.ts'
import type { Changes } from './change.ts'

/** Older turns fall out. */
const MOST_TURNS = 20

export const talkChanges = {
  async 'conversation.remember'({ chatId, threadId, about, turns, forget }, { sql, clock }) {
    const subject = `chat:telegram:${chatId}:${threadId ?? 0}`
    if (forget) await sql.query('DELETE FROM talks WHERE subject = $1', [subject])
    if (turns.length === 0 && !about) return { forgotten: forget === true }
    const [known] = await sql.query<{ about: unknown; turns: Turn[] }>('SELECT about, turns FROM talks WHERE subject = $1 FOR UPDATE', [
      subject,
    ])
    const said = new Set(turns.map(({ messageId }) => messageId))
    const kept = (known?.turns ?? []).filter(({ messageId }) => !said.has(messageId))
    const now = about === undefined ? (known?.about ?? null) : about
    await sql.query(
      `INSERT INTO talks (subject, about, turns, updated_at) VALUES ($1, $2::jsonb, $3::jsonb, $4)
       ON CONFLICT (subject) DO UPDATE SET about = excluded.about, turns = excluded.turns, updated_at = excluded.updated_at`,
      [subject, now === null ? null : JSON.stringify(now), JSON.stringify([...kept, ...turns].slice(-MOST_TURNS)), clock.now()],
    )
    return { turns: Math.min(kept.length + turns.length, MOST_TURNS) }
  },
} as const satisfies Changes
