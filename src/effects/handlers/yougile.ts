// The handlers of everything that goes out to YouGile.
import { MINUTE_MS } from '../../clock.ts'
import { Refused } from '../../errors.ts'
import type { EffectPayload } from '../catalogue.ts'
import type { Handler, HandlerContext, Receipt } from '../handler.ts'

const callOf = ({ key, critical }: HandlerContext) => ({ effectKey: key, critical })
const msOf = (at: string | undefined): number | undefined => (at === undefined ? undefined : Date.parse(at))

export const yougileTask: Handler<'yougile.task'> = {
  async perform({ title, description, branch, assigneeId, deadline, checklist, urgent }, context) {
    const assignee = assigneeId === undefined ? null : await context.db.prisma.staff.findUnique({ where: { id: assigneeId } })
    const unassigned = assignee && !assignee.yougileId ? `Исполнитель: ${assignee.name}` : ''
    const task = await context.tools.yougile.write.createTask(
      {
        title,
        description: [description, unassigned].filter(Boolean).join('\n\n'),
        branch,
        assigned: assignee?.yougileId ? [assignee.yougileId] : undefined,
        deadlineMs: msOf(deadline),
        checklist,
        urgent,
      },
      callOf(context),
    )
    return { taskId: task.id }
  },
}

export const yougileUpdate: Handler<'yougile.update'> = {
  async perform({ task, completed, deadline, assigneeId, checklist }, context) {
    const id = taskOf(await context.receiptOf(task), task)
    const assignee = assigneeId === undefined ? null : await context.db.prisma.staff.findUnique({ where: { id: assigneeId } })
    // Whoever has no YouGile: then it is nobody's there, rather than still somebody else's.
    const assigned = assigneeId === undefined ? undefined : assignee?.yougileId ? [assignee.yougileId] : []
    await context.tools.yougile.write.updateTask({ id, completed, deadlineMs: msOf(deadline), assigned, checklist }, callOf(context))
    return { taskId: id }
  },
}

export const yougileComment: Handler<'yougile.comment'> = {
  async perform({ task, text }, context) {
    const taskId = taskOf(await context.receiptOf(task), task)
    const message = await context.tools.yougile.write.comment({ chatId: taskId, text }, callOf(context))
    return { taskId, messageId: message.id }
  },
  find: readBack,
}

/** Our clock and YouGile's may differ a little. */
const SKEW_MS = 2 * MINUTE_MS

/** The same words in the chat of the task since this effect was planned, unless another effect has put them there. */
async function readBack({ task, text }: EffectPayload<'yougile.comment'>, context: HandlerContext): Promise<Receipt | null> {
  const { key, db, clock, tools } = context
  const chatId = taskOf(await context.receiptOf(task), task)
  const row = await db.prisma.effect.findUnique({ where: { key }, select: { createdAt: true } })
  const sinceMs = (row?.createdAt ?? clock.now()).getTime() - SKEW_MS
  const written = (await tools.yougile.read.messages({ chatId, sinceMs })).filter((message) => message.text.trim() === text.trim())
  const others = await db.query<{ id: string }>(
    `SELECT receipt->>'messageId' AS id FROM effects WHERE kind = 'yougile.comment' AND key <> $1 AND receipt->>'messageId' = ANY($2)`,
    [key, written.map(({ id }) => String(id))],
  )
  const found = written.find(({ id }) => !others.some((other) => other.id === String(id)))
  return found ? { taskId: chatId, messageId: found.id } : null
}

function taskOf({ taskId }: Receipt, key: string): string {
  if (typeof taskId !== 'string') throw new Refused(`effect ${key} left no task behind`, { code: 'no-task' })
  return taskId
}
