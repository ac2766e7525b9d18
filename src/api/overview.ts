// One look for the person on duty: how much of what, what waits longest, what only a person can move on.
import type { Router } from 'express'
import type { Clock } from '../clock.ts'
import type { Database } from '../db.ts'
import { onlyThese } from './answers.ts'

export interface OverviewOptions {
  db: Pick<Database, 'prisma'>
  clock: Clock
  /** State of each vendor's circuit in this process. */
  circuits: () => Readonly<Record<string, string>>
  /** Each schedule in force: its expression, last and next slot, and how late the last one is where it has not fired. */
  schedules: () => Promise<readonly unknown[]>
}

export function overviewRoute(router: Router, options: OverviewOptions): void {
  router
    .route('/overview')
    .get(async (_req, res) => {
      res.json(await overview(options))
    })
    .all(onlyThese('GET', 'HEAD'))
}

async function overview({ db: { prisma }, clock, circuits, schedules }: OverviewOptions) {
  const [events, effects, deliveries, oldest, clockwork] = await Promise.all([
    prisma.event.groupBy({ by: ['status'], _count: true, orderBy: { status: 'asc' } }),
    prisma.effect.groupBy({ by: ['status'], _count: true, orderBy: { status: 'asc' } }),
    prisma.delivery.groupBy({ by: ['status'], _count: true, orderBy: { status: 'asc' } }),
    prisma.event.findFirst({
      where: { status: { in: ['received', 'queued'] } },
      orderBy: { receivedAt: 'asc' },
      select: { id: true, type: true, subject: true, receivedAt: true },
    }),
    schedules(),
  ])
  const [event, effect, delivery] = [counted(events), counted(effects), counted(deliveries)]
  return {
    at: clock.now(),
    events: event,
    effects: effect,
    deliveries: delivery,
    oldestWaiting: oldest && {
      ...oldest,
      waitingSeconds: Math.max(0, Math.round((clock.now().getTime() - oldest.receivedAt.getTime()) / 1000)),
    },
    deadLetters: { events: (event.dead ?? 0) + (event.partial ?? 0), effects: (effect.failed ?? 0) + (effect.uncertain ?? 0) },
    quarantined: delivery.quarantined ?? 0,
    circuits: circuits(),
    schedules: clockwork,
  }
}

const counted = (groups: readonly { status: string; _count: number }[]): Record<string, number> =>
  Object.fromEntries(groups.map((group) => [group.status, group._count]))
