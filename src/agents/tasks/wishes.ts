// What a model may suggest of tasks: typed fields, considered and done by the same rules as what staff write themselves.
import { z } from 'zod'
import { TaskPriority } from '../../effects/catalogue/tasks.ts'
import { may } from '../../effects/roles.ts'
import { BRANCHES } from '../../events/event.ts'
import type { Staff, Task } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { type Considered, defineWish } from '../offer.ts'
import type { Decision } from './acts.ts'
import { create } from './create.ts'
import { type Draft, dueIn, sentenceOf } from './said.ts'
import { type Wanted, wantedOf } from './wanted.ts'
import { noteWishText, taskWishText } from './words.ts'

export const TaskWish = z.object({
  title: z.string().min(2).max(200),
  description: z.string().max(1_000).nullish(),
  checklist: z.array(z.string().min(1).max(200)).max(15).nullish(),
  /** A moment (ISO 8601 with its offset), or a day and an hour in Russian words. */
  due: z.string().max(60).nullish(),
  /** A name, as in the list of staff. */
  assignee: z.string().min(2).max(60).nullish(),
  /** Id or licence plate. */
  car: z.string().max(20).nullish(),
  booking: z.number().int().positive().nullish(),
  priority: TaskPriority.nullish(),
})
export type TaskWish = z.output<typeof TaskWish>

export const NoteWish = z.object({ task: z.string().min(2).max(200), text: z.string().min(2).max(1_000) })
export type NoteWish = z.output<typeof NoteWish>

export const wishes = [
  defineWish({
    name: 'propose_task',
    says: 'Предложить поставить задачу: что, кому (имя), к какому сроку (словами или ISO), по какому авто или брони.',
    action: 'task.assign',
    input: TaskWish,
    async consider(wish, { staff, carId }, context) {
      const input = { ...wish, car: wish.car ?? (carId === null ? null : String(carId)) }
      const wanted = await wantedBy(input, staff, 'suggested', context)
      const now = context.clock.now()
      const settings = context.settings(branchOf(wanted.branch) ?? BRANCHES[0])
      const decision = create(wanted, { place: { to: 'staff', id: staff.id } }, { now, settings })
      const made = decision.acts.find((act) => act.act === 'create')
      if (made?.act !== 'create') return { no: objection(decision) }
      const { assignee, car, booking } = wanted
      const names = { assignee: 'staff' in assignee && assignee.staff.id !== staff.id ? assignee.staff.name : null, car, booking }
      return {
        input: { ...input, due: made.task.dueAt?.toISOString() ?? null },
        text: taskWishText(made.task, names, now),
        branch: wanted.branch,
      }
    },
  }),
  defineWish({
    name: 'propose_note',
    says: 'Предложить записать комментарий к открытой задаче: слова из её названия и текст комментария.',
    action: 'task.see',
    input: NoteWish,
    async consider({ task: named, text }, { staff }, context): Promise<Considered> {
      const [row, another] = await tasksCalled(named, staff, context)
      if (row === undefined) return { no: 'Открытой задачи с таким названием у сотрудника и в его филиале нет.' }
      if (another !== undefined) return { no: 'Подходит несколько задач: назови точнее.' }
      return { input: { task: row.id, text }, text: noteWishText(row.title, text), branch: branchOf(row.branch) ?? null }
    },
  }),
]

const objection = ({ acts, summary }: Decision): string => {
  const told = acts.find((act) => act.act === 'tell')
  return told?.act === 'tell' ? told.html : summary
}

/** Open tasks of the person and of what the role reaches, whose title holds the words. */
async function tasksCalled(named: string, staff: Staff, { read: { rental } }: GatherContext): Promise<Task[]> {
  const rows = await Promise.all([
    rental.openTasks({ assigneeId: staff.id }),
    rental.openTasks(staff.branch === null ? {} : { branch: staff.branch }),
  ])
  const words = named.toLowerCase()
  const called = rows.flat().filter(({ title }) => title.toLowerCase().includes(words))
  return [...new Map(called.map((row) => [row.id, row])).values()].filter(
    ({ branch, assigneeId }) => may(staff, 'task.see', { branch, owners: [assigneeId] }).yes,
  )
}

const NOTHING: Draft['mentioned'] = { car: null, booking: null }

/** The task as it would be put down; nothing is read out of its words but what stands in a field. */
export function wantedBy(wish: TaskWish, author: Staff, eventId: string, context: GatherContext): Promise<Wanted> {
  const now = context.clock.now()
  const { title, description, checklist, due: said, assignee, car, booking, priority } = wish
  const due = said == null ? null : dueOf(said, now)
  const draft: Draft = {
    title: sentenceOf(title.replaceAll(/\s+/g, ' ')),
    description: description ?? '',
    checklist: checklist ?? [],
    due,
    dueUnread: due === null && said != null ? said : null,
    car: car ?? null,
    booking: booking ?? null,
    mentioned: NOTHING,
    assignee: assignee == null ? null : { name: assignee, certain: true },
    priority: priority ?? 'normal',
    sales: false,
  }
  return wantedOf({ eventId, draft, author, subject: null }, context)
}

const Iso = z.iso.datetime({ offset: true })
const dueOf = (said: string, now: Date): Draft['due'] =>
  Iso.safeParse(said).success ? { at: new Date(said), hasTime: true } : dueIn(said, now)
