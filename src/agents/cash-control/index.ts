// The card of the agent cash-control: what it takes, and its three steps.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { propose } from './propose.ts'

export const cashControl = defineAgent({
  name: 'cash-control',
  title: 'Кассы',
  code: 'ca',
  accepts: ['cash.collected'],
  gather,
  decide,
  propose,
})
