// Tasks of people: our own rows, YouGile's tasks, amoCRM's tasks and notes; and the daily plan.
import { z } from 'zod'
import { Branch } from '../../events/event.ts'
import { At, ChecklistItem, Day, EffectKey, Id } from './shapes.ts'

export const TASK_STATUSES = ['todo', 'in_progress', 'blocked', 'done', 'cancelled'] as const
export const TaskStatus = z.enum(TASK_STATUSES)
export type TaskStatus = z.infer<typeof TaskStatus>
export const TaskPriority = z.enum(['low', 'normal', 'high', 'urgent'])
export type TaskPriority = z.infer<typeof TaskPriority>

const TaskColumns = z.object({
  title: z.string().min(1).max(500).optional(),
  description: z.string().optional(),
  status: TaskStatus.optional(),
  priority: TaskPriority.optional(),
  branch: Branch.nullish(),
  assigneeId: z.number().int().nullish(),
  creatorId: z.number().int().nullish(),
  dueAt: At.nullish(),
  snoozeUntil: At.nullish(),
  source: z.enum(['jarvis', 'agent', 'rentprog', 'human']).optional(),
  carId: Id.nullish(),
  bookingId: Id.nullish(),
  clientId: Id.nullish(),
  checklist: z.array(ChecklistItem).optional(),
  cardKey: EffectKey.nullish(),
  yougileKey: EffectKey.nullish(),
  amocrmKey: EffectKey.nullish(),
  stage: z.string().nullish(),
  createdAt: At.optional(),
  doneAt: At.nullish(),
})
export type TaskColumns = z.infer<typeof TaskColumns>

/** Ours: short, for buttons and topics. */
const TaskId = z.string().regex(/^[\w-]{1,60}$/)

/** Whose card in amoCRM it concerns: named, or found by the client's phone. Neither: a task of nobody's. */
const Deal = {
  entity: z.object({ type: z.enum(['leads', 'contacts']), id: Id }).optional(),
  phone: z.string().max(40).optional(),
}

export const taskKinds = {
  'task.upsert': z.object({ id: TaskId, set: TaskColumns }),
  'task.log': z.object({
    taskId: TaskId,
    what: z.enum(['created', 'updated', 'status_changed', 'reminder_sent', 'comment']),
    by: z.number().int().optional(),
    text: z.string().max(2_000).optional(),
  }),
  'yougile.task': z.object({
    title: z.string().min(1).max(500),
    description: z.string().default(''),
    branch: Branch.optional(),
    /** Staff id; whoever has no YouGile user leaves the task unassigned, the name stands in the description. */
    assigneeId: z.number().int().optional(),
    deadline: At.optional(),
    checklist: z.object({ title: z.string(), items: z.array(ChecklistItem) }).optional(),
    urgent: z.boolean().optional(),
  }),
  'yougile.comment': z.object({ task: EffectKey, text: z.string().min(1).max(10_000) }),
  'yougile.update': z.object({
    task: EffectKey,
    completed: z.boolean().optional(),
    deadline: At.optional(),
    /** Staff id. */
    assigneeId: z.number().int().optional(),
    checklist: z.object({ title: z.string(), items: z.array(ChecklistItem) }).optional(),
  }),
  'amocrm.task': z.object({
    text: z.string().min(1).max(2_000),
    dueAt: At,
    /** Staff id; whoever has no amoCRM user leaves it with the integration's own. */
    assigneeId: z.number().int().optional(),
    ...Deal,
  }),
  'amocrm.complete': z.object({ task: EffectKey, result: z.string().min(1).max(2_000) }),
  'amocrm.note': z.object({ text: z.string().min(1).max(5_000), ...Deal }),
  /** Which messages show the plan of a day, and what they show. */
  'plan.upsert': z.object({ branch: Branch, day: Day, messages: z.array(EffectKey), shown: z.array(z.string()) }),
} as const
