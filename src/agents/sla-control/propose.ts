// The decision of SLA control as effects.
import type { Proposal } from '../../effects/catalogue.ts'
import type { Timer } from '../../events/clockwork.ts'
import type { Decision } from './decide.ts'
import { laneOf, TIMER_SLOT } from './ladder.ts'

export function propose({ leadId, branch, clock, timer, outgoingAt, tells }: Decision): Proposal[] {
  const effects: Proposal[] = []
  if (clock !== null) effects.push({ kind: 'sla.upsert', payload: { leadId, set: clock } })
  if (outgoingAt !== null)
    effects.push({ kind: 'conversation.upsert', payload: { leadId, set: { lastOutgoingAt: outgoingAt.toISOString() } } })
  if (timer === 'stop')
    effects.push({
      kind: 'event.withdraw',
      payload: { type: 'sla.due', subject: laneOf(leadId), timerSlot: TIMER_SLOT, reason: 'клиенту ответили' },
    })
  else if (timer !== null) {
    const payload: Timer = { subject: laneOf(leadId), stage: timer.stage, ref: leadId, ...(branch !== null && { branch }) }
    effects.push({ kind: 'event.defer', payload: { type: 'sla.due', payload, notBefore: timer.at.toISOString(), timerSlot: TIMER_SLOT } })
  }
  for (const { stage, place, html, urgent } of tells)
    effects.push({ kind: 'telegram.message', slot: stage, payload: { place, html, ...(urgent && { urgent }) } })
  return effects
}
