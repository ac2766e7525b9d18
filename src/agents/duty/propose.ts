// The duty agent's decision as effects.
import type { Proposal } from '../../effects/catalogue.ts'
import { synthetic } from './completeness.ts'
import type { Decision } from './decide.ts'

export const propose = ({ messages, answer, incident, enable, gaps, now }: Decision): Proposal[] => [
  ...(incident === null ? [] : [{ kind: 'incident.open', payload: incident } as const]),
  ...messages.map(
    ({ slot, place, html, isUrgent }): Proposal => ({
      kind: 'telegram.message',
      slot,
      payload: { place, html, ...(isUrgent && { urgent: true }) },
    }),
  ),
  ...(answer === null ? [] : [{ kind: 'telegram.answer', payload: { callbackQueryId: answer.queryId, text: answer.text } } as const]),
  ...enable.map((webhookId): Proposal => ({ kind: 'umnico.enable-webhook', slot: `hook-${webhookId}`, payload: { webhookId } })),
  ...gaps.map((gap): Proposal => ({ kind: 'event.defer', slot: `${gap.payload.booking_id}`, payload: synthetic(gap, now) })),
]
