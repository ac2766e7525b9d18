// Reads of tasks, of the daily plan, and of the people who do the work.
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts'
import type { DailyPlanModel, StaffModel, TaskModel } from '../../generated/prisma/models.ts'

export type Task = TaskModel
export type DailyPlan = DailyPlanModel
export type TaskWithLog = Prisma.TaskGetPayload<{ include: { log: true } }>

export interface TaskReads {
  /** With its log, oldest line first. */
  task(id: string): Promise<TaskWithLog | null>
  /** Not done and not cancelled, the nearest deadline first, those without one last. */
  openTasks(query: { assigneeId?: number; branch?: string; bookingId?: number; carId?: number }): Promise<Task[]>
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
    dailyPlan: ({ branch, day }) => prisma.dailyPlan.findUnique({ where: { branch_day: { branch, day: new Date(day) } } }),
    staffOf: ({ branch }) => prisma.staff.findMany({ where: { active: true, branch }, orderBy: { id: 'asc' } }),
    staffNamed: (word) =>
      prisma.staff.findMany({ where: { active: true, name: { contains: word, mode: 'insensitive' } }, orderBy: { id: 'asc' }, take: 10 }),
  }
}
