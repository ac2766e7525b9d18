// The acts of the agent of tasks as effects.
import type { EffectPayload, Place, Proposal } from '../../effects/catalogue.ts'
import type { Timer } from '../../events/clockwork.ts'
import type { Task } from '../../tools/rental.ts'
import type { ProposeContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import type { Act, Decision, NewTask, Timers } from './acts.ts'

export const propose = ({ acts }: Decision, context: ProposeContext): Proposal[] => acts.flatMap((act) => effectsOf(act, context))

function effectsOf(act: Act, context: ProposeContext): Proposal[] {
  switch (act.act) {
    case 'create':
      return creation(act, context)
    case 'change':
      return changed(act)
    case 'card':
      return act.task.cardKey === null
        ? []
        : [{ kind: 'telegram.edit', slot: 'card', payload: { message: act.task.cardKey, html: act.html, buttons: act.buttons } }]
    case 'timers':
      return timing(act.task, act.timers)
    case 'close':
      return closing(act)
    case 'note':
      return noted(act)
    case 'tell':
      return [
        {
          kind: 'telegram.message',
          slot: act.slot,
          payload: { place: act.place, html: act.html, buttons: act.buttons, ...(act.urgent && { urgent: true }) },
        },
      ]
    case 'answer':
      return [{ kind: 'telegram.answer', payload: { callbackQueryId: act.queryId, text: act.text, alert: act.alert } }]
  }
}

type Of<Name extends Act['act']> = Extract<Act, { act: Name }>

const topicOf = ({ id, title }: Pick<Task, 'id' | 'title'>): Place => ({ to: 'task', id, name: title.slice(0, 120) })

function creation({ task, html, buttons, yougileText, timers }: Of<'create'>, { key }: ProposeContext): Proposal[] {
  const { id, createdAt, dueAt, amocrm, ...set } = task
  const deadline = dueAt?.toISOString()
  const yougile: EffectPayload<'yougile.task'> = {
    title: task.title,
    description: yougileText,
    assigneeId: task.assigneeId,
    ...(task.branch !== null && { branch: task.branch }),
    ...(deadline !== undefined && { deadline }),
    ...(task.checklist.length > 0 && { checklist: checklist(task.checklist) }),
    ...(task.priority === 'urgent' && { urgent: true }),
  }
  return [
    {
      kind: 'task.upsert',
      payload: {
        id,
        set: {
          ...set,
          status: 'todo',
          source: 'human',
          dueAt: deadline ?? null,
          createdAt: createdAt.toISOString(),
          cardKey: key('telegram.message', 'card'),
          yougileKey: key('yougile.task'),
          ...(amocrm !== null && { amocrmKey: key('amocrm.task') }),
        },
      },
    },
    { kind: 'task.log', payload: { taskId: id, what: 'created', by: task.creatorId, text: 'Поставлена' } },
    { kind: 'yougile.task', payload: yougile },
    ...(amocrm === null ? [] : [salesTask(task, amocrm)]),
    { kind: 'telegram.message', slot: 'card', payload: { place: topicOf(task), html, buttons } },
    { kind: 'telegram.pin', payload: { message: key('telegram.message', 'card') } },
    ...timing(task, timers, false),
  ]
}

const salesTask = ({ title, description, assigneeId }: NewTask, { dueAt, phone }: NonNullable<NewTask['amocrm']>): Proposal => ({
  kind: 'amocrm.task',
  payload: {
    text: [title, description]
      .filter((part) => part !== '')
      .join('\n')
      .slice(0, 2_000),
    dueAt: dueAt.toISOString(),
    assigneeId,
    ...(phone !== null && { phone: phone.slice(0, 40) }),
  },
})

const checklist = (items: { title: string; done: boolean }[]): NonNullable<EffectPayload<'yougile.task'>['checklist']> => ({
  title: 'Чек-лист',
  items,
})

function changed({ task, set, log }: Of<'change'>): Proposal[] {
  const update: Omit<EffectPayload<'yougile.update'>, 'task'> = {
    ...(set.status === 'done' && { completed: true }),
    ...(typeof set.assigneeId === 'number' && { assigneeId: set.assigneeId }),
    ...(set.snoozeUntil && { deadline: set.snoozeUntil }),
    ...(set.checklist && { checklist: checklist(set.checklist) }),
  }
  const logged: Proposal = {
    kind: 'task.log',
    payload: { taskId: task.id, what: log.what, text: log.text.slice(0, 2_000), ...(log.by !== null && { by: log.by }) },
  }
  const updated: Proposal[] =
    task.yougileKey === null || Object.keys(update).length === 0
      ? []
      : [{ kind: 'yougile.update', payload: { task: task.yougileKey, ...update } }]
  return [{ kind: 'task.upsert', payload: { id: task.id, set } }, logged, ...updated]
}

const laneOf = (id: string): string => `task:${id}`

function timing(task: Pick<Task, 'id' | 'branch'>, { remindAt, overdueAt }: Timers, isThere = true): Proposal[] {
  const branch = branchOf(task.branch)
  const set = (type: 'reminder.due' | 'task.overdue', timerSlot: string, at: Date): Proposal => {
    const payload: Timer = {
      subject: laneOf(task.id),
      stage: timerSlot,
      ref: task.id,
      planned_at: at.toISOString(),
      ...(branch && { branch }),
    }
    return { kind: 'event.defer', slot: timerSlot, payload: { type, payload, notBefore: at.toISOString(), timerSlot } }
  }
  const drop = (type: 'reminder.due' | 'task.overdue', timerSlot: string): Proposal[] =>
    isThere
      ? [{ kind: 'event.withdraw', slot: timerSlot, payload: { type, subject: laneOf(task.id), timerSlot, reason: 'больше не нужно' } }]
      : []
  return [
    ...(remindAt === null ? [] : [set('reminder.due', 'remind', remindAt)]),
    ...(overdueAt === null ? drop('task.overdue', 'overdue') : [set('task.overdue', 'overdue', overdueAt)]),
  ]
}

function closing({ task, by }: Of<'close'>): Proposal[] {
  const withdraw = (type: string, timerSlot: string): Proposal => ({
    kind: 'event.withdraw',
    slot: timerSlot,
    payload: { type, subject: laneOf(task.id), timerSlot, reason: 'задача выполнена' },
  })
  return [
    withdraw('reminder.due', 'remind'),
    withdraw('task.overdue', 'overdue'),
    ...(task.amocrmKey === null
      ? []
      : [{ kind: 'amocrm.complete' as const, payload: { task: task.amocrmKey, result: `Выполнена: ${by}` } }]),
    { kind: 'telegram.topic', slot: 'close', payload: { action: 'close', place: topicOf(task), name: task.title.slice(0, 120) } },
  ]
}

function noted({ task, by, text, what, phone = null }: Of<'note'>): Proposal[] {
  const logged: Proposal = {
    kind: 'task.log',
    slot: 'note',
    payload: { taskId: task.id, what, text: text.slice(0, 2_000), ...(by !== null && { by }) },
  }
  if (what !== 'comment') return [logged]
  return [
    logged,
    ...(task.yougileKey === null
      ? []
      : [{ kind: 'yougile.comment' as const, payload: { task: task.yougileKey, text: text.slice(0, 10_000) } }]),
    // A note is written on a client's card: without a phone there is none to find.
    ...(task.amocrmKey === null || phone === null
      ? []
      : [{ kind: 'amocrm.note' as const, payload: { text: `«${task.title}» — ${text}`.slice(0, 5_000), phone: phone.slice(0, 40) } }]),
  ]
}
