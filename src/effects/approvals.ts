// A word on an awaiting effect: the first one that counts releases or drops it, every other one hears why it did not. One compare-and-set.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'
import { withdrawEvent } from '../inbox/record.ts'
import { mayDecide } from './approval-policy.ts'
import { decidedLine, PRESSED, type Word } from './approval-words.ts'
import { audit } from './audit.ts'
import type { EffectKind, Place, Proposal } from './catalogue.ts'
import { forget } from './dropped.ts'

/** Who stands in the outbox as the author of cards and of what becomes of them. */
export const APPROVALS = 'approvals'

/** Type and slot of the timer that belongs to a question. */
export const TIMER = { type: 'approval.expired', slot: (choice: string) => `approval-${choice}` } as const

export interface Press {
  by: number
  chatId: number
  messageId: number
}

export interface Said {
  ref: string
  word: 'approve' | 'refuse' | 'expire'
  /** Whose finger; absent for the clock and the API. */
  press?: Press | undefined
  via: 'asking' | 'button' | 'clock' | 'api' | 'cli'
  /** What said it; the audit log takes it once. */
  cause: string
}

export interface Outcome {
  outcome: Word | 'gone' | 'foreign' | 'denied' | 'late' | 'already'
  /** For whoever said it, plain text. */
  text: string
}

export interface DecideContext {
  sql: Sql
  clock: Clock
  /** Puts follow-ups of the event into the outbox, in the same transaction. */
  follow: (eventId: string, proposals: { agent: string; proposal: Proposal }[]) => Promise<void>
}

interface Row {
  ref: string
  effectKey: string
  eventId: string
  choice: string
  kind: EffectKind
  role: string
  branch: string | null
  text: string
  askedBy: number | null
  askedIn: Place | null
  status: 'pending' | Word
  decidedBy: number | null
  decidedAt: Date | null
  expiresAt: Date
  cards: string[]
}
const COLUMNS = `ref, effect_key AS "effectKey", event_id AS "eventId", choice, kind, role, branch, text, asked_by AS "askedBy", asked_in AS "askedIn", status,
  decided_by AS "decidedBy", decided_at AS "decidedAt", expires_at AS "expiresAt", cards`

interface Person {
  id: number
  name: string
  role: string
  branch: string | null
  active: boolean
}

/** Part of the committing transaction of whatever said it. */
export async function decideApproval(said: Said, context: DecideContext): Promise<Outcome> {
  const { sql, clock } = context
  const [found] = await sql.query<{ eventId: string }>('SELECT event_id AS "eventId" FROM approvals WHERE ref = $1', [said.ref])
  if (!found) return { outcome: 'gone', text: PRESSED.gone }
  // Whoever decides about one run, and whoever commits it, come one after another.
  await sql.query('SELECT 1 FROM events WHERE id = $1 FOR UPDATE', [found.eventId])
  const all = await sql.query<Row & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM approvals WHERE choice = (SELECT choice FROM approvals WHERE ref = $1) ORDER BY created_at, ref`,
    [said.ref],
  )
  const row = all.find(({ ref }) => ref === said.ref)
  if (!row) return { outcome: 'gone', text: PRESSED.gone }
  const person = said.press ? await personOf(said.press.by, sql) : null
  const refusal = await whyNot(said, row, person, context)
  if (refusal) {
    if (said.word !== 'expire')
      await note(said, row.effectKey, refusal.outcome === 'denied' ? 'denied' : 'late', person, refusal.text, context)
    if (refusal.outcome !== 'late' || row.status !== 'pending') return refusal
  }
  const now = clock.now()
  const word: Word = refusal || said.word === 'expire' ? 'expired' : said.word === 'approve' ? 'approved' : 'refused'
  const decider = word === 'expired' ? null : person
  if (!(await settleAll(all, row, word, said, decider, context))) {
    // The effect was cleared away, or settled by other means: nothing is left to ask about.
    await sql.query(`UPDATE approvals SET status = 'expired', decided_at = $2 WHERE choice = $1 AND status = 'pending'`, [row.choice, now])
    await resume(row.eventId, sql)
    return { outcome: 'gone', text: PRESSED.gone }
  }
  await tell(all, row, word, decider, now, context)
  await resume(row.eventId, sql)
  return refusal ?? { outcome: word, text: word === 'approved' ? PRESSED.approved : PRESSED.refused }
}

const personOf = async (telegramId: number, sql: Sql): Promise<Person | null> =>
  (
    await sql.query<Person & Record<string, unknown>>('SELECT id, name, role, branch, active FROM staff WHERE telegram_id = $1', [
      telegramId,
    ])
  )[0] ?? null

async function whyNot({ press, word }: Said, row: Row, person: Person | null, { sql, clock }: DecideContext): Promise<Outcome | null> {
  if (press) {
    if (!person?.active) return { outcome: 'denied', text: PRESSED.unknown }
    if (!(await isItsCard(press, row.cards, sql))) return { outcome: 'foreign', text: PRESSED.foreign }
  }
  if (row.status !== 'pending') {
    const by = row.decidedBy === null ? null : await nameOf(row.decidedBy, sql)
    return { outcome: 'already', text: PRESSED.already(row.status, by, row.decidedAt ?? clock.now()) }
  }
  if (person && !mayDecide(person, row)) return { outcome: 'denied', text: PRESSED.notYours(row.role) }
  if (word !== 'expire' && press && clock.now() >= row.expiresAt) return { outcome: 'late', text: PRESSED.late }
  return null
}

const nameOf = async (id: number, sql: Sql): Promise<string | null> =>
  (await sql.query<{ name: string }>('SELECT name FROM staff WHERE id = $1', [id]))[0]?.name ?? null

/** A card whose receipt nobody has yet (its worker died after sending it) is believed: it is there, for it was pressed. */
async function isItsCard({ chatId, messageId }: Press, cards: readonly string[], sql: Sql): Promise<boolean> {
  const rows = await sql.query<{ receipt: { chatId?: number; messageIds?: number[] } | null }>(
    `SELECT COALESCE(host.receipt, card.receipt) AS receipt FROM effects card LEFT JOIN effects host ON host.key = card.receipt->>'mergedInto'
      WHERE card.key = ANY($1)`,
    [cards],
  )
  const known = rows.filter(({ receipt }) => receipt?.messageIds !== undefined)
  if (known.length < rows.length) return true
  return known.some(({ receipt }) => receipt?.chatId === chatId && receipt.messageIds?.includes(messageId))
}

/** The compare-and-set. @returns false when the effect is gone or no longer waits. */
async function settleAll(
  all: readonly Row[],
  row: Row,
  word: Word,
  said: Said,
  person: Person | null,
  context: DecideContext,
): Promise<boolean> {
  const { sql, clock } = context
  const now = clock.now()
  if (word === 'approved') {
    const released = await sql.query(
      `UPDATE effects SET status = 'planned', attempts = 0, not_before = NULL, announced_at = NULL, held = false WHERE key = $1 AND status = 'awaiting' RETURNING key`,
      [row.effectKey],
    )
    if (released.length === 0) return false
  }
  const dropped = all.filter((one) => one.status === 'pending' && (word !== 'approved' || one.ref !== row.ref))
  await dropEffects(
    dropped.map(({ effectKey }) => effectKey),
    row.eventId,
    word === 'expired' ? 'nobody decided in time' : word === 'refused' ? 'refused by a person' : `a person chose ${row.effectKey}`,
    context,
  )
  for (const one of all.filter(({ status }) => status === 'pending')) {
    const own: Word = word === 'approved' && one.ref !== row.ref ? 'refused' : word
    await sql.query(`UPDATE approvals SET status = $2, decided_by = $3, decided_at = $4 WHERE ref = $1 AND status = 'pending'`, [
      one.ref,
      own,
      person?.id ?? null,
      now,
    ])
    await note(said, one.effectKey, own, person, null, context)
  }
  return true
}

/** And what waits for them: it speaks of something that will never be. */
async function dropEffects(keys: readonly string[], eventId: string, why: string, { sql, clock }: DecideContext): Promise<void> {
  if (keys.length === 0) return
  await sql.query(
    `WITH RECURSIVE gone AS (
       SELECT key FROM effects WHERE key = ANY($1) AND status = 'awaiting'
       UNION SELECT e.key FROM effects e JOIN gone ON e.after_key = gone.key WHERE e.status IN ('planned', 'awaiting')
     )
     UPDATE effects SET status = 'skipped', error = CASE WHEN effects.key = ANY($1) THEN $2 ELSE 'what it waits for is not done: ' || $2 END,
            finished_at = $3, held = false, announced_at = NULL
       FROM gone WHERE effects.key = gone.key AND effects.status IN ('planned', 'awaiting')`,
    [keys, why, clock.now()],
  )
  await forget(keys, { sql, clock })
  // Somebody may be asked about such a one, too.
  await sql.query(
    `UPDATE approvals SET status = 'refused', decided_at = $1 FROM effects
      WHERE approvals.event_id = $2 AND approvals.status = 'pending' AND effects.key = approvals.effect_key AND effects.status = 'skipped'
        AND NOT approvals.effect_key = ANY($3)`,
    [clock.now(), eventId, keys],
  )
}

/** One line of the audit log about an effect. */
export const note = (
  { via, cause }: Pick<Said, 'via' | 'cause'>,
  effectKey: string,
  what: string,
  person: Pick<Person, 'id'> | null,
  text: string | null,
  context: Pick<DecideContext, 'sql' | 'clock'>,
): Promise<void> => audit({ cause, about: effectKey, what, by: person?.id ?? null, via, note: text }, context)

/** The cards say who decided, and whoever asked hears it where they asked. */
async function tell(all: readonly Row[], row: Row, word: Word, person: Person | null, now: Date, context: DecideContext): Promise<void> {
  const line = decidedLine(word, person?.name ?? null, now)
  const chosen = all.length > 1 && word === 'approved' ? `Выбрано: ${row.text}` : null
  const what = all.length > 1 ? all.map(({ text }) => `• ${text}`).join('\n') : row.text
  const edits = row.cards.map(
    (message, index): Proposal => ({
      kind: 'telegram.edit',
      slot: `${row.choice}-${index}`,
      payload: { message, html: [what, chosen, line].filter((part) => part !== null).join('\n\n') },
    }),
  )
  const asker: Proposal[] =
    row.askedIn && row.askedBy !== null && row.askedBy !== person?.id
      ? [{ kind: 'telegram.message', slot: `told-${row.choice}`, payload: { place: row.askedIn, html: `${line}\n${chosen ?? what}` } }]
      : []
  await context.follow(
    row.eventId,
    [...edits, ...asker].map((proposal) => ({ agent: APPROVALS, proposal })),
  )
  const [event] = await context.sql.query<{ subject: string }>('SELECT subject FROM events WHERE id = $1', [row.eventId])
  if (event)
    await withdrawEvent({ type: TIMER.type, subject: event.subject, slot: TIMER.slot(row.choice), reason: `decided: ${word}` }, context)
}

/** The event that waited goes back to its lane when nothing of it waits any more. Its row is locked by whoever calls. */
export async function resume(eventId: string, sql: Sql): Promise<void> {
  await sql.query(
    `UPDATE events SET status = 'received', attempts = GREATEST(attempts - 1, 0)
      WHERE id = $1 AND status = 'waiting' AND NOT EXISTS (SELECT 1 FROM approvals WHERE event_id = $1 AND status = 'pending')`,
    [eventId],
  )
}

/** Effect key → what somebody said, of one event. */
export async function wordsOf(eventId: string, sql: Sql): Promise<Map<string, string>> {
  const rows = await sql.query<{ key: string; status: string }>(
    `SELECT effect_key AS key, status FROM approvals WHERE event_id = $1 AND status <> 'pending'`,
    [eventId],
  )
  return new Map(rows.map(({ key, status }) => [key, status]))
}
