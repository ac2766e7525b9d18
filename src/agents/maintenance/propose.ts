// The acts of the agent of service and inspection as effects.
import type { Proposal } from '../../effects/catalogue.ts'
import type { Timer } from '../../events/clockwork.ts'
import type { ProposeContext } from '../agent.ts'
import type { Act, Decision } from './acts.ts'

export const propose = ({ acts }: Decision, context: ProposeContext): Proposal[] => acts.map((act) => effectOf(act, context))

const laneOf = (carId: number): string => `car:${carId}`

function effectOf(act: Act, { key }: ProposeContext): Proposal {
  switch (act.act) {
    case 'car':
      return { kind: 'car.upsert', slot: `${act.id}`, payload: { id: act.id, set: act.set } }
    case 'inspection':
      return { kind: 'inspection.upsert', slot: act.plate.replaceAll(/[^\x21-\x7e]/g, '_'), payload: { plate: act.plate, set: act.set } }
    case 'service': {
      const card = act.card === undefined ? {} : { cardKey: key('telegram.message', act.card) }
      return { kind: 'service.upsert', slot: `${act.carId}`, payload: { carId: act.carId, set: { ...act.set, ...card } } }
    }
    case 'tell':
      return {
        kind: 'telegram.message',
        slot: act.slot,
        payload: { place: act.to, html: act.html, buttons: act.buttons, urgent: act.isUrgent || undefined },
      }
    case 'edit':
      return { kind: 'telegram.edit', payload: { message: act.message, html: act.html } }
    case 'answer':
      return { kind: 'telegram.answer', payload: { callbackQueryId: act.queryId, text: act.text } }
    case 'incident':
      return { kind: 'incident.open', payload: { id: act.id, kind: 'browser.result', summary: act.summary } }
    case 'wake': {
      const { care, carId, branch, at } = act
      const payload: Timer = { subject: laneOf(carId), stage: `care:${care}`, branch, ref: `${carId}` }
      return {
        kind: 'event.defer',
        slot: `${carId}.${care}`,
        payload: { type: 'reminder.due', payload: { ...payload }, notBefore: at.toISOString(), timerSlot: `care:${care}` },
      }
    }
    case 'drop':
      return {
        kind: 'event.withdraw',
        slot: `${act.carId}.${act.care}`,
        payload: { type: 'reminder.due', subject: laneOf(act.carId), timerSlot: `care:${act.care}`, reason: act.reason },
      }
  }
}
