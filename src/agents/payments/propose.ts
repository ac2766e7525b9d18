// The acts of the agent of payments as effects.
import type { Proposal } from '../../effects/catalogue.ts'
import type { ProposeContext } from '../agent.ts'
import { proposeNote } from '../client-ask.ts'
import type { Act, Decision } from './acts.ts'
import { CARD } from './link-id.ts'

export const propose = ({ acts }: Decision, context: ProposeContext): Proposal[] => acts.map((act) => effectOf(act, context))

function effectOf(act: Act, { key }: ProposeContext): Proposal {
  switch (act.act) {
    case 'record':
      return { kind: 'payment.record', payload: act.payment }
    case 'save-link':
      return { kind: 'link.upsert', slot: act.id, payload: { id: act.id, set: act.set } }
    case 'tell': {
      const { slot, to, html, buttons, isUrgent } = act
      return { kind: 'telegram.message', slot, payload: { place: to, html, buttons, ...(isUrgent && { urgent: true }) } }
    }
    case 'make-link':
      return { kind: 'stripe.link', payload: act.link }
    case 'post-link':
      return {
        kind: 'telegram.message',
        slot: CARD,
        payload: { place: act.to, html: act.html, buttons: act.buttons, from: key('stripe.link') },
      }
    case 'card':
      return { kind: 'telegram.edit', slot: CARD, payload: { message: act.key, html: act.html, buttons: act.buttons } }
    case 'close-link':
      return { kind: 'stripe.deactivate-link', slot: act.linkId, payload: { linkId: act.linkId } }
    case 'remind':
      return {
        kind: 'event.defer',
        slot: `${act.subject}.${act.stage}`.replaceAll(':', '.'),
        payload: {
          type: 'reminder.due',
          payload: { subject: act.subject, stage: act.stage, ...act.about },
          notBefore: act.at.toISOString(),
          timerSlot: act.stage,
        },
      }
    case 'reply-client':
      return { kind: 'umnico.reply', payload: { leadId: act.leadId, realId: act.realId, saId: act.saId, text: act.text } }
    case 'note':
      return proposeNote(act.note)
    case 'answer':
      return { kind: 'telegram.answer', payload: { callbackQueryId: act.queryId, text: act.text.slice(0, 200), alert: act.alert } }
  }
}
