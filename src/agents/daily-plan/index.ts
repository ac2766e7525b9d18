// The card of the agent daily-plan: what it takes, and its three steps.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { propose } from './propose.ts'

export const dailyPlan = defineAgent({
  name: 'daily-plan',
  title: 'План на день',
  code: 'dp',
  accepts: ['daily.plan.generate'],
  gather,
  decide,
  propose,
})
