// The rule of approvals: a press is carried to the ledger, silence is answered by a reminder, the next role, and an end. Pure.
import { addMs, MINUTE_MS } from '../../clock.ts'
import type { EffectPayload, Place } from '../../effects/catalogue.ts'
import { BRANCHES } from '../../events/event.ts'
import type { DecideContext, Decided } from '../agent.ts'
import { approvalCard, askedWhere, type DecidingRole } from '../approval-card.ts'
import { branchOf } from '../booking-facts.ts'
import type { Facts } from './gather.ts'
import { ABOVE, detailsText, escalationText, goneText, reminderText, summaries } from './words.ts'

export type Decision = Decided &
  (
    | { does: 'nothing' }
    /** Who pressed hears what the ledger says of it. */
    | { does: 'carry'; said: EffectPayload<'approval.decide'>; answer: { queryId: string } | null }
    | { does: 'answer'; queryId: string; text: string }
    | { does: 'ask'; choice: string; how: 'reminded' | 'escalated'; place: Place; card: ReturnType<typeof approvalCard>; next: Next }
  )

export interface Next {
  subject: string
  stage: 'escalate' | 'expire'
  at: Date
  branch: string | null
}

const WORDS: Readonly<Record<string, 'approve' | 'refuse'>> = { yes: 'approve', no: 'refuse' }

export function decide(facts: Facts, { clock, settings }: DecideContext): Decision {
  const { event, ref, asked, askedBy } = facts
  const mine = asked.find((row) => row.ref === ref)
  if (event.type === 'approval.expired') return silence(facts, clock.now(), settings)
  const { callbackQueryId: queryId, data, fromId, chatId, messageId } = event.payload
  if (!mine) return { does: 'answer', queryId, text: goneText, summary: summaries.gone }
  const word = WORDS[data.split('|')[2] ?? '']
  if (word)
    return {
      does: 'carry',
      said: { ref, word, press: { by: fromId, chatId, messageId } },
      answer: { queryId },
      summary: summaries.word(word),
    }
  return { does: 'answer', queryId, text: detailsText(mine, askedBy, clock.now()), summary: summaries.details }
}

function silence({ event, asked, askedBy, held }: Facts, now: Date, settings: DecideContext['settings']): Decision {
  const pending = asked.filter(({ status }) => status === 'pending')
  const [first] = pending
  if (!first || event.type !== 'approval.expired') return { does: 'nothing', summary: summaries.settled }
  if (event.payload.stage === 'expire' || now >= first.expiresAt)
    return { does: 'carry', said: { ref: first.ref, word: 'expire' }, answer: null, summary: summaries.expire }
  const branch = branchOf(first.branch ?? undefined) ?? null
  const { approvalEscalateMin } = settings(branch ?? BRANCHES[0])
  const role = first.role as DecidingRole
  const isHigher = event.payload.stage === 'escalate'
  const soon = addMs(first.createdAt, approvalEscalateMin * MINUTE_MS)
  const wishes = pending.map((row) => ({ ref: row.ref, text: row.text, wantedBy: null }))
  const { expiresAt } = first
  const again = isHigher ? escalationText(role) : reminderText
  return {
    does: 'ask',
    choice: first.choice,
    how: isHigher ? 'escalated' : 'reminded',
    place: isHigher ? askedWhere(ABOVE[role], branch, held.above) : askedWhere(role, branch, held.now),
    card: approvalCard({ wishes, role: isHigher ? ABOVE[role] : role, branch, askedBy, expiresAt, now, again }),
    next: {
      subject: event.payload.subject,
      branch,
      ...(isHigher || soon >= expiresAt ? { stage: 'expire', at: expiresAt } : { stage: 'escalate', at: soon }),
    },
    summary: isHigher ? summaries.escalate : summaries.remind,
  }
}
