// The rule for a new task: whose it is, until when, and what keeps it from being put down.
import { inTbilisi } from '../../clock.ts'
import type { Place } from '../../effects/catalogue.ts'
import type { Staff } from '../../tools/rental.ts'
import type { Settings } from '../settings.ts'
import { bookingNumber, bookingUrl, carLabel, when } from '../words.ts'
import { type Act, type Decision, type NewTask, spokenOf } from './acts.ts'
import { cardButtons, cardText, ownButtons } from './card.ts'
import { deadlineOf, timersOf } from './timers.ts'
import type { Wanted } from './wanted.ts'
import {
  forYouText,
  pastText,
  setText,
  severalText,
  unknownBookingText,
  unknownCarText,
  unknownPersonText,
  unreadDueText,
} from './words.ts'

/** Where the author learns of it: in the thread, or by the answer to a button. */
export type Back = { place: Place } | { queryId: string }

interface Moment {
  now: Date
  settings: Settings
}

export function create(wanted: Wanted, back: Back, { now, settings }: Moment): Decision {
  const { draft, author, car, booking } = wanted
  const dueAt = draft.due === null ? null : deadlineOf(draft.due, settings, now)
  const objection = objectionTo(wanted, dueAt, now)
  if (objection !== null) return { acts: [reply(back, objection.html, true)], summary: `Задачу не поставил: ${objection.why}.` }
  const assignee = (wanted.assignee as { staff: Staff }).staff
  const task: NewTask = {
    id: wanted.id,
    title: draft.title,
    description: draft.description,
    checklist: draft.checklist.map((title) => ({ title, done: false })),
    priority: draft.priority,
    branch: wanted.branch,
    assigneeId: assignee.id,
    creatorId: author.id,
    dueAt,
    carId: car?.id ?? null,
    bookingId: booking?.id ?? null,
    clientId: wanted.clientId,
    createdAt: now,
    amocrm: wanted.sales && { phone: wanted.sales.phone, dueAt: dueAt ?? deadlineOf({ at: tomorrow(now), hasTime: false }, settings, now) },
  }
  const row = { ...task, status: 'todo', snoozeUntil: null, doneAt: null, stage: null }
  const html = cardText({ row, assignee, creator: author, car, booking }, now)
  const isOwn = assignee.id === author.id
  const notice: Act[] = isOwn
    ? []
    : [
        {
          act: 'tell',
          slot: 'assignee',
          place: { to: 'staff', id: assignee.id },
          html: forYouText(html, author.name),
          buttons: ownButtons(task.id),
          urgent: draft.priority === 'urgent',
        },
      ]
  const text = setText(draft.title, isOwn ? null : assignee.name, dueAt, now)
  return {
    acts: [
      { act: 'create', task, html, buttons: cardButtons(task.id), yougileText: yougileText(wanted), timers: timersOf(row, settings, now) },
      ...notice,
      'queryId' in back ? reply(back, 'Задача поставлена ✅', false) : { act: 'tell', slot: 'set', place: back.place, html: text },
    ],
    ...(!isOwn && { audit: [{ what: 'assigned', action: 'task.assign', about: `task:${task.id}`, by: author.id, note: assignee.name }] }),
    summary: `Поставил задачу «${draft.title}»: исполнитель ${assignee.name}${dueAt === null ? ', без срока' : `, срок ${when(dueAt, now)}`}.`,
    about: spokenOf(task),
  }
}

const tomorrow = (now: Date): Date => inTbilisi(now).startOf('day').plus({ days: 1 }).toJSDate()

function objectionTo({ draft, assignee, car, booking }: Wanted, dueAt: Date | null, now: Date): { html: string; why: string } | null {
  if ('unknown' in assignee) return { html: unknownPersonText(assignee.unknown), why: `сотрудника «${assignee.unknown}» нет` }
  if ('several' in assignee) return { html: severalText(assignee.several), why: 'так зовут нескольких сотрудников' }
  if (draft.car !== null && car === null) return { html: unknownCarText(draft.car), why: `авто «${draft.car}» нет` }
  if (draft.booking !== null && booking === null) return { html: unknownBookingText(draft.booking), why: `брони ${draft.booking} нет` }
  if (draft.dueUnread !== null) return { html: unreadDueText(draft.dueUnread), why: `срок «${draft.dueUnread}» не понял` }
  if (dueAt !== null && dueAt <= now) return { html: pastText(dueAt, now), why: 'срок уже прошёл' }
  return null
}

const plainText = (html: string): string => html.replace(/<[^>]*>/g, '').slice(0, 200)

export const reply = (back: Back, html: string, alert: boolean): Act =>
  'queryId' in back
    ? { act: 'answer', queryId: back.queryId, text: plainText(html), alert }
    : { act: 'tell', slot: 'reply', place: back.place, html }

/** YouGile knows neither our cars nor our bookings. */
function yougileText({ draft, author, car, booking }: Wanted): string {
  return [
    draft.description,
    car === null ? '' : `Авто: ${carLabel(car)}`,
    booking === null ? '' : `Бронь ${bookingNumber(booking)}: ${bookingUrl(booking.id)}`,
    `Поставил(а): ${author.name}`,
  ]
    .filter((line) => line !== '')
    .join('\n')
}
