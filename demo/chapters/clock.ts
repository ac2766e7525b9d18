// The clock: the plan of the morning, and the checks nobody sees unless they find something.
import type { Fleet } from '../fleet.ts'
import { type Line, strikes } from '../line.ts'

export function morning({ at: { batumi } }: Fleet): Line[] {
  return [
    strikes('eight in the morning: the plan of the day', 'daily.plan.generate', batumi.branch, {
      type: 'daily.plan.generate',
      effects: [],
    }),
  ]
}

const CHECKS = [
  ['every quarter of an hour: bookings', 'check.bookings'],
  ['every five minutes: who is on the road', 'check.starline'],
  ['nine o’clock: service and inspections', 'check.to'],
  ['eight in the evening: cash', 'check.cash'],
  ['four at night: cash against RentProg', 'cash.reconcile'],
  ['every hour: what RentProg did not tell', 'check.completeness'],
] as const

export function clock({ at: { tbilisi } }: Fleet): Line[] {
  return [
    ...CHECKS.map(([title, type]) => strikes(title, type, tbilisi.branch, { type, effects: [] })),
    strikes('every ten minutes: are we still called', 'check.webhooks', undefined, { type: 'check.webhooks', effects: [] }),
    strikes('the canary', 'check.canary', undefined, { type: 'check.canary', effects: [], silent: true }),
  ]
}
