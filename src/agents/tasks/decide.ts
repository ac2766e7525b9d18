// Which rule of the agent of tasks answers which facts. Pure.
import type { DecideContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { denied } from '../denied.ts'
import type { Settings } from '../settings.ts'
import { type Decision, nothing, spokenOf } from './acts.ts'
import { makeButton } from './card.ts'
import { create, reply } from './create.ts'
import type { Facts } from './gather.ts'
import { done, mayChange, press } from './press.ts'
import { timer } from './remind.ts'
import { HELP, listText, suggestText } from './words.ts'

export function decide(facts: Facts, { clock, settings }: DecideContext): Decision {
  const now = clock.now()
  const at = (branch: string | null | undefined): { now: Date; settings: Settings } => ({
    now,
    settings: settings(branchOf(branch) ?? HOME),
  })
  switch (facts.what) {
    case 'create':
      if (facts.isThere) return nothing('Эта задача уже поставлена.')
      return create(facts.wanted, { place: facts.place }, at(facts.wanted.branch))
    case 'make':
      return made(facts, at(facts.wanted?.branch))
    case 'list':
      return listed(facts, now)
    case 'help':
      return { acts: [reply({ place: facts.place }, HELP, false)], summary: 'Рассказал, как ставить задачи.' }
    case 'suggest':
      return suggested(facts)
    case 'say':
      return said(facts, at(facts.task.row.branch))
    case 'press':
      return press(facts, at(facts.task?.row.branch))
    case 'timer':
      return timer(facts, at(facts.task?.row.branch))
    case 'nothing':
      return nothing(facts.reason)
  }
}

/** Hours of a task whose branch nobody knows. */
const HOME = 'tbilisi'

type Of<What extends Facts['what']> = Extract<Facts, { what: What }>

function listed({ of, asker, place, refused, tasks }: Of<'list'>, now: Date): Decision {
  const { branch, span } = of
  const intent = 'task_list'
  if (refused !== null)
    return { acts: [reply({ place }, refused, false)], summary: `Задачи чужого филиала не показал: ${asker.name}.`, about: { intent } }
  return {
    acts: [reply({ place }, listText(of, tasks, now), false)],
    summary: `Показал задачи (${tasks.length}): ${asker.name}.`,
    about: { intent, ...(branch && { branch }), ...(span && { from: span.from.toISOString(), to: span.to.toISOString() }) },
  }
}

/** Nothing a client writes becomes a task until one of us says so. */
function suggested({ eventId, place, name, fromClient, isWorth }: Of<'suggest'>): Decision {
  if (!isWorth) return nothing('Слов нет: задачу предлагать не из чего.')
  return {
    acts: [{ act: 'tell', slot: 'suggestion', place, html: suggestText(name, fromClient), buttons: makeButton(eventId) }],
    summary: `${name}: предложил поставить задачу.`,
  }
}

function made({ queryId, wanted, presser, isThere }: Of<'make'>, moment: { now: Date; settings: Settings }): Decision {
  if (presser === null)
    return { acts: [reply({ queryId }, 'Эта кнопка для сотрудников.', true)], summary: 'Кнопку нажал не сотрудник: отказал.' }
  if (wanted === null)
    return { acts: [reply({ queryId }, 'Эта кнопка уже не работает.', false)], summary: 'Кнопка ни к чему не относится.' }
  if (isThere) return { acts: [reply({ queryId }, 'Эта задача уже поставлена.', false)], summary: 'Эта задача уже поставлена.' }
  return create(wanted, { queryId }, moment)
}

function said({ task, author, wish, place }: Of<'say'>, moment: { now: Date; settings: Settings }): Decision {
  const { row } = task
  if (wish.do === 'done') {
    if (row.status === 'done') return nothing(`Задача «${row.title}» уже закрыта.`)
    if (mayChange(author, task).yes) return { ...done(task, author, moment, null), about: spokenOf(row) }
    const refusal: Decision = {
      acts: [reply({ place }, 'Закрыть задачу могут исполнитель, автор и руководители.', false)],
      summary: `${author.name} не может закрыть задачу «${row.title}»: отказал.`,
      about: spokenOf(row),
    }
    return denied(refusal, author, 'task.change', `task:${row.id}`)
  }
  return {
    acts: [{ act: 'note', task: row, by: author.id, text: `${author.name}: ${wish.text}`, what: 'comment', phone: task.phone }],
    summary: `Комментарий к задаче «${row.title}»: записал.`,
    about: spokenOf(row),
  }
}
