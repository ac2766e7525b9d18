// The rule for timers of a task: its assignee at its hour, then whoever stands above, unless it was done or moved meanwhile.
import type { Place } from '../../effects/catalogue.ts'
import { branchOf } from '../booking-facts.ts'
import { span } from '../words.ts'
import { type Act, type Decision, nothing } from './acts.ts'
import { cardText, checklistOf, ownButtons } from './card.ts'
import type { Facts } from './gather.ts'
import type { KnownTask } from './known.ts'
import type { Moment } from './press.ts'
import { LADDER, rungsOf } from './timers.ts'
import { overdueText, RUNG, reminderText } from './words.ts'

export function timer({ type, task, at }: Extract<Facts, { what: 'timer' }>, moment: Moment): Decision {
  if (task === null) return nothing('Таймер задачи, которой нет: ничего не делаю.')
  const { row } = task
  if (row.status === 'done' || row.status === 'cancelled') return nothing(`Задача «${row.title}» уже закрыта: молчу.`)
  return type === 'reminder.due' ? reminder(task, at, moment) : overdue(task, moment)
}

const shown = (task: KnownTask, now: Date): string => cardText({ ...task, row: { ...task.row, checklist: checklistOf(task.row) } }, now)

function reminder(task: KnownTask, at: Date | null, { now }: Moment): Decision {
  const { row, assignee } = task
  const wanted = row.snoozeUntil ?? row.dueAt
  if (at !== null && wanted?.getTime() !== at.getTime()) return nothing(`Задачу «${row.title}» перенесли: напомню в новое время.`)
  return {
    acts: [
      {
        act: 'tell',
        slot: 'reminder',
        place: assignee === null ? aboveOf(task, 'manager') : { to: 'staff', id: assignee.id },
        html: reminderText(task, shown(task, now)),
        buttons: ownButtons(row.id),
        urgent: row.priority === 'urgent',
      },
      { act: 'note', task: row, by: null, text: `Напомнил: ${assignee?.name ?? 'руководитель филиала'}`, what: 'reminder_sent' },
    ],
    summary: `Напомнил о задаче «${row.title}»: ${assignee?.name ?? 'исполнителя нет, написал руководителю'}.`,
  }
}

/** A timer that comes late tells everybody who should know by now. */
function overdue(task: KnownTask, { now, settings }: Moment): Decision {
  const { row } = task
  const rungs = rungsOf(row, settings)
  const passed = rungs.filter(({ at }) => at <= now)
  const next: Act = { act: 'timers', task: row, timers: { remindAt: null, overdueAt: rungs[passed.length]?.at ?? null } }
  const last = passed.at(-1)
  if (last === undefined) return { acts: [next], summary: `Задача «${row.title}»: срок ещё не вышел.` }
  const late = span(now.getTime() - (row.dueAt ?? now).getTime())
  const tells = passed.map(({ rung }): Act => {
    const told = LADDER.slice(0, LADDER.indexOf(rung))
    const html = overdueText(task, told, late, shown(task, now))
    return { act: 'tell', slot: rung, place: aboveOf(task, rung), html, buttons: ownButtons(row.id), urgent: row.priority === 'urgent' }
  })
  const who = passed.map(({ rung }) => RUNG[rung]).join(', ')
  return {
    acts: [
      { act: 'change', task: row, set: { stage: last.rung }, log: { by: null, text: `Просрочена на ${late}: ${who}`, what: 'updated' } },
      next,
      ...tells,
    ],
    summary: `Задача «${row.title}» просрочена на ${late}: сообщил — ${who}.`,
  }
}

function aboveOf({ row }: KnownTask, role: 'manager' | 'head' | 'director'): Place {
  const branch = branchOf(row.branch)
  return branch === undefined ? { to: 'role', role } : { to: 'role', role, branch }
}
