// Where an answer appears: in the place of the card that said «⏳…», or of the answer to what an edited message said before.
import type { Agent } from './agents/agent.ts'
import { agents } from './agents/index.ts'
import { threadOf, WORKING } from './agents/words.ts'
import type { Sql } from './db.ts'
import { type EffectPayload, type Place, targetOf } from './effects/catalogue.ts'
import { blocks, MESSAGE_LENGTH } from './effects/html.ts'
import { leavesNow } from './effects/outbox.ts'
import type { Address } from './effects/places.ts'
import type { PlannedEffect } from './effects/plan.ts'
import type { Event } from './events/index.ts'
import type { Finish } from './inbox/finish.ts'
import { isSaid, type Said, type Spoken, supervisorSays } from './live-card.ts'

/** They answer questions; what the others say is about something they did. */
const ANSWERING: readonly string[] = agents.filter((agent) => (agent as Pick<Agent, 'folds'>).folds).map(({ name }) => name)

export interface Placed {
  effects: readonly PlannedEffect[]
  /** What is left of the card, for trouble to be told in. */
  card: string | null
}

export interface Surroundings {
  sql: Sql
  /** Where a place is in Telegram; null when that is not known. */
  whereIs(place: Place): Promise<Pick<Address, 'chatId' | 'threadId'> | null>
}

/** Part of the committing transaction. */
export async function inItsPlace(
  event: Event,
  effects: readonly PlannedEffect[],
  { card, keys }: Spoken,
  { status }: Pick<Finish, 'status'>,
  { sql, whereIs }: Surroundings,
): Promise<Placed> {
  if (!isSaid(event)) return { effects, card: null }
  const fresh = effects.filter((effect) => effect.kind === 'telegram.message' && leavesNow(effect) && !keys.has(effect.key))
  const inPlaceOf = (key: string, answer: PlannedEffect) =>
    effects.map((effect) => (effect === answer ? { ...effect, payload: { ...effect.payload, instead: key } } : effect))

  if (card === null) {
    const there = targetOf('telegram.message', { place: threadOf(event.payload) }, '')
    const answer = fresh.find(({ target, agent }) => target === there && ANSWERING.includes(agent))
    const before = answer && canReplace(answer) ? await answerBefore(event, there, sql) : null
    return { effects: answer && before !== null ? inPlaceOf(before, answer) : effects, card: null }
  }

  const here: PlannedEffect[] = []
  for (const effect of fresh) {
    const where = await whereIs((effect.payload as EffectPayload<'telegram.message'>).place)
    if (where?.chatId === event.payload.chatId && where.threadId === event.payload.threadId) here.push(effect)
  }
  const answer = here.find(canReplace)
  if (answer) return { effects: inPlaceOf(card, answer), card: null }
  const [other] = here
  if (!other && status !== 'done' && status !== 'waiting') return { effects, card }
  const html = !other ? WORKING.done : other.afterKey === null ? WORKING.below : WORKING.sending
  const closing = supervisorSays(event, { kind: 'telegram.edit', slot: 'over', payload: { message: card, html } })
  return { effects: [...effects, ...closing], card: null }
}

/** One message cannot become several, an edit rings nobody's phone, and what waits for something else may never come. */
function canReplace({ payload, afterKey }: PlannedEffect): boolean {
  const { before, html, after, urgent } = payload as EffectPayload<'telegram.message'>
  return afterKey === null && urgent !== true && blocks(before, html, after).length <= MESSAGE_LENGTH
}

/** The answer to what an edited message said before. */
async function answerBefore(event: Said, there: string, sql: Sql): Promise<string | null> {
  if (event.type !== 'message.employee' || !event.payload.edited) return null
  const [row] = await sql.query<{ key: string }>(
    `SELECT key FROM effects JOIN events ON events.id = event_id
      WHERE subject = $1 AND type = 'message.employee' AND (events.payload ->> 'messageId')::bigint = $2 AND events.id <> $3
        AND kind = 'telegram.message' AND target = $4 AND effects.status = 'sent' AND agent = ANY($5) AND NOT effects.payload ? 'buttons'
      ORDER BY effects.seq DESC LIMIT 1`,
    [event.subject, event.payload.messageId, event.id, there, [...ANSWERING]],
  )
  return row?.key ?? null
}
