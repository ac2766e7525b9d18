// The rule of approvals: a press is carried to the ledger, a reply changes what is asked, silence is answered by a reminder, the next role, and an end. Pure.
import { addMs, MINUTE_MS } from '../../clock.ts'
import { approvalCard, askedWhere } from '../../effects/approval-card.ts'
import type { EffectPayload, Place } from '../../effects/catalogue.ts'
import { BRANCHES } from '../../events/event.ts'
import type { DecideContext, Decided } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import type { Facts } from './gather.ts'
import { editableOf, type Otherwise, replied } from './replied.ts'
import { ABOVE, detailsText, escalationText, goneText, hintText, reminderText, summaries } from './words.ts'

export type Decision = Decided &
  (
    | { does: 'nothing' }
    /** Who pressed hears what the ledger says of it. */
    | { does: 'carry'; said: EffectPayload<'approval.decide'>; answer: { queryId: string } | null }
    | { does: 'answer'; queryId: string; text: string }
    | Otherwise
    | { does: 'ask'; choice: string; how: 'reminded' | 'escalated'; place: Place; card: ReturnType<typeof approvalCard>; next: Next }
  )

export interface Next {
  subject: string
  stage: 'escalate' | 'expire'
  at: Date
  branch: string | null
}

const WORDS: Readonly<Record<string, 'approve' | 'refuse' | 'edit'>> = { yes: 'approve', no: 'refuse', edit: 'edit' }

export function decide(facts: Facts, { clock, settings }: DecideContext): Decision {
  const { event, ref, asked, askedBy } = facts
  const mine = asked.find((row) => row.ref === ref)
  if (event.type === 'message.employee') return replied(event.payload, facts, settings)
  if (event.type === 'approval.expired') return silence(facts, clock.now(), settings)
  const { callbackQueryId: queryId, data, fromId, chatId, messageId, forwarded } = event.payload
  if (!mine) return { does: 'answer', queryId, text: goneText, summary: summaries.gone }
  const [, , button = '', revision = ''] = data.split('|')
  const word = WORDS[button]
  if (!word) return { does: 'answer', queryId, text: detailsText(mine, askedBy, clock.now()), summary: summaries.details }
  const press = {
    by: fromId,
    chatId,
    messageId,
    revision: /^\d{1,6}$/.test(revision) ? Number(revision) : 0,
    ...(forwarded && { forwarded }),
  }
  const hint = word === 'edit' ? { hint: hintText(asked.map((row) => editableOf(row, settings))) } : {}
  return { does: 'carry', said: { ref, word, press, ...hint }, answer: { queryId }, summary: summaries.word(word) }
}

function silence({ event, asked, askedBy, held }: Facts, now: Date, settings: DecideContext['settings']): Decision {
  const pending = asked.filter(({ status }) => status === 'pending')
  const [first] = pending
  if (!first || event.type !== 'approval.expired') return { does: 'nothing', summary: summaries.settled }
  if (event.payload.stage === 'expire' || now >= first.expiresAt)
    return { does: 'carry', said: { ref: first.ref, word: 'expire' }, answer: null, summary: summaries.expire }
  const branch = branchOf(first.branch ?? undefined) ?? null
  const { approvalEscalateMin } = settings(branch ?? BRANCHES[0])
  const isHigher = event.payload.stage === 'escalate'
  const role = isHigher ? ABOVE[first.role] : first.role
  const soon = addMs(first.createdAt, approvalEscalateMin * MINUTE_MS)
  const { expiresAt, revision } = first
  const question = { wishes: pending, role, branch, askedBy, expiresAt, revision, remarks: first.remarks as string[] }
  return {
    does: 'ask',
    choice: first.choice,
    how: isHigher ? 'escalated' : 'reminded',
    place: askedWhere(role, branch, held[role]),
    card: approvalCard(question, now, isHigher ? escalationText(first.role) : reminderText),
    next: {
      subject: event.payload.subject,
      branch,
      ...(isHigher || soon >= expiresAt ? { stage: 'expire', at: expiresAt } : { stage: 'escalate', at: soon }),
    },
    summary: isHigher ? summaries.escalate : summaries.remind,
  }
}
