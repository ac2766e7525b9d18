// The agent of payments: links, Stripe's news, refunds, disputes, debts.
import { defineAgent } from '../agent.ts'
import { clientIntents, clientKeywords } from './client.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { commands, keywords } from './keywords.ts'
import { propose } from './propose.ts'
import { reads } from './reads.ts'

export const payments = defineAgent({
  name: 'payments',
  title: 'Платежи',
  code: 'py',
  accepts: [
    'booking.created',
    'booking.returned',
    'booking.cancelled',
    'payment.succeeded',
    'payment.failed',
    'payment.refunded',
    'payment.link.expired',
    'payment.disputed',
    'message.employee',
    'message.incoming',
    'callback.button',
    'reminder.due',
  ],
  intents: {
    payment_link: 'сделать клиенту ссылку на оплату (выставить счёт) по брони: на названную сумму или на остаток долга',
    payment_state: 'узнать, сколько оплачено по брони, какой долг, что со ссылкой на оплату',
  },
  keywords,
  clientIntents,
  clientKeywords,
  commands,
  reads,
  gather,
  decide,
  propose,
})
