// The card of the agent service-trips: what it takes, and its three steps.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { propose } from './propose.ts'

export const serviceTrips = defineAgent({
  name: 'service-trips',
  title: 'Служебные поездки',
  code: 'st',
  accepts: ['trip.detected'],
  gather,
  decide,
  propose,
})
