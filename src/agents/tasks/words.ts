// What people read from the agent of tasks, its cards left out.
import { inTbilisi } from '../../clock.ts'
import { escapeHtml } from '../../effects/html.ts'
import type { Staff, Task } from '../../tools/rental.ts'
import type { BookingView } from '../booking-facts.ts'
import type { Span } from '../when-said.ts'
import { BRANCH_NAME, bookingNumber, carLabel, lines, plural, source, when } from '../words.ts'
import type { NewTask } from './acts.ts'
import type { ListOf } from './gather.ts'
import type { KnownTask } from './known.ts'
import type { Rung } from './timers.ts'

export const HELP = lines(
  '📌 <b>Как поставить задачу</b>',
  '«поставь задачу помыть Prius завтра в 18:00» — или командой:',
  '<code>/task create "Помыть Prius" car:AA-000-AA booking:4001 due:завтра 18:00 @Нино !high</code>',
  'Пункты чек-листа — с новой строки через «-».',
  'Посмотреть: /task mine — мои, /task branch — филиала.',
)

export const titleOf = (task: { title: string }): string => `«${escapeHtml(task.title)}»`

export const setText = (title: string, assignee: string | null, dueAt: Date | null, now: Date): string =>
  lines(
    `📌 Задача поставлена: <b>${escapeHtml(title)}</b>`,
    `${assignee === null ? 'Исполнитель — вы' : `Исполнитель: ${escapeHtml(assignee)}`}${dueAt === null ? ', без срока.' : `, срок ${when(dueAt, now)}.`}`,
  )

/** On the card that asks; it begins small. */
export const taskWishText = (
  { title, dueAt, checklist }: Pick<NewTask, 'title' | 'dueAt' | 'checklist'>,
  { assignee, car, booking }: { assignee: string | null; car: Parameters<typeof carLabel>[0]; booking: BookingView | null },
  now: Date,
): string =>
  [
    `поставить задачу <b>${escapeHtml(title)}</b>`,
    `исполнитель — ${assignee === null ? 'вы' : escapeHtml(assignee)}`,
    dueAt === null ? 'без срока' : `срок ${when(dueAt, now)}`,
    ...(car === null ? [] : [escapeHtml(carLabel(car))]),
    ...(booking === null ? [] : [`бронь ${escapeHtml(bookingNumber(booking))}`]),
    ...(checklist.length === 0 ? [] : [plural(checklist.length, 'пункт', 'пункта', 'пунктов')]),
  ].join(', ')

export const noteWishText = (title: string, text: string): string =>
  `записать комментарий к задаче ${titleOf({ title })}: «${escapeHtml(text)}»`

export const forYouText = (card: string, author: string): string => lines(`🙋 <b>Вам задача</b> от ${escapeHtml(author)}`, '', card)

export const unknownPersonText = (name: string): string =>
  `Не нашёл сотрудника «${escapeHtml(name)}», поэтому задачу не поставил. Напишите имя, как в списке сотрудников, например @Нино.`

export const severalText = (people: readonly Pick<Staff, 'name'>[]): string =>
  `Так зовут нескольких: ${people.map(({ name }) => escapeHtml(name)).join(', ')}. Уточните, например @Имя_Фамилия, и я поставлю задачу.`

export const unknownCarText = (said: string): string => `Авто «${escapeHtml(said)}» не нашёл, поэтому задачу не поставил. Проверьте номер.`
export const unknownBookingText = (said: number): string => `Бронь ${said} не нашёл, поэтому задачу не поставил. Проверьте номер.`
export const unreadDueText = (said: string): string =>
  `Срок «${escapeHtml(said)}» не понял, поэтому задачу не поставил. Напишите, например, «завтра в 12:00» или «05.11 18:00».`
export const pastText = (at: Date, now: Date): string =>
  `Срок ${when(at, now)} уже прошёл, поэтому задачу не поставил. Напишите другой, например «завтра в 12:00».`

export const UNTIL_WHEN = 'На когда перенести? Ответьте, например, «перенеси на завтра 12:00».'
export const pastMoveText = (at: Date, now: Date): string =>
  `${when(at, now)} уже прошло, поэтому задачу не перенёс. Напишите другое время, например «перенеси на завтра в 12:00».`

export const suggestText = (name: string, fromClient: boolean): string =>
  fromClient ? `💡 ${escapeHtml(name)} о чём-то просит. Поставить задачу, чтобы не забыть?` : '💡 Похоже на задачу. Поставить её?'

interface Line {
  row: Task
  assignee: Staff | null
  url: string | null
}

const dayText = (at: Date): string => inTbilisi(at).setLocale('ru').toFormat('d MMMM')
const spanText = ({ from, to }: Span): string => (dayText(from) === dayText(to) ? dayText(from) : `${dayText(from)} – ${dayText(to)}`)

export function listText({ branch, isOwn, span }: ListOf, tasks: readonly Line[], now: Date): string {
  const where = branch === null ? 'у вас' : isOwn ? 'в филиале' : `в филиале ${BRANCH_NAME[branch]}`
  const whose = span === null ? where : `${where} на ${spanText(span)}`
  const rests = source('наши задачи (YouGile)')
  if (tasks.length === 0) return lines(`Открытых задач ${whose} нет 🎉`, rests)
  const shown = tasks.map(({ row, assignee, url }, at) => {
    const title = url === null ? escapeHtml(row.title) : `<a href="${url}">${escapeHtml(row.title)}</a>`
    const due = row.dueAt === null ? null : `${row.dueAt < now ? '🔥 ' : ''}${when(row.dueAt, now)}`
    const who = branch !== null ? escapeHtml(assignee?.name ?? 'никто') : null
    return `${at + 1}. ${[title, who, due].filter((part) => part !== null).join(' — ')}`
  })
  return lines(`📋 <b>Открытые задачи ${whose}</b>`, ...shown, rests)
}

const link = ({ url }: Pick<KnownTask, 'url'>): string | false => url !== null && `<a href="${url}">Открыть задачу</a>`

export const reminderText = (task: KnownTask, card: string): string => lines('⏰ <b>Напоминаю о задаче</b>', '', card, link(task))

/** As those higher up read who knows already. */
const KNOWS: Record<Rung, string> = {
  manager: 'руководителю филиала',
  head: 'руководителю подразделения',
  director: 'директору',
}
export const RUNG: Record<Rung, string> = {
  manager: 'руководитель филиала',
  head: 'руководитель подразделения',
  director: 'директор',
}

export function overdueText(task: KnownTask, told: readonly Rung[], late: string, card: string): string {
  const putOff = task.row.log.filter(({ text }) => text?.startsWith(PUT_OFF)).length
  return lines(
    `🔥 <b>Задача просрочена на ${late}</b>`,
    '',
    card,
    '',
    `Уже сообщил: ${['исполнителю', ...told.map((rung) => KNOWS[rung])].join(', ')}.`,
    putOff > 0 && `Её откладывали ${plural(putOff, 'раз', 'раза', 'раз')}.`,
    link(task),
  )
}

export const doneText = (title: string, who: string): string => `✅ Задача ${titleOf({ title })} выполнена: ${escapeHtml(who)}.`

export const PUT_OFF = 'Отложена до'
export const putOffLine = (until: Date, now: Date, who: string): string => `${PUT_OFF} ${when(until, now)} (${who})`
