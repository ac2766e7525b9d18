// What a model may ask of the daily plan.
import { z } from 'zod'
import { inTbilisi } from '../../clock.ts'
import { Branch } from '../../events/event.ts'
import { defineRead } from '../offer.ts'
import { boardHtmls } from './decide.ts'
import { boardOn } from './gather.ts'
import { whichBranchText } from './words.ts'

export const reads = [
  defineRead({
    name: 'day_plan',
    says: 'План филиала на сегодня или завтра: выдачи, приемки, перегоны, кто ответственный, что сделано. Без филиала — свой.',
    source: 'план на день',
    action: 'fleet.see',
    input: z.object({ branch: Branch.nullish(), day: z.enum(['today', 'tomorrow']) }),
    async answer({ branch, day }, asker, context) {
      const of = branch ?? asker.branch
      const now = inTbilisi(context.clock.now())
      const on = (day === 'today' ? now : now.plus({ days: 1 })).toFormat('yyyy-MM-dd')
      return of === null ? whichBranchText : boardHtmls(await boardOn(of, on, context), day, context).join('\n\n')
    },
  }),
]
