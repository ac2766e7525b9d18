// The parts of YouGile's tasks and messages we read, and how the changes we write look on the wire.
import { z } from 'zod'

const Item = z.object({ title: z.string(), isCompleted: z.boolean().catch(false) })
const Checklist = z.object({ title: z.string().catch(''), items: z.array(Item).catch([]) })

export const YougileTask = z.object({
  id: z.string(),
  title: z.string().catch(''),
  completed: z.boolean().catch(false),
  archived: z.boolean().catch(false),
  deleted: z.boolean().catch(false),
  columnId: z.string().nullish().catch(null),
  assigned: z.array(z.string()).catch([]),
  /** Milliseconds since 1970. */
  deadline: z.object({ deadline: z.number() }).nullish().catch(null),
  checklists: z.array(Checklist).catch([]),
})
export type YougileTask = z.infer<typeof YougileTask>

export const Message = z.object({ id: z.number(), text: z.string().catch(''), fromUserId: z.string().nullish().catch(null) })
export const User = z.object({ id: z.string(), email: z.string().nullish().catch(null), realName: z.string().nullish().catch(null) })

/** What a task may be given; a checklist replaces the whole list. */
export const Changes = z.object({
  completed: z.boolean().optional(),
  deadlineMs: z.number().int().optional(),
  /** Replaces whoever it is assigned to. */
  assigned: z.array(z.string()).optional(),
  checklist: z.object({ title: z.string(), items: z.array(z.object({ title: z.string(), done: z.boolean() })) }).optional(),
})
export const NewTask = Changes.extend({
  title: z.string().min(1),
  description: z.string().optional(),
  branch: z.string().optional(),
  urgent: z.boolean().optional(),
})

/** Documented as required inside a deadline, though often not. */
const NO_LINKS = { blockedPoints: [], links: [] }

export function changesOf({ completed, deadlineMs, assigned, checklist }: z.output<typeof Changes>) {
  return {
    completed,
    assigned,
    deadline: deadlineMs === undefined ? undefined : { deadline: deadlineMs, withTime: true, ...NO_LINKS },
    checklists: checklist && [{ title: checklist.title, items: checklist.items.map(({ title, done }) => ({ title, isCompleted: done })) }],
  }
}
