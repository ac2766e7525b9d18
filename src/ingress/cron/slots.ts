// The slots of a cron expression on the clocks of Tbilisi. The rest of the house sees instants only.
import { CronExpressionParser } from 'cron-parser'
import { addMs, ZONE } from '../../clock.ts'

const parse = (cron: string, from: Date) => CronExpressionParser.parse(cron, { currentDate: from, tz: ZONE })

/** Everything the expression names up to this instant, it included, newest first; without end, so take what you need. */
export function* slotsBack(cron: string, from: Date): Generator<Date, never> {
  // What stands exactly at the start would be left out.
  const expression = parse(cron, addMs(from, 1))
  for (;;) yield expression.prev().toDate()
}

export const lastSlot = (cron: string, at: Date): Date => slotsBack(cron, at).next().value

/** The first one after this instant. */
export const nextSlot = (cron: string, at: Date): Date => parse(cron, at).next().toDate()

const ANY_DAY = new Date('2030-01-01T00:00:00Z')

/** @returns what is wrong with an expression, or null. */
export function flawOf(cron: string): string | null {
  const fields = cron.split(' ')
  if (fields.length !== 5 && fields.length !== 6) return 'it needs five fields, or six with seconds first'
  // The parser knows it as "some value", another one in every replica.
  if (fields.some((field) => /(?:^|,)H/.test(field))) return 'H means something else in every process'
  try {
    nextSlot(cron, ANY_DAY)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
