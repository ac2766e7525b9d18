// People who are not staff: one polite refusal in their life, an answer to a press, a one-time code, and nothing more; no run, no model.
import { PRESS, STRANGER_REFUSAL } from './agents/words.ts'
import type { Clock } from './clock.ts'
import type { Sql } from './db.ts'
import type { Proposal } from './effects/catalogue.ts'
import { type PlannedEffect, planEffects } from './effects/plan.ts'
import { type Event, type EventOf, isCritical } from './events/index.ts'
import { codeSaid, linkBy } from './linking.ts'

/** What a person does in Telegram. */
type Personal = EventOf<'message.employee' | 'photo.uploaded' | 'callback.button'>
const PERSONAL: readonly string[] = ['message.employee', 'photo.uploaded', 'callback.button'] satisfies Personal['type'][]

/** True when a person did it who is no active member of staff. */
export async function isByStranger(event: Event, sql: Sql): Promise<boolean> {
  if (!isPersonal(event)) return false
  const staff = await sql.query('SELECT 1 FROM staff WHERE telegram_id = $1 AND active', [event.payload.fromId])
  return staff.length === 0
}

const isPersonal = (event: Event): event is Personal => PERSONAL.includes(event.type)

export interface TurnedAway {
  status: 'ignored' | 'done'
  why: string
  effects: PlannedEffect[]
}

/** Part of the committing transaction. Two messages of one person at the same time make one refusal. */
export async function turnAway(event: Event, { sql, clock }: { sql: Sql; clock: Clock }): Promise<TurnedAway> {
  const code = codeSaid(event)
  if (code !== null && event.type === 'message.employee') {
    const { linked, why, proposals } = await linkBy(code, event, { sql, clock })
    return { status: linked ? 'done' : 'ignored', why, effects: planned(event, 'access', proposals) }
  }
  const proposals = isPersonal(event) ? await refusing(event, sql, clock) : []
  return { status: 'ignored', why: 'by somebody who is not staff', effects: planned(event, 'duty', proposals) }
}

const planned = (event: Event, agent: string, proposals: readonly Proposal[]): PlannedEffect[] =>
  planEffects({ eventId: event.id, critical: isCritical(event.type), proposals: proposals.map((proposal) => ({ agent, proposal })) })

async function refusing(event: Personal, sql: Sql, clock: Clock): Promise<Proposal[]> {
  if (event.type === 'callback.button')
    return [{ kind: 'telegram.answer', payload: { callbackQueryId: event.payload.callbackQueryId, text: PRESS.stranger } }]
  const { chatId, threadId, chatType, fromId, fromName } = event.payload
  // In a group other people talk to each other; nobody asked us.
  if (chatType !== 'private') return []
  const met = await sql.query(
    'INSERT INTO strangers (telegram_id, name, first_seen_at) VALUES ($1, $2, $3) ON CONFLICT (telegram_id) DO NOTHING RETURNING telegram_id',
    [fromId, fromName ?? null, clock.now()],
  )
  if (met.length === 0) return []
  return [{ kind: 'telegram.message', slot: 'refusal', payload: { place: { to: 'thread', chatId, threadId }, html: STRANGER_REFUSAL } }]
}
