// The rule of the duty agent: look the event up in the table of notices, and choose who has to hear it. Pure.
import type { Place } from '../../effects/catalogue.ts'
import type { DecideContext, Decided } from '../agent.ts'
import { decideCompleteness, type Gap } from './completeness.ts'
import type { Facts } from './gather.ts'
import type { Notice } from './notice.ts'
import { decideHooks } from './webhooks.ts'
import { notices } from './words.ts'

export interface Decision extends Decided {
  messages: { slot: string; place: Place; html: string; isUrgent: boolean }[]
  answer: { queryId: string; text: string } | null
  incident: { id: string; kind: string; summary: string } | null
  /** Webhooks at Umnico to be switched on. */
  enable: readonly number[]
  /** What RentProg did not tell us. */
  gaps: readonly Gap[]
  now: Date
}

const MANAGERS: Place = { to: 'chat', purpose: 'managers' }

export function decide(facts: Facts, { clock }: DecideContext): Decision {
  const { event, thread } = facts
  // The table holds a function for each type; which one fits this event is known by its own type only.
  const noticeOf = notices[event.type] as (payload: unknown) => Notice
  const notice = noticeOf(event.payload)
  const summary = 'quiet' in notice ? notice.quiet : notice.summary
  const silent: Decision = { messages: [], answer: null, incident: null, enable: [], gaps: [], now: clock.now(), summary }
  if (facts.completeness !== null) return { ...silent, ...decideCompleteness(facts.completeness, clock.now()) }
  if (facts.hooks !== null) return { ...silent, ...decideHooks(facts.hooks) }
  if ('tell' in notice) return { ...silent, messages: [{ slot: 'manager', place: managerOf(facts), html: notice.tell, isUrgent: false }] }
  if ('reply' in notice && thread !== null)
    return { ...silent, messages: [{ slot: 'reply', place: thread, html: notice.reply, isUrgent: false }] }
  if ('answer' in notice && event.type === 'callback.button')
    return { ...silent, answer: { queryId: event.payload.callbackQueryId, text: notice.answer } }
  return silent
}

const managerOf = ({ branch }: Facts): Place => (branch === null ? MANAGERS : { to: 'role', role: 'manager', branch })
