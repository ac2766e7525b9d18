// The card of the agent approvals: it carries people's words to the ledger, and asks again when nobody says one.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather, isCard } from './gather.ts'
import { propose } from './propose.ts'

export const approvals = defineAgent({
  name: 'approvals',
  title: 'Согласования',
  code: 'ap',
  accepts: ['callback.button', 'approval.expired', 'message.employee'],
  answers: isCard,
  gather,
  decide,
  propose,
})
