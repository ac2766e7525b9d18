// The acts of the agent of the cash registers as effects.
import type { Proposal } from '../../effects/catalogue.ts'
import type { Timer } from '../../events/clockwork.ts'
import type { Act, Decision } from './acts.ts'

export const propose = ({ acts }: Decision): Proposal[] => acts.map(effectOf)

/** A person's ladder has one timer, in the lane of their cash. */
const TIMER = { type: 'reminder.due', timerSlot: 'over' } as const
const laneOf = (employeeId: number): string => `cash:${employeeId}`

function effectOf(act: Act): Proposal {
  switch (act.act) {
    case 'enter':
      return { kind: 'cash.entry', slot: `${act.entry.id}`, payload: act.entry }
    case 'balance': {
      const { employeeId, currency, set } = act
      return { kind: 'cash.balance', slot: `${employeeId}.${currency}`, payload: { employeeId, currency, set } }
    }
    case 'tell':
      return { kind: 'telegram.message', slot: act.slot, payload: { place: act.to, html: act.html, buttons: act.buttons } }
    case 'answer':
      return { kind: 'telegram.answer', payload: { callbackQueryId: act.queryId, text: act.text, alert: act.alert } }
    case 'wake': {
      const { employeeId, branch, at } = act
      const payload: Timer = { subject: laneOf(employeeId), stage: TIMER.timerSlot, branch, ref: `${employeeId}` }
      return { kind: 'event.defer', slot: `${employeeId}`, payload: { ...TIMER, payload: { ...payload }, notBefore: at.toISOString() } }
    }
    case 'drop':
      return {
        kind: 'event.withdraw',
        slot: `${act.employeeId}`,
        payload: { ...TIMER, subject: laneOf(act.employeeId), reason: act.reason },
      }
  }
}
