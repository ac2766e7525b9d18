// What a model may ask of the tasks.
import { z } from 'zod'
import { may } from '../../effects/roles.ts'
import { Branch } from '../../events/event.ts'
import { defineRead } from '../offer.ts'
import { linesOf } from './known.ts'
import { listText } from './words.ts'

export const reads = [
  defineRead({
    name: 'open_tasks',
    says: 'Открытые задачи с исполнителями и сроками: самого сотрудника (mine), его или названного филиала (branch); можно только просроченные.',
    source: 'задачи',
    action: 'task.see',
    input: z.object({ whose: z.enum(['mine', 'branch']), branch: Branch.nullish(), onlyOverdue: z.boolean().nullish() }),
    async answer({ whose, branch: named, onlyOverdue }, { staff, branch: own }, context) {
      const branch = named ?? own ?? undefined
      const allowed = may(staff, 'task.see', whose === 'mine' ? { owners: [staff?.id] } : { branch })
      if (!allowed.yes) return allowed.because
      const rows = await context.read.rental.openTasks(whose === 'mine' ? { assigneeId: allowed.person.id } : { branch })
      const now = context.clock.now()
      const shown = onlyOverdue ? rows.filter(({ dueAt }) => dueAt !== null && dueAt < now) : rows
      const of = { branch: whose === 'mine' ? null : (branch ?? null), isOwn: branch === own, span: null }
      return listText(of, await linesOf(shown, context), now)
    },
  }),
]
