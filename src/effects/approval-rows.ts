// A question as the ledger holds it, locked for whoever decides about it.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'
import type { Branch } from '../events/event.ts'
import type { Basis } from './approval-basis.ts'
import type { Question } from './approval-card.ts'
import type { Word } from './approval-words.ts'
import { audit } from './audit.ts'
import type { ApprovalRole } from './catalogue/approvals.ts'
import type { EffectKind, EffectPayload, Place, Proposal } from './catalogue.ts'

/** Who stands in the outbox as the author of cards and of what becomes of them. */
export const APPROVALS = 'approvals'

export interface LedgerContext {
  sql: Sql
  clock: Clock
  /** Puts follow-ups of the event into the outbox, in the same transaction. */
  follow: (eventId: string, proposals: { agent: string; proposal: Proposal }[]) => Promise<void>
}

export type Press = NonNullable<EffectPayload<'approval.decide'>['press']>

export interface Said {
  ref: string
  word: EffectPayload<'approval.decide'>['word']
  /** Whose finger; absent for the clock and the API. */
  press?: Press | undefined
  /** What whoever may edit it is told. */
  hint?: string | undefined
  via: 'asking' | 'button' | 'reply' | 'booking' | 'clock' | 'api' | 'cli'
  /** What said it; the audit log takes it once. */
  cause: string
}

export interface Outcome {
  outcome: Word | 'gone' | 'foreign' | 'denied' | 'late' | 'already' | 'stale' | 'changed' | 'edit' | 'edited' | 'fixed'
  /** For whoever said it, plain text. */
  text: string
}

export interface Row {
  ref: string
  effectKey: string
  eventId: string
  choice: string
  kind: EffectKind
  role: ApprovalRole
  branch: Branch | null
  text: string
  wantedBy: string | null
  editable: boolean
  basis: Basis | null
  askedBy: number | null
  askedIn: Place | null
  status: 'pending' | Word
  decidedBy: number | null
  decidedAt: Date | null
  expiresAt: Date
  cards: string[]
  revision: number
  remarks: string[]
}
const COLUMNS = `ref, effect_key AS "effectKey", event_id AS "eventId", choice, kind, role, branch, text, wanted_by AS "wantedBy", editable, basis,
  asked_by AS "askedBy", asked_in AS "askedIn", status, decided_by AS "decidedBy", decided_at AS "decidedAt", expires_at AS "expiresAt", cards, revision, remarks`

/** All of one choice, in the order in which they were asked. */
export const choiceOf = (choice: string, sql: Sql): Promise<Row[]> =>
  sql.query<Row & Record<string, unknown>>(`SELECT ${COLUMNS} FROM approvals WHERE choice = $1 ORDER BY created_at, ref`, [choice])

/** Whoever decides about one run, and whoever commits it, come one after another. @returns null when nobody knows it. */
export async function lockQuestion(ref: string, sql: Sql): Promise<{ row: Row; all: Row[] } | null> {
  const [found] = await sql.query<{ eventId: string; choice: string }>(
    'SELECT event_id AS "eventId", choice FROM approvals WHERE ref = $1',
    [ref],
  )
  if (!found) return null
  await sql.query('SELECT 1 FROM events WHERE id = $1 FOR UPDATE', [found.eventId])
  const all = await choiceOf(found.choice, sql)
  const row = all.find((one) => one.ref === ref)
  return row ? { row, all } : null
}

export interface Person {
  id: number
  name: string
  role: string
  branch: string | null
  active: boolean
}

export const personOf = async (telegramId: number, sql: Sql): Promise<Person | null> =>
  (
    await sql.query<Person & Record<string, unknown>>('SELECT id, name, role, branch, active FROM staff WHERE telegram_id = $1', [
      telegramId,
    ])
  )[0] ?? null

export const nameOf = async (id: number | null, sql: Sql): Promise<string | null> =>
  id === null ? null : ((await sql.query<{ name: string }>('SELECT name FROM staff WHERE id = $1', [id]))[0]?.name ?? null)

/** The question as its card asks it now; what is decided of it is left out. */
export async function questionOf(all: readonly Row[], sql: Sql): Promise<Question | null> {
  const wishes = all.filter(({ status }) => status === 'pending')
  const [first] = wishes
  return first ? { ...first, wishes, askedBy: await nameOf(first.askedBy, sql) } : null
}

/** One line of the audit log about an effect. */
export const note = (
  { via, cause }: Pick<Said, 'via' | 'cause'>,
  effectKey: string,
  what: string,
  person: Pick<Person, 'id'> | null,
  text: string | null,
  context: Pick<LedgerContext, 'sql' | 'clock'>,
): Promise<void> => audit({ cause, about: effectKey, what, by: person?.id ?? null, via, note: text }, context)
