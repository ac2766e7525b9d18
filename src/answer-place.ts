// Where an answer appears: in the place of the card that said «⏳…», or of the answer to what an edited message said before.
import { threadOf, WORKING } from './agents/words.ts'
import type { Sql } from './db.ts'
import { type EffectKind, type EffectPayload, type Place, targetOf } from './effects/catalogue.ts'
import { blocks, MESSAGE_LENGTH } from './effects/html.ts'
import { leavesNow } from './effects/outbox.ts'
import type { Address } from './effects/places.ts'
import type { PlannedEffect } from './effects/plan.ts'
import type { Event } from './events/index.ts'
import type { Finish } from './inbox/finish.ts'
import { isSaid, type Said, type Spoken, supervisorSays } from './live-card.ts'
import { SUPERVISOR } from './trouble.ts'

/** A run of nothing else has only answered; what was done stays said where it was said. */
const TALK = ['telegram.message', 'conversation.remember', 'decision.note'] as const satisfies EffectKind[]

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
    const [answer, ...others] = fresh.filter(({ target }) => target === there)
    if (!answer || others.length > 0 || !canReplace(answer) || !effects.every(isTalk)) return { effects, card: null }
    const before = await answerBefore(event, there, sql)
    return { effects: before === null ? effects : inPlaceOf(before, answer), card: null }
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

const isTalk = ({ kind }: PlannedEffect): boolean => (TALK as readonly string[]).includes(kind)

/** One message cannot become several, an edit rings nobody's phone, and what waits for something else may never come. */
function canReplace({ payload, afterKey }: PlannedEffect): boolean {
  const { before, html, after, urgent } = payload as EffectPayload<'telegram.message'>
  return afterKey === null && urgent !== true && blocks(before, html, after).length <= MESSAGE_LENGTH
}

/** The answer to what an edited message said before. */
async function answerBefore(event: Said, there: string, sql: Sql): Promise<string | null> {
  if (event.type !== 'message.employee' || !event.payload.edited) return null
  const [row] = await sql.query<{ key: string; isAlone: boolean }>(
    `SELECT key, NOT effects.payload ? 'buttons' AND NOT EXISTS (
              SELECT 1 FROM effects other WHERE other.event_id = events.id AND other.key <> effects.key AND other.agent <> $5
                 AND other.status <> 'skipped' AND (other.kind <> ALL($6) OR other.target = $4)) AS "isAlone"
       FROM effects JOIN events ON events.id = event_id
      WHERE subject = $1 AND type = 'message.employee' AND (events.payload ->> 'messageId')::bigint = $2 AND events.id <> $3
        AND kind = 'telegram.message' AND target = $4 AND agent <> $5 AND effects.status = 'sent'
      ORDER BY effects.seq DESC LIMIT 1`,
    [event.subject, event.payload.messageId, event.id, there, SUPERVISOR, [...TALK]],
  )
  return row?.isAlone ? row.key : null
}
