// The agent of the cash registers: who holds how much, who holds too much, and whether RentProg agrees.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { keywords } from './keywords.ts'
import { propose } from './propose.ts'
import { reads } from './reads.ts'

export const cashControl = defineAgent({
  name: 'cash-control',
  title: 'Кассы',
  code: 'ca',
  accepts: ['cash.collected', 'cash.reconcile', 'check.cash', 'reminder.due', 'callback.button', 'message.employee'],
  follows: { cash_holdings: ['branch', 'person', 'day'] },
  commands: { '/cash': { intent: 'cash_holdings', says: 'сколько наличных на руках' } },
  intents: { cash_holdings: 'узнать, сколько наличных на руках: у себя, у сотрудника, по филиалу' },
  keywords,
  reads,
  gather,
  decide,
  propose,
})
