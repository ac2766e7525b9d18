// «Как дела в филиале»: what the day holds, and what needs somebody.
import { inTbilisi } from '../../clock.ts'
import { BRANCHES, type Branch } from '../../events/event.ts'
import type { GatherContext } from '../agent.ts'
import { type Asker, branchIn } from '../asker.ts'
import { viewOf } from '../booking-facts.ts'
import { isCancelled, isReturned, isTechnical } from '../booking-state.ts'
import { momentIn } from '../when-said.ts'

export interface BranchDay {
  branch: Branch
  /** Of today: how many there are, and how many are done. */
  issues: { all: number; done: number }
  returns: { all: number; done: number }
  /** Cars that should have been back. */
  late: number
  inRent: number
  incidents: number
  tasks: { open: number; overdue: number }
  /** Clients that wait for an answer. */
  waiting: number
}

export interface BranchFacts {
  days: BranchDay[]
  /** The day that is asked about. */
  on: Date
  now: Date
}

/** The branch that is named, else one's own, else all of them. */
export async function branchFacts(
  text: string,
  asker: Pick<Asker, 'branch'>,
  context: GatherContext,
  known: { branch?: Branch | undefined; on?: Date | undefined } = {},
): Promise<BranchFacts> {
  const named = branchIn(text) ?? known.branch ?? asker.branch
  const now = context.clock.now()
  const on = momentIn(text, now)?.at ?? known.on ?? now
  const days = await Promise.all((named === null ? BRANCHES : [named]).map((branch) => dayOf(branch, on, context)))
  return { days, on, now }
}

async function dayOf(branch: Branch, on: Date, { read: { rental }, clock, settings }: GatherContext): Promise<BranchDay> {
  const now = clock.now()
  const [from, to] = [inTbilisi(on).startOf('day').toJSDate(), inTbilisi(on).endOf('day').toJSDate()]
  const [around, settle, incidents, tasks, clocks] = await Promise.all([
    rental.bookingsAround({ branch, from, to }),
    rental.bookingsToSettle({ branch, since: from }),
    rental.openIncidents({ branch }),
    rental.openTasks({ branch }),
    rental.runningClocks({ branch }),
  ])
  const bookings = around
    .map((row) => viewOf(row))
    .filter((view) => !isCancelled(view) && !view.archived && !isTechnical(view, settings(branch)))
  const within = (at: Date | null) => at !== null && at >= from && at <= to
  const issues = bookings.filter(({ startAt }) => within(startAt))
  const returns = bookings.filter(({ endAt }) => within(endAt))
  const out = settle.filter(({ inRent }) => inRent)
  return {
    branch,
    issues: { all: issues.length, done: issues.filter((view) => view.inRent || isReturned(view)).length },
    returns: { all: returns.length, done: returns.filter((view) => isReturned(view)).length },
    late: out.filter(({ endAt }) => endAt !== null && endAt < now).length,
    inRent: out.length,
    incidents: incidents.length,
    tasks: { open: tasks.length, overdue: tasks.filter(({ dueAt }) => dueAt !== null && dueAt < now).length },
    waiting: clocks.length,
  }
}
