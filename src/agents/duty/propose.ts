// The duty agent's decision as effects.
import type { Proposal } from '../../effects/catalogue.ts'
import type { Decision } from './decide.ts'

export const propose = ({ messages, answer, incident }: Decision): Proposal[] => [
  ...(incident === null ? [] : [{ kind: 'incident.open', payload: incident } as const]),
  ...messages.map(
    ({ slot, place, html, isUrgent }): Proposal => ({
      kind: 'telegram.message',
      slot,
      payload: { place, html, ...(isUrgent && { urgent: true }) },
    }),
  ),
  ...(answer === null ? [] : [{ kind: 'telegram.answer', payload: { callbackQueryId: answer.queryId, text: answer.text } } as const]),
]
