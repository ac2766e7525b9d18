// The acts of the agent of payments as effects.
import type { Proposal } from '../../effects/catalogue.ts'
import type { Act, Decision } from './acts.ts'

export const propose = ({ acts }: Decision): Proposal[] => acts.map(effectOf)

function effectOf(act: Act): Proposal {
  switch (act.act) {
    case 'record':
      return { kind: 'payment.record', payload: act.payment }
    case 'save-link':
      return { kind: 'link.upsert', slot: act.id, payload: { id: act.id, set: act.set } }
    case 'tell': {
      const { slot, to, html, buttons, isUrgent } = act
      return { kind: 'telegram.message', slot, payload: { place: to, html, buttons, ...(isUrgent && { urgent: true }) } }
    }
  }
}
