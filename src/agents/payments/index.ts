// The agent of payments: links, Stripe's news, refunds, disputes, debts.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { propose } from './propose.ts'

export const payments = defineAgent({
  name: 'payments',
  title: 'Платежи',
  code: 'py',
  accepts: ['payment.succeeded', 'payment.failed', 'payment.refunded', 'payment.link.expired', 'payment.disputed'],
  gather,
  decide,
  propose,
})
