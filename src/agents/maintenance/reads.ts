// What a model may ask of service and inspection.
import { z } from 'zod'
import { BRANCHES, Branch } from '../../events/event.ts'
import { defineRead } from '../offer.ts'
import { look } from './look.ts'
import { fleetOf } from './said.ts'
import { listText, statusText, whichCarText } from './words.ts'

export const reads = [
  defineRead({
    name: 'car_care',
    says: 'Обслуживание и техосмотр: одного авто по номеру, иначе чему в филиале скоро срок.',
    source: 'обслуживание и техосмотр',
    action: 'fleet.see',
    input: z.object({ plate: z.string().max(20).nullish(), branch: Branch.nullish() }),
    async answer({ plate, branch: named }, { carId, branch: own }, context) {
      const { read, clock, settings } = context
      const branch = named ?? own
      const now = clock.now()
      const row =
        plate != null ? await read.rental.carByPlate(plate) : carId === null || named != null ? null : await read.rental.car(carId)
      if (plate != null && row === null) return whichCarText(plate)
      if (row === null) return listText(await fleetOf(branch, context), settings, now)
      const car = await look(row, branch ?? BRANCHES[0], context)
      return statusText(car, { settings: settings(car.branch), now })
    },
  }),
]
