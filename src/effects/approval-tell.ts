// What becomes of the cards: asked anew with what is different, or closed with what was decided; whoever asked for it hears that.
import { withdrawEvent } from '../inbox/record.ts'
import { approvalCard } from './approval-card.ts'
import { APPROVALS, choiceOf, type LedgerContext, questionOf, type Row } from './approval-rows.ts'
import type { Proposal } from './catalogue.ts'
import { capital } from './words.ts'

/** Type and slot of the timer that belongs to a question. */
const TIMER = { type: 'approval.expired', slot: (choice: string) => `approval-${choice}` } as const

/**
 * The cards ask again, with buttons of their own: whoever presses one of the earlier ones has not seen this.
 * @param remark what is different, HTML.
 * @returns the question as it stands now.
 */
export async function askAnew(choice: string, remark: string, context: LedgerContext): Promise<Row[]> {
  const { sql } = context
  await sql.query(`UPDATE approvals SET revision = revision + 1, remarks = remarks || $2::jsonb WHERE choice = $1 AND status = 'pending'`, [
    choice,
    JSON.stringify([remark]),
  ])
  const all = await choiceOf(choice, sql)
  const question = await questionOf(all, sql)
  const [row] = all
  if (!question || !row) return all
  const card = approvalCard(question, context.clock.now())
  await editCards(
    row,
    (message, index) => ({ slot: `${choice}-${index}-${question.revision}`, payload: { message, ...card } }),
    [],
    context,
  )
  return all
}

/**
 * The cards lose their buttons and say how it ended.
 * @param isLater they had said so before, and it has become different.
 */
export async function closeCards(
  all: readonly Row[],
  { line, chosen, decidedBy, isLater }: { line: string; chosen: Row | null; decidedBy: number | null; isLater?: boolean },
  context: LedgerContext,
): Promise<void> {
  const [row] = all
  if (!row) return
  const again = isLater ? '-undone' : ''
  const picked = all.length > 1 && chosen ? `Выбрано: ${chosen.text}` : null
  const what = all.length > 1 ? all.map(({ text }) => `• ${text}`).join('\n') : capital(row.text)
  const html = [what, row.remarks.at(-1) ?? null, picked, line].filter((part) => part !== null).join('\n\n')
  const asker: Proposal[] =
    row.askedIn && row.askedBy !== null && row.askedBy !== decidedBy
      ? [
          {
            kind: 'telegram.message',
            slot: `told-${row.choice}${again}`,
            payload: { place: row.askedIn, html: `${line}\n${picked ?? what}` },
          },
        ]
      : []
  await editCards(row, (message, index) => ({ slot: `${row.choice}-${index}${again}`, payload: { message, html } }), asker, context)
  const [event] = await context.sql.query<{ subject: string }>('SELECT subject FROM events WHERE id = $1', [row.eventId])
  if (event) await withdrawEvent({ type: TIMER.type, subject: event.subject, slot: TIMER.slot(row.choice), reason: 'decided' }, context)
}

type Edit = Omit<Extract<Proposal, { kind: 'telegram.edit' }>, 'kind'>

const editCards = (
  { eventId, cards }: Row,
  edit: (message: string, index: number) => Edit,
  also: readonly Proposal[],
  { follow }: LedgerContext,
): Promise<void> => {
  const edits = cards.map((message, index): Proposal => ({ kind: 'telegram.edit', ...edit(message, index) }))
  return follow(
    eventId,
    [...edits, ...also].map((proposal) => ({ agent: APPROVALS, proposal })),
  )
}
