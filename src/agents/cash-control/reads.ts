// What a model may ask of the cash registers.
import { z } from 'zod'
import { may } from '../../effects/roles.ts'
import { Branch } from '../../events/event.ts'
import { isNamed } from '../names-said.ts'
import { defineRead } from '../offer.ts'
import { askedBy, heldText } from './asked.ts'

export const reads = [
  defineRead({
    name: 'cash_held',
    says: 'Сколько наличных на руках: у самого сотрудника, у названного человека, по филиалу.',
    source: 'учёт касс',
    action: 'cash.see',
    input: z.object({ person: z.string().max(100).nullish(), branch: Branch.nullish() }),
    async answer({ person, branch }, { staff, place }, context) {
      const isOther = branch != null || (person != null && !isNamed(person, staff?.name ?? ''))
      const allowed = may(staff, 'cash.see', isOther ? { branch: branch ?? staff?.branch } : { owners: [staff?.id] })
      if (!allowed.yes) return allowed.because
      const { scope, holders } = await askedBy(staff, person ?? '', place, context)
      return heldText({ scope, holders: branch == null ? holders : holders.filter((one) => one.branch === branch) }, context)
    },
  }),
]
