// The rule for the buttons under a task: who may, what it makes of the task, and that a second tap makes nothing more.

import type { TaskColumns } from '../../effects/catalogue/tasks.ts'
import { may } from '../../effects/roles.ts'
import type { Staff } from '../../tools/rental.ts'
import { denied } from '../denied.ts'
import type { Settings } from '../settings.ts'
import { when } from '../words.ts'
import type { Act, Decision } from './acts.ts'
import {
  cardButtons,
  cardText,
  checklistOf,
  detailsButtons,
  detailsText,
  type Item,
  ownButtons,
  peopleButtons,
  type Shown,
} from './card.ts'
import type { Facts } from './gather.ts'
import type { KnownTask } from './known.ts'
import { isSameSnooze, snoozed, timersOf } from './timers.ts'
import { doneText, forYouText, putOffLine } from './words.ts'

type Press = Extract<Facts, { what: 'press' }>

export interface Moment {
  now: Date
  settings: Settings
}

export function press({ queryId, presser, action, task, people }: Press, moment: Moment): Decision {
  const answer = (text: string, summary: string, acts: Act[] = [], alert = false): Decision => ({
    acts: [...acts, { act: 'answer', queryId, text, alert }],
    summary,
  })
  if (presser === null) return answer('Эта кнопка для сотрудников.', 'Кнопку нажал не сотрудник: отказал.', [], true)
  if (task === null) return answer('Эта кнопка уже не работает.', 'Кнопка ни к чему не относится: так и ответил.')
  const { row } = task
  if (action === 'more') return answer('', `Показал подробности задачи «${row.title}».`, [card(task, 'details', moment.now)])
  if (row.status === 'done' || row.status === 'cancelled')
    return answer('Задача уже закрыта.', `Задача «${row.title}» уже закрыта: кнопка ничего не сделала.`)
  if (action === 'back') return answer('', `Свернул задачу «${row.title}».`, [card(task, 'short', moment.now)])
  const line = action === 'who' || action.startsWith('a') ? 'task.assign' : 'task.change'
  const allowed = mayChange(presser, task, line)
  if (!allowed.yes)
    return denied(
      answer(allowed.because, `${presser.name} не может менять задачу «${row.title}»: отказал.`, [], true),
      presser,
      line,
      `task:${row.id}`,
    )
  if (action === 'done') return { ...done(task, presser, moment, { queryId }) }
  if (action === 'sh' || action === 'st' || action === 'sm')
    return putOff(task, presser, snoozed(action, moment.settings, moment.now), moment, answer)
  if (action === 'who')
    return answer('Кому?', `Показал, кому можно передать задачу «${row.title}».`, [
      { act: 'card', task: row, html: cardText(shownOf(task), moment.now), buttons: peopleButtons(row.id, people, row.assigneeId) },
    ])
  const [, kind, number, sign] = /^([ac])(\d+)([+-]?)$/.exec(action) ?? []
  if (kind === 'a') return assign(task, presser, people.find(({ id }) => id === Number(number)) ?? null, moment, answer)
  if (kind === 'c') return tick(task, presser, Number(number), sign === '+', moment, answer)
  return answer('Эта кнопка уже не работает.', 'Кнопка с неизвестным действием: ничего не сделал.')
}

export type Answer = (text: string, summary: string, acts?: Act[], alert?: boolean) => Decision

export const mayChange = (person: Staff, { row }: KnownTask, action: 'task.change' | 'task.assign' = 'task.change') =>
  may(person, action, { branch: row.branch, owners: [row.assigneeId, row.creatorId] })

const shownOf = (task: KnownTask, change: Partial<Shown['row']> = {}, assignee: Staff | null = task.assignee): Shown => ({
  row: { ...task.row, checklist: checklistOf(task.row), ...change },
  assignee,
  creator: task.creator,
  car: task.car,
  booking: task.booking,
})

function card(task: KnownTask, form: 'short' | 'details', now: Date, shown: Shown = shownOf(task)): Act {
  const { row } = task
  const isOpen = shown.row.status !== 'done' && shown.row.status !== 'cancelled'
  const html = form === 'details' ? detailsText(shown, row, now) : cardText(shown, now)
  const buttons = form === 'details' ? detailsButtons(row.id, shown.row.checklist) : cardButtons(row.id)
  return isOpen ? { act: 'card', task: row, html, buttons } : { act: 'card', task: row, html }
}

export function done(task: KnownTask, who: Staff, { now }: Moment, back: { queryId: string } | null): Decision {
  const { row, creator } = task
  const tells: Act[] =
    creator === null || creator.id === who.id
      ? []
      : [{ act: 'tell', slot: 'creator', place: { to: 'staff', id: creator.id }, html: doneText(row.title, who.name) }]
  const answered: Act[] = back === null ? [] : [{ act: 'answer', queryId: back.queryId, text: 'Готово, спасибо! ✅', alert: false }]
  return {
    acts: [
      {
        act: 'change',
        task: row,
        set: { status: 'done', doneAt: now.toISOString() },
        log: { by: who.id, text: `Выполнена (${who.name})`, what: 'status_changed' },
      },
      card(task, 'short', now, shownOf(task, { status: 'done', doneAt: now })),
      { act: 'close', task: row, by: who.name },
      ...tells,
      ...answered,
    ],
    summary: `Задача «${row.title}» выполнена: ${who.name}.`,
  }
}

export function putOff(task: KnownTask, who: Staff, until: Date, { now, settings }: Moment, answer: Answer): Decision {
  const { row } = task
  const said = when(until, now)
  if (isSameSnooze(row.snoozeUntil, until)) return answer(`Уже отложена: ${said}.`, `Задача «${row.title}» уже отложена до ${said}.`)
  const set: TaskColumns = { snoozeUntil: until.toISOString(), stage: null }
  return answer(`Напомню: ${said}.`, `${who.name} отложил(а) задачу «${row.title}» до ${said}.`, [
    { act: 'change', task: row, set, log: { by: who.id, text: putOffLine(until, now, who.name), what: 'updated' } },
    { act: 'timers', task: row, timers: timersOf({ ...row, snoozeUntil: until, stage: null }, settings, now) },
    card(task, 'short', now, shownOf(task, { snoozeUntil: until })),
  ])
}

function assign(task: KnownTask, who: Staff, person: Staff | null, { now }: Moment, answer: Answer): Decision {
  const { row } = task
  if (person === null) return answer('Этого сотрудника здесь уже нет.', `Задачу «${row.title}» некому передать: сотрудника нет в филиале.`)
  if (person.id === row.assigneeId) return answer(`Уже у: ${person.name}.`, `Задача «${row.title}» уже у ${person.name}.`)
  const shown = shownOf(task, {}, person)
  const notice: Act[] =
    person.id === who.id
      ? []
      : [
          {
            act: 'tell',
            slot: 'assignee',
            place: { to: 'staff', id: person.id },
            html: forYouText(cardText(shown, now), who.name),
            buttons: ownButtons(row.id),
            urgent: row.priority === 'urgent',
          },
        ]
  const assigned = answer(`Передал: ${person.name}.`, `${who.name} передал(а) задачу «${row.title}»: ${person.name}.`, [
    {
      act: 'change',
      task: row,
      set: { assigneeId: person.id },
      log: { by: who.id, text: `Исполнитель: ${person.name} (${who.name})`, what: 'updated' },
    },
    card(task, 'short', now, shown),
    ...notice,
  ])
  return { ...assigned, audit: [{ what: 'assigned', action: 'task.assign', about: `task:${row.id}`, by: who.id, note: person.name }] }
}

function tick(task: KnownTask, who: Staff, at: number, isDone: boolean, { now }: Moment, answer: Answer): Decision {
  const { row } = task
  const before = checklistOf(row)
  const item = before[at]
  if (item === undefined) return answer('Такого пункта больше нет.', `В задаче «${row.title}» нет такого пункта.`)
  if (item.done === isDone) return answer(isDone ? 'Уже отмечено.' : 'Уже снято.', `«${item.title}»: уже так.`)
  const checklist: Item[] = before.map((one, index) => (index === at ? { ...one, done: isDone } : one))
  const text = `${isDone ? '✅' : '▫️'} ${item.title} (${who.name})`
  return answer(isDone ? `${item.title.slice(0, 150)} ✅` : 'Отметка снята.', `${row.title}: ${text}.`, [
    { act: 'change', task: row, set: { checklist }, log: { by: who.id, text, what: 'updated' } },
    card(task, 'details', now, shownOf(task, { checklist })),
  ])
}
