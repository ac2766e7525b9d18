// What the agent of tasks looks up before it decides: our own tables, no vendor.
import type { Place } from '../../effects/catalogue.ts'
import { may } from '../../effects/roles.ts'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { Staff, Task } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { branchIn } from '../asker.ts'
import { branchOf } from '../booking-facts.ts'
import { conversationOf } from '../conversation.ts'
import { type Span, spanIn } from '../when-said.ts'
import { threadOf } from '../words.ts'
import { type KnownTask, knownTask, linesOf } from './known.ts'
import { taskOfMessage } from './replied.ts'
import { saysToTask, type Wish, wishOf } from './said.ts'
import { gatherTaken } from './taken.ts'
import { suggested, type Wanted, wantedOf } from './wanted.ts'

export type Heard = EventOf<
  'message.employee' | 'message.incoming' | 'callback.button' | 'reminder.due' | 'task.overdue' | 'suggestion.taken'
>

/** Which open tasks are asked for; without a branch one's own. */
export interface ListOf {
  branch: Branch | null
  isOwn: boolean
  /** Until when they are due, where a day is named. */
  span: Span | null
}

export type Facts =
  | { what: 'create'; wanted: Wanted; place: Place; isThere: boolean }
  | {
      what: 'list'
      of: ListOf
      asker: Staff
      place: Place
      refused: string | null
      tasks: { row: Task; assignee: Staff | null; url: string | null }[]
    }
  | { what: 'suggest'; eventId: string; place: Place; name: string; fromClient: boolean; isWorth: boolean }
  | { what: 'help'; place: Place }
  | {
      what: 'say'
      task: KnownTask
      author: Staff
      wish: Extract<Wish, { do: 'done' | 'put_off' | 'comment' }>
      place: Place
      inTopic: boolean
    }
  | { what: 'press'; queryId: string; presser: Staff | null; action: string; task: KnownTask | null; people: Staff[] }
  /** «Создать задачу» under a suggestion; null: nobody of ours, or nothing that was said. */
  | { what: 'make'; queryId: string; wanted: Wanted | null; presser: Staff | null; place: Place; isThere: boolean }
  | { what: 'timer'; type: 'reminder.due' | 'task.overdue'; task: KnownTask | null; at: Date | null }
  | { what: 'nothing'; reason: string }

export async function gather(event: Heard, context: GatherContext): Promise<Facts> {
  switch (event.type) {
    case 'message.employee':
      return fromEmployee(event, context)
    case 'message.incoming':
      return fromClient(event, context)
    case 'callback.button':
      return pressed(event, context)
    case 'suggestion.taken':
      return gatherTaken(event, context)
    default: {
      const { ref, planned_at: at } = event.payload
      const task = ref === undefined ? null : await knownTask(ref, context)
      return { what: 'timer', type: event.type, task, at: at === undefined ? null : new Date(at) }
    }
  }
}

async function fromEmployee({ id, payload }: EventOf<'message.employee'>, context: GatherContext): Promise<Facts> {
  const { rental } = context.read
  const { chatId, threadId, fromId, text, edited, replyToMessageId } = payload
  const place = threadOf(payload)
  const [author, topic] = await Promise.all([
    rental.staffByTelegram(fromId),
    threadId === undefined ? null : rental.topic({ chatId, threadId }),
  ])
  if (author === null) return { what: 'nothing', reason: 'Написал не сотрудник: задач не трогаю.' }
  if (edited) return { what: 'nothing', reason: 'Исправленное сообщение задачу не меняет: для этого кнопки под ней.' }
  const [, ofTopic] = /^task:([\w-]{1,60})$/.exec(topic?.subject ?? '') ?? []
  const ofCard =
    replyToMessageId === undefined || !saysToTask(text) ? null : await taskOfMessage({ chatId, messageId: replyToMessageId }, context)
  const taskId = ofCard ?? ofTopic
  const task = taskId === undefined ? null : await knownTask(taskId, context)
  const wish = wishOf(text, context.intent, task !== null, context.clock.now())
  switch (wish.do) {
    case 'create': {
      const wanted = await wantedOf({ eventId: id, draft: wish.draft, author, subject: topic?.subject ?? null }, context)
      return { what: 'create', wanted, place, isThere: (await rental.task(wanted.id)) !== null }
    }
    case 'list': {
      const of = listOf(text, wish.which, author, context)
      const allowed = of.branch === null ? null : may(author, 'task.see', { branch: of.branch })
      const refused = allowed?.yes === false ? allowed.because : null
      return { what: 'list', of, asker: author, place, refused, tasks: refused === null ? await listed(of, author, context) : [] }
    }
    case 'help':
      return { what: 'help', place }
    case 'suggest':
      return { what: 'suggest', eventId: id, place, name: author.name, fromClient: false, isWorth: text.trim() !== '' }
    default:
      return task === null ? { what: 'help', place } : { what: 'say', task, author, wish, place, inTopic: taskId === ofTopic }
  }
}

/** What a client writes only ever becomes a question to staff. */
async function fromClient({ id, payload }: EventOf<'message.incoming'>, context: GatherContext): Promise<Facts> {
  const { place, name } = await conversationOf(payload, context)
  return { what: 'suggest', eventId: id, place, name, fromClient: true, isWorth: payload.text.trim() !== '' }
}

const BUTTON = /^tk\|([\w-]{1,40})\|([a-z]{1,6}\d{0,10}[+-]?)$/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function pressed({ payload }: EventOf<'callback.button'>, context: GatherContext): Promise<Facts> {
  const { rental } = context.read
  const [ref = '', action = ''] = BUTTON.exec(payload.data)?.slice(1) ?? []
  const queryId = payload.callbackQueryId
  const presser = await rental.staffByTelegram(payload.fromId)
  if (action === 'make') {
    const wanted = presser !== null && UUID.test(ref) ? await suggested(ref, presser, context) : null
    const isThere = wanted !== null && (await rental.task(wanted.id)) !== null
    return { what: 'make', queryId, wanted, presser, place: threadOf(payload), isThere }
  }
  const task = ref === '' ? null : await knownTask(ref, context)
  const needsPeople = action === 'who' || /^a\d+$/.test(action)
  const people = task !== null && needsPeople ? await rental.staffOf({ branch: task.row.branch ?? undefined }) : []
  return { what: 'press', queryId, presser, action, task, people }
}

/** Whose tasks, and for which day: what the words leave out is what it was before. */
function listOf(text: string, which: 'mine' | 'branch', { branch: own }: Staff, { follows, clock }: GatherContext): ListOf {
  const before = follows?.from && follows.to ? { from: new Date(follows.from), to: new Date(follows.to) } : null
  const named = branchIn(text) ?? (which === 'branch' ? branchOf(own) : follows?.branch)
  return { branch: named ?? null, isOwn: named === branchOf(own), span: spanIn(text, clock.now()) ?? before }
}

async function listed({ branch, span }: ListOf, asker: Staff, context: GatherContext) {
  const { rental } = context.read
  const open = await rental.openTasks(branch === null ? { assigneeId: asker.id } : { branch })
  // What is late, or without a day, is for today.
  const isToday = span !== null && span.from <= context.clock.now()
  const rows = open.filter(({ dueAt }) => span === null || (dueAt === null ? isToday : dueAt <= span.to && (isToday || dueAt >= span.from)))
  return linesOf(rows, context)
}
