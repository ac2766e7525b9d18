// The one card a run that takes long posts where somebody wrote: a row of the outbox, in whose place the answer comes.
import { threadOf, WORKING } from './agents/words.ts'
import type { Sql } from './db.ts'
import { effectKey, type Proposal } from './effects/catalogue.ts'
import { escapeHtml } from './effects/html.ts'
import { type PlannedEffect, planEffects } from './effects/plan.ts'
import { type Event, type EventOf, isCritical } from './events/index.ts'
import type { CardAt, Screen } from './progress.ts'
import type { Tools } from './tools/index.ts'
import { SUPERVISOR } from './trouble.ts'

/** What a person writes or sends, and waits for an answer to. */
export type Said = EventOf<'message.employee' | 'photo.uploaded'>
export const isSaid = (event: Event): event is Said => event.type === 'message.employee' || event.type === 'photo.uploaded'

const SLOT = 'progress'
const cardKey = (eventId: string): string => effectKey(eventId, SUPERVISOR, 'telegram.message', SLOT)

/** The supervisor's own word about an event. */
export const supervisorSays = (event: Event, proposal: Proposal): PlannedEffect[] =>
  planEffects({ eventId: event.id, critical: isCritical(event.type), proposals: [{ agent: SUPERVISOR, proposal }] })

/** What is said of a run already, besides its answers. */
export interface Spoken {
  /** The card as long as nothing has come in its place. */
  card: string | null
  /** The message in which trouble was told. */
  trouble: string | null
  /** Keys of the messages of this event that are in the outbox. */
  keys: ReadonlySet<string>
}

export const NOTHING_SPOKEN: Spoken = { card: null, trouble: null, keys: new Set() }

interface Row extends Record<string, unknown> {
  key: string
  agent: string
  kind: string
  slot: string
  status: string
  about: string | null
  receipt: { chatId: number; messageIds: number[] } | null
}

const rowsOf = (eventId: string, sql: Sql): Promise<Row[]> =>
  sql.query<Row>(
    `SELECT key, agent, kind, slot, status, receipt, COALESCE(payload ->> 'instead', payload ->> 'message') AS about
       FROM effects WHERE event_id = $1 AND kind IN ('telegram.message', 'telegram.edit')`,
    [eventId],
  )

/** True for a card that is out or on its way, and in whose place nothing has come. */
const openCard = (rows: readonly Row[]): Row | undefined => {
  const card = rows.find(({ agent, slot }) => agent === SUPERVISOR && slot === SLOT)
  const isStanding = card !== undefined && ['sending', 'sent'].includes(card.status)
  return isStanding && !rows.some(({ about }) => about === card.key) ? card : undefined
}

/** Part of the committing transaction. A card that could not be posted meanwhile is not posted any more. */
export async function spokenOf(event: Event, sql: Sql): Promise<Spoken> {
  const key = cardKey(event.id)
  await sql.query(
    `UPDATE effects SET status = 'skipped', error = 'the run ended before it was posted' WHERE key = $1 AND status IN ('planned', 'uncertain')`,
    [key],
  )
  const rows = await rowsOf(event.id, sql)
  const told = rows.find(({ agent, slot }) => agent === SUPERVISOR && slot.startsWith('trouble'))
  return {
    card: openCard(rows)?.key ?? null,
    trouble: told === undefined ? null : told.kind === 'telegram.edit' ? told.about : told.key,
    keys: new Set(rows.map((row) => row.key)),
  }
}

export interface ScreenOptions {
  sql: Sql
  tools: Pick<Tools, 'telegram' | 'rental'>
  /** Records it under the lease and has it delivered. */
  post(effects: readonly PlannedEffect[]): Promise<void>
}

/** In a group each call counts against the twenty messages a minute that the answers need, too. */
const PACE_MS = { private: 1_500, group: 5_000 } as const

/** Where the progress of a run is shown: beside what somebody wrote. */
export function screenFor(event: Said, { sql, tools: { telegram, rental }, post }: ScreenOptions): Screen {
  const { chatId, threadId } = event.payload
  const { text = '', replyToMessageId, edited = false } = event.type === 'message.employee' ? event.payload : {}
  const cardNow = async (): Promise<CardAt | null> => {
    const { receipt } = openCard(await rowsOf(event.id, sql)) ?? {}
    return receipt ? { chatId: receipt.chatId, messageId: receipt.messageIds[0] as number } : null
  }
  return {
    paceMs: chatId > 0 ? PACE_MS.private : PACE_MS.group,
    async isAddressed() {
      if (chatId > 0 || text.startsWith('/')) return true
      return replyToMessageId !== undefined && (await rental.sentMessage({ chatId, messageId: replyToMessageId })) !== null
    },
    typing: (signal) => telegram.write.sendChatAction({ chatId, threadId }, { signal }),
    async post(says) {
      const before = await cardNow()
      if (before !== null) return { card: before, isNew: false }
      // What an edited message was answered before will be edited, too.
      if (edited) return null
      const html = WORKING.card(escapeHtml(says))
      await post(supervisorSays(event, { kind: 'telegram.message', slot: SLOT, payload: { place: threadOf(event.payload), html } }))
      const card = await cardNow()
      return card && { card, isNew: true }
    },
    edit: (card, says, signal) => telegram.write.editMessageText({ ...card, html: WORKING.card(escapeHtml(says)) }, { signal }),
  }
}
