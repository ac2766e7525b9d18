// A suggestion somebody took becomes an event of theirs: by whoever pressed, as the ledger of decisions has it, not by what anybody proposed.
import { Refused } from '../../errors.ts'
import { createEvent } from '../../events/index.ts'
import { recordEvent } from '../../inbox/record.ts'
import type { Handler } from '../handler.ts'

export const suggestionTake: Handler<'suggestion.take'> = {
  async perform({ agent, tool, input, chatId, threadId, branch }, { db, clock, key }) {
    const [word] = await db.query<{ by: number | null; eventId: string }>(
      `SELECT COALESCE(decided_by, asked_by) AS by, event_id AS "eventId" FROM approvals WHERE effect_key = $1 AND status = 'approved'`,
      [key],
    )
    if (word?.by == null) throw new Refused('nobody is known to have taken this suggestion')
    const { by, eventId } = word
    const payload = { tool, input, by, chatId, ...(threadId !== undefined && { threadId }), ...(branch !== undefined && { branch }) }
    const event = createEvent({ type: 'suggestion.taken', payload, dedupeKey: `suggestion:${key}`, cause: { eventId, agent } }, clock.now())
    return { event: (await recordEvent(event, { sql: db, clock })).id }
  },
}
