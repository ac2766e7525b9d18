// The card of the agent payments: what it takes, and its three steps.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { propose } from './propose.ts'

export const payments = defineAgent({
  name: 'payments',
  title: 'Платежи',
  code: 'py',
  accepts: ['payment.succeeded'],
  gather,
  decide,
  propose,
})
