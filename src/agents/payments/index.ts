// The agent of payments: links, Stripe's news, refunds, disputes, debts.
import { defineAgent } from '../agent.ts'
import { clientIntents, clientKeywords } from './client.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { commands, intents, keywords } from './keywords.ts'
import { propose } from './propose.ts'
import { reads } from './reads.ts'
import { wishes } from './wishes.ts'

export const payments = defineAgent({
  name: 'payments',
  title: 'Платежи',
  code: 'py',
  // biome-ignore format: a line each for bookings, Stripe and people
  accepts: [
    'booking.created', 'booking.returned', 'booking.cancelled',
    'payment.succeeded', 'payment.failed', 'payment.refunded', 'payment.link.expired', 'payment.disputed',
    'message.employee', 'message.incoming', 'callback.button', 'reminder.due', 'suggestion.taken',
  ],
  intents,
  keywords,
  follows: { payment_state: ['booking'] },
  clientIntents,
  clientKeywords,
  commands,
  reads,
  wishes,
  gather,
  decide,
  propose,
})
