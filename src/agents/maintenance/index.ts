// The card of the agent maintenance: what it takes, and its three steps.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { propose } from './propose.ts'

export const maintenance = defineAgent({
  name: 'maintenance',
  title: 'Обслуживание и техосмотр',
  code: 'mt',
  accepts: ['car.updated'],
  gather,
  decide,
  propose,
})
