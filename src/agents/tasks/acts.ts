// What the agent of tasks may decide to do; propose.ts turns each act into effects.

import type { TaskColumns, TaskPriority } from '../../effects/catalogue/tasks.ts'
import type { Button, Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { Task } from '../../tools/rental.ts'
import type { Decided, Spoken } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'

/** When somebody has to look at a task again; null: nobody has to. */
export interface Timers {
  remindAt: Date | null
  overdueAt: Date | null
}

export interface NewTask {
  id: string
  title: string
  description: string
  checklist: { title: string; done: boolean }[]
  priority: TaskPriority
  branch: Branch | null
  assigneeId: number
  creatorId: number
  dueAt: Date | null
  carId: number | null
  bookingId: number | null
  clientId: number | null
  createdAt: Date
  /** What amoCRM is given, which knows no task without an hour. */
  amocrm: { dueAt: Date; phone: string | null } | null
}

export type Act =
  | { act: 'create'; task: NewTask; html: string; buttons: Button[][]; yougileText: string; timers: Timers }
  | { act: 'change'; task: Task; set: TaskColumns; log: { by: number | null; text: string; what: 'updated' | 'status_changed' } }
  | { act: 'card'; task: Task; html: string; buttons?: Button[][] }
  | { act: 'timers'; task: Pick<Task, 'id' | 'branch'>; timers: Timers }
  /** Done: its topic is closed, the tasks in YouGile and amoCRM completed. */
  | { act: 'close'; task: Task; by: string }
  | { act: 'note'; task: Task; by: number | null; text: string; what: 'comment' | 'reminder_sent'; phone?: string | null }
  | { act: 'tell'; slot: string; place: Place; html: string; buttons?: Button[][]; urgent?: boolean }
  | { act: 'answer'; queryId: string; text: string; alert: boolean }

export interface Decision extends Decided {
  acts: Act[]
}

type Things = Pick<Task, 'id' | 'carId' | 'bookingId' | 'clientId' | 'branch'>

/** What a task is about: itself, and what it names. */
export const spokenOf = ({ id, carId, bookingId, clientId, branch }: Things): Spoken => ({
  taskId: id,
  ...(carId !== null && { carId }),
  ...(bookingId !== null && { bookingId }),
  ...(clientId !== null && { clientId }),
  ...(branchOf(branch) && { branch: branchOf(branch) }),
})

export const nothing = (summary: string): Decision => ({ acts: [], summary })
