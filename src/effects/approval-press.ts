// Whether what was pressed, or replied to, is a card of the question, and whether whoever did it may decide.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'
import { mayDecide } from './approval-policy.ts'
import { nameOf, type Outcome, type Person, type Press, type Row, type Said } from './approval-rows.ts'
import { PRESSED } from './approval-words.ts'
import type { Place } from './catalogue.ts'

/** @returns null when the word counts. */
export async function whyNot(
  { press, word }: Pick<Said, 'press' | 'word'>,
  row: Row,
  person: Person | null,
  { sql, clock }: { sql: Sql; clock: Clock },
): Promise<Outcome | null> {
  const card = press ? await pressedCard(press, row.cards, sql) : null
  if (press) {
    if (!person?.active) return { outcome: 'denied', text: PRESSED.unknown }
    if (!card) return { outcome: 'foreign', text: PRESSED.foreign }
  }
  if (row.status !== 'pending') {
    const by = await nameOf(row.decidedBy, sql)
    return { outcome: 'already', text: PRESSED.already(row.status, by, row.decidedAt ?? clock.now()) }
  }
  if (person && !mayDecide(person, row)) return { outcome: 'denied', text: PRESSED.notYours(row.role) }
  if (press && card?.isLost) await learn(card.key, press, { sql, clock })
  if (press && clock.now() >= row.expiresAt) return { outcome: 'late', text: PRESSED.late }
  // To refuse what one has not seen does no harm; to allow it does.
  if (press && word === 'approve' && press.revision < row.revision) return { outcome: 'stale', text: PRESSED.stale }
  return null
}

interface Sent {
  key: string
  status: string
  seq: string
  createdAt: Date
  place: Place
  receipt: { chatId?: number; messageIds?: number[] } | null
}

/** @returns the effect that sent it; `isLost` where its receipt is lost and this must be it. Null: it is no card of this question. */
async function pressedCard(
  { chatId, messageId, forwarded }: Press,
  cards: readonly string[],
  sql: Sql,
): Promise<{ key: string; isLost: boolean } | null> {
  if (forwarded) return null
  const sent = await sql.query<Sent & Record<string, unknown>>(
    `SELECT sent.key, sent.status, sent.seq::text, sent.created_at AS "createdAt", sent.payload->'place' AS place, sent.receipt
       FROM effects card JOIN effects sent ON sent.key = COALESCE(card.receipt->>'mergedInto', card.key) WHERE card.key = ANY($1) ORDER BY sent.seq`,
    [cards],
  )
  const known = sent.find(({ receipt }) => receipt?.chatId === chatId && receipt.messageIds?.includes(messageId))
  if (known) return { key: known.key, isLost: false }
  for (const card of sent)
    if (['sending', 'uncertain'].includes(card.status) && (await mustBe(card, chatId, messageId, sql)))
      return { key: card.key, isLost: true }
  return null
}

/**
 * Its worker died between sending it and its receipt. It is the one that stands where the card was addressed, is no other message of ours,
 * and came after everything we had sent there before we asked: the numbers of a chat only grow.
 */
async function mustBe({ place, seq, createdAt }: Sent, chatId: number, messageId: number, sql: Sql): Promise<boolean> {
  const [row] = await sql.query<{ isHere: boolean; isOther: boolean; isLater: boolean }>(
    `SELECT ${ADDRESSED} AS "isHere",
       EXISTS (SELECT 1 FROM effects WHERE kind IN ('telegram.message', 'telegram.media') AND receipt->>'chatId' = $1::text
                  AND receipt->'messageIds' @> to_jsonb($2::bigint)) AS "isOther",
       $2::bigint > COALESCE((SELECT (receipt->'messageIds'->>0)::bigint FROM effects
          WHERE kind IN ('telegram.message', 'telegram.media') AND receipt->>'chatId' = $1::text AND seq < $3::bigint AND finished_at <= $4
          ORDER BY (receipt->'messageIds'->>0)::bigint DESC LIMIT 1), 0) AS "isLater"`,
    [String(chatId), messageId, seq, createdAt, JSON.stringify(place)],
  )
  return row?.isHere === true && !row.isOther && row.isLater
}

/** The chats a card may have gone to: of whoever holds the role or stands in for them, of the branch, of the managers. $1 chat, $5 place. */
const ADDRESSED = `(
  EXISTS (SELECT 1 FROM staff WHERE $5::jsonb->>'to' = 'role' AND active AND telegram_id = $1::bigint AND role IN ($5::jsonb->>'role', 'manager')
             AND (branch IS NULL OR $5::jsonb->>'branch' IS NULL OR branch = $5::jsonb->>'branch'))
  OR EXISTS (SELECT 1 FROM chats WHERE id = $1::bigint AND ($5::jsonb->>'to' = 'chat' AND purpose = $5::jsonb->>'purpose'
             OR $5::jsonb->>'to' = 'role' AND purpose = 'branch' AND branch = $5::jsonb->>'branch')))`

/** The press brings the receipt that was lost: from now on the card can be edited, and no other message is taken for it. */
async function learn(key: string, { chatId, messageId }: Press, { sql, clock }: { sql: Sql; clock: Clock }): Promise<void> {
  await sql.query(
    `UPDATE effects SET status = 'sent', error = NULL, finished_at = $4, worker = NULL, lease_until = NULL, not_before = NULL, held = false,
            receipt = jsonb_strip_nulls(jsonb_build_object('chatId', $2::bigint, 'messageIds', jsonb_build_array($3::bigint),
              'before', payload->'before', 'after', payload->'after'))
      WHERE key = $1 AND status IN ('sending', 'uncertain')`,
    [key, chatId, messageId, clock.now()],
  )
}
