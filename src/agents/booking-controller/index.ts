// The booking controller: nobody forgets a planned issue or return.
import { defineAgent } from '../agent.ts'
import { clientIntents, clientKeywords } from './client.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { keywords } from './keywords.ts'
import { propose } from './propose.ts'

export const bookingController = defineAgent({
  name: 'booking-controller',
  title: 'Контролер броней',
  code: 'bk',
  accepts: [
    'booking.created',
    'booking.updated',
    'booking.issue.planned',
    'booking.return.planned',
    'booking.issued',
    'booking.returned',
    'booking.cancelled',
    'check.bookings',
    'reminder.due',
    'message.employee',
    'message.incoming',
    'callback.button',
  ],
  intents: { booking_status: 'узнать о брони по её номеру: состояние, время, авто, ответственный, чего не хватает' },
  commands: { '/booking': { intent: 'booking_status', says: 'что с бронью: состояние, время, чего не хватает' } },
  keywords,
  clientIntents,
  clientKeywords,
  follows: { booking_status: ['booking'] },
  folds: true,
  gather,
  decide,
  propose,
})
