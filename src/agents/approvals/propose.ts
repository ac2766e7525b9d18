// The word as an effect of the same commit, and the answer that waits for what came of it.
import type { Proposal } from '../../effects/catalogue.ts'
import type { ProposeContext } from '../agent.ts'
import type { Decision } from './decide.ts'

export function propose(decision: Decision, { key }: ProposeContext): Proposal[] {
  switch (decision.does) {
    case 'nothing':
      return []
    case 'answer':
      return [{ kind: 'telegram.answer', payload: { callbackQueryId: decision.queryId, text: decision.text, alert: true } }]
    case 'carry':
      return [
        { kind: 'approval.decide', payload: decision.said },
        ...(decision.answer === null
          ? []
          : [
              {
                kind: 'telegram.answer',
                payload: { callbackQueryId: decision.answer.queryId, text: '{{text}}', from: key('approval.decide') },
              } as const,
            ]),
      ]
    case 'say':
      return [{ kind: 'telegram.message', slot: 'reply', payload: { place: decision.thread, html: decision.html } }]
    case 'edit':
      return [
        { kind: 'approval.edit', payload: decision.wish },
        { kind: 'telegram.message', slot: 'reply', payload: { place: decision.thread, html: '{{text}}', from: key('approval.edit') } },
      ]
    case 'ask': {
      const { choice, how, place, card, next } = decision
      const slot = `card-${choice}`
      return [
        { kind: 'telegram.message', slot, payload: { place, ...card, urgent: how === 'escalated' || undefined } },
        { kind: 'approval.remind', payload: { choice, how, card: key('telegram.message', slot) } },
        {
          kind: 'event.defer',
          payload: {
            type: 'approval.expired',
            payload: { subject: next.subject, stage: next.stage, ref: choice, ...(next.branch !== null && { branch: next.branch }) },
            notBefore: next.at.toISOString(),
            timerSlot: `approval-${choice}`,
          },
        },
      ]
    }
  }
}
