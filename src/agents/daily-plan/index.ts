// The daily plan: what each branch has to do today, in one pinned message that stays true all day.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { keywords } from './keywords.ts'
import { propose } from './propose.ts'
import { reads } from './reads.ts'

export const dailyPlan = defineAgent({
  name: 'daily-plan',
  title: 'План на день',
  code: 'dp',
  accepts: ['daily.plan.generate', 'callback.button', 'message.employee'],
  intents: {
    plan_today: 'показать план филиала на сегодня: выдачи, приемки, перегоны',
    plan_tomorrow: 'показать план филиала на завтра',
  },
  keywords,
  follows: { plan_today: ['day', 'branch'], plan_tomorrow: ['day', 'branch'] },
  commands: { '/plan': { intent: 'plan_today', says: 'план на день' } },
  reads,
  gather,
  decide,
  propose,
})
