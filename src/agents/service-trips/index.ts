// The agent of service trips: a car that moves belongs to a booking or to a permit, or people hear of it.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { keywords } from './keywords.ts'
import { propose } from './propose.ts'

export const serviceTrips = defineAgent({
  name: 'service-trips',
  title: 'Служебные поездки',
  code: 'st',
  accepts: [
    'trip.detected',
    'unauthorized.trip',
    'speeding',
    'battery.low',
    'device.offline',
    'device.state.changed',
    'browser.result',
    'check.starline',
    'callback.button',
    'reminder.due',
    'message.employee',
  ],
  intents: {
    permit_trip: 'разрешить служебную поездку на авто без брони или попросить о ней: номер авто, до какого времени',
    bind_tracker: 'сказать, в каком авто стоит маяк (трекер), который не узнали: номер маяка и номер авто',
  },
  keywords,
  commands: {
    '/trip': { intent: 'permit_trip', says: 'разрешить служебную поездку' },
    '/tracker': { intent: 'bind_tracker', says: 'сказать, в каком авто маяк' },
  },
  gather,
  decide,
  propose,
})
