// What the clock tells us: scheduled checks, and timers that an earlier event has set.
import { z } from 'zod'
import { Branch, defineEvent } from './event.ts'

const Check = z.object({
  branch: Branch,
  /** The slot of the schedule this tick stands for, UTC. */
  slotAt: z.iso.datetime({ offset: true }).optional(),
})

const check = <const T extends string>(type: T) =>
  defineEvent(type, Check, {
    sources: ['cron'],
    subject: (p) => `check:${type.replace(/^check\./, '')}:${p.branch}`,
    priority: 'low',
  })

/** A check of the whole house, or of one branch. */
const HouseCheck = Check.extend({ branch: Branch.optional() })

const houseCheck = <const T extends string>(type: T) =>
  defineEvent(type, HouseCheck, {
    sources: ['cron'],
    subject: (p) => `check:${type.replace(/^check\./, '')}:${p.branch ?? 'all'}`,
    priority: 'low',
  })

const DailyPlan = Check.extend({
  /** What a plan shows has changed: it is brought up to date where there is one, never begun. */
  refresh: z.boolean().optional(),
})

/** A timer stays in the lane of the event that set it, which `event.defer` names. */
const Timer = z.object({
  subject: z.string().min(1),
  /** What the agent that set it wants to be reminded of, e.g. `issue:T+15`. */
  stage: z.string(),
  branch: Branch.optional(),
  booking_id: z.number().int().optional(),
  planned_at: z.iso.datetime({ offset: true }).optional(),
  /** Whatever else it is about: a conversation, a task, a link. */
  ref: z.string().min(1).max(200).optional(),
})
export type Timer = z.infer<typeof Timer>

const timer = <const T extends string>(type: T) =>
  defineEvent(type, Timer, { sources: ['internal'], subject: (p) => p.subject, priority: 'high' })

export const clockworkEvents = [
  check('check.cash'),
  check('check.bookings'),
  check('check.to'),
  check('check.starline'),
  houseCheck('check.canary'),
  check('check.completeness'),
  houseCheck('check.webhooks'),
  check('cash.reconcile'),
  defineEvent('daily.plan.generate', DailyPlan, { sources: ['cron', 'internal'], subject: (p) => `plan:${p.branch}`, priority: 'normal' }),
  timer('sla.due'),
  timer('reminder.due'),
  timer('approval.expired'),
  timer('task.overdue'),
] as const
