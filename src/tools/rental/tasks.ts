// Reads of tasks, of the daily plan, and of the people who do the work.
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts'
import type { DailyPlanModel, StaffModel, TaskModel } from '../../generated/prisma/models.ts'

export type Task = TaskModel
export type DailyPlan = DailyPlanModel
export type TaskWithLog = Prisma.TaskGetPayload<{ include: { log: true } }>

/** An event by which somebody said something. */
export interface Said {
  id: string
  type: string
  payload: unknown
}

export interface TaskReads {
  /** With its log, oldest line first. */
  task(id: string): Promise<TaskWithLog | null>
  /** Not done and not cancelled, the nearest deadline first, those without one last. */
  openTasks(query: { assigneeId?: number; branch?: string; bookingId?: number; carId?: number }): Promise<Task[]>
  /** The message of a client or an employee that the event of that id brought; null when it brought none. */
  said(eventId: string): Promise<Said | null>
  /** @param day ISO date of Asia/Tbilisi. */
  dailyPlan(query: { branch: string; day: string }): Promise<DailyPlan | null>
  /** People who work there now. */
  staffOf(query: { branch?: string }): Promise<StaffModel[]>
  /** People whose name begins with or contains the word, whatever its case; at most ten. */
  staffNamed(word: string): Promise<StaffModel[]>
}

const OPEN = ['todo', 'in_progress', 'blocked']

export function taskReads(prisma: PrismaClient): TaskReads {
  return {
    task: (id) => prisma.task.findUnique({ where: { id }, include: { log: { orderBy: { at: 'asc' } } } }),
    openTasks: ({ assigneeId, branch, bookingId, carId }) =>
      prisma.task.findMany({
        where: { status: { in: OPEN }, assigneeId, branch, bookingId, carId },
        orderBy: [{ dueAt: { sort: 'asc', nulls: 'last' } }, { createdAt: 'asc' }],
      }),
    said: (id) =>
      prisma.event.findFirst({
        where: { id, type: { in: ['message.incoming', 'message.employee'] } },
        select: { id: true, type: true, payload: true },
      }),
    dailyPlan: ({ branch, day }) => prisma.dailyPlan.findUnique({ where: { branch_day: { branch, day: new Date(day) } } }),
    staffOf: ({ branch }) => prisma.staff.findMany({ where: { active: true, branch }, orderBy: { id: 'asc' } }),
    staffNamed: async (word) => {
      // Not by SQL: a database without a locale knows the case of Latin letters only.
      const staff = await prisma.staff.findMany({ where: { active: true }, orderBy: { id: 'asc' } })
      return staff.filter(({ name }) => name.toLowerCase().includes(word.toLowerCase())).slice(0, 10)
    },
  }
}
