// Reads of what a daily plan shows: a day's bookings of a branch, and the rows that belong to them.
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts'
import type { BookingModel, CarModel, DailyPlanModel } from '../../generated/prisma/models.ts'

type OperationWithItems = Prisma.OperationGetPayload<{ include: { items: true } }>

export interface PlanQuery {
  branch: string
  /** The day: from its first instant to the first one of the next. */
  from: Date
  to: Date
  /** Cars that should have come back since then and have not. */
  returnsSince: Date
  /** Issues of the days since then that nobody has posted. */
  issuesSince: Date
  /** Issues of all branches until then: their cars may have to be moved. */
  movesUntil: Date
}

export interface PlanReads {
  /** Whatever may stand in a plan of that day, cancelled bookings among it; whoever reads it decides. */
  bookingsForPlan(query: PlanQuery): Promise<BookingModel[]>
  bookingsWithIds(ids: readonly number[]): Promise<BookingModel[]>
  carsWithIds(ids: readonly number[]): Promise<CarModel[]>
  /** The handovers of these bookings, with their items in order. */
  operationsOf(bookingIds: readonly number[]): Promise<OperationWithItems[]>
  /** Handovers that stand in a plan and whose card is not open yet, nearest planned time first. */
  plannedOperations(query: { carId?: number }): Promise<OperationWithItems[]>
  /** Which of these messages (effect keys) Telegram never took, and which it has no more: somebody deleted them. */
  lostMessages(keys: readonly string[]): Promise<{ unsent: string[]; gone: string[] }>
  /** The plan of that day (ISO date of Asia/Tbilisi) or of the nearest one before it. */
  lastPlan(query: { branch: string; until: string }): Promise<DailyPlanModel | null>
}

/** As Telegram says it of an edit. */
const GONE = ['message to edit not found', 'MESSAGE_ID_INVALID']

const withItems = { items: { orderBy: { position: 'asc' } } } as const

export function planReads(prisma: PrismaClient): PlanReads {
  return {
    bookingsForPlan: ({ branch, from, to, returnsSince, issuesSince, movesUntil }) =>
      prisma.booking.findMany({
        where: {
          OR: [
            { branch, startAt: { gte: from, lt: to } },
            { branch, endAt: { gte: from, lt: to } },
            { branch, inRent: true, endAt: { gte: returnsSince, lt: from } },
            { branch, inRent: false, startAt: { gte: issuesSince, lt: from } },
            { startAt: { gte: from, lt: movesUntil } },
          ],
        },
        orderBy: { id: 'asc' },
      }),
    bookingsWithIds: (ids) => prisma.booking.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: 'asc' } }),
    carsWithIds: (ids) => prisma.car.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: 'asc' } }),
    operationsOf: (bookingIds) =>
      prisma.operation.findMany({ where: { bookingId: { in: [...bookingIds] } }, orderBy: { bookingId: 'asc' }, include: withItems }),
    plannedOperations: ({ carId }) =>
      prisma.operation.findMany({ where: { status: 'planned', carId }, orderBy: { plannedAt: 'asc' }, include: withItems }),
    async lostMessages(keys) {
      const [unsent, edits] = await Promise.all([
        prisma.effect.findMany({ where: { key: { in: [...keys] }, status: { in: ['failed', 'skipped'] } }, select: { key: true } }),
        prisma.effect.findMany({
          where: {
            target: { in: keys.map((key) => `message:${key}`) },
            kind: 'telegram.edit',
            status: 'failed',
            OR: GONE.map((contains) => ({ error: { contains } })),
          },
          select: { target: true },
        }),
      ])
      return { unsent: unsent.map(({ key }) => key), gone: [...new Set(edits.map(({ target }) => target.slice('message:'.length)))] }
    },
    lastPlan: ({ branch, until }) =>
      prisma.dailyPlan.findFirst({ where: { branch, day: { lte: new Date(until) } }, orderBy: { day: 'desc' } }),
  }
}
