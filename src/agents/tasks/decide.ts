// Which rule of the agent of tasks answers which facts. Pure.
import { addMs, HOUR_MS } from '../../clock.ts'
import type { Staff } from '../../tools/rental.ts'
import type { DecideContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { denied } from '../denied.ts'
import type { Settings } from '../settings.ts'
import type { Moment as SaidMoment } from '../when-said.ts'
import { type Act, type Decision, nothing, spokenOf } from './acts.ts'
import { makeButton } from './card.ts'
import { create, reply } from './create.ts'
import type { Facts } from './gather.ts'
import type { KnownTask } from './known.ts'
import { type Answer, done, type Moment, mayChange, press, putOff } from './press.ts'
import { timer } from './remind.ts'
import { HELP, listText, pastMoveText, suggestText, UNTIL_WHEN } from './words.ts'

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

function said({ task, author, wish, place, inTopic }: Of<'say'>, moment: Moment): Decision {
  const { row } = task
  const about = { ...spokenOf(row), intent: 'task' }
  const say = (html: string): Act => ({ act: 'tell', slot: 'said', place, html })
  const answer = (html: string, summary: string, acts: Act[] = []): Decision => ({
    acts: [...acts, say(html)],
    summary,
    about,
  })
  if (wish.do === 'comment')
    return {
      acts: [{ act: 'note', task: row, by: author.id, text: `${author.name}: ${wish.text}`, what: 'comment', phone: task.phone }],
      summary: `Комментарий к задаче «${row.title}»: записал.`,
      about,
    }
  if (row.status === 'done' || row.status === 'cancelled') {
    const summary = `Задача «${row.title}» уже закрыта.`
    return inTopic ? nothing(summary) : answer('Задача уже закрыта.', summary)
  }
  const allowed = mayChange(author, task)
  if (!allowed.yes) {
    const html = wish.do === 'done' ? 'Закрыть задачу могут исполнитель, автор и руководители.' : allowed.because
    const verb = wish.do === 'done' ? 'закрыть' : 'перенести'
    const refusal = answer(html, `${author.name} не может ${verb} задачу «${row.title}»: отказал.`)
    return denied(refusal, author, 'task.change', `task:${row.id}`)
  }
  if (wish.do === 'put_off') return later(task, author, wish.until, moment, answer)
  const closed = { ...done(task, author, moment, null), about }
  // In its topic the card says so.
  return inTopic ? closed : { ...closed, acts: [...closed.acts, say('Готово, спасибо! ✅')] }
}

/** A day without an hour begins with the office. */
function later(task: KnownTask, who: Staff, said: SaidMoment | null, moment: Moment, answer: Answer): Decision {
  const { title } = task.row
  if (said === null) return answer(UNTIL_WHEN, `Задачу «${title}» просят перенести, но не сказали, на когда: переспросил.`)
  const until = said.hasTime ? said.at : addMs(said.at, moment.settings.officeFromHour * HOUR_MS)
  if (until <= moment.now)
    return answer(pastMoveText(until, moment.now), `Задачу «${title}» просят перенести на прошедшее время: переспросил.`)
  return putOff(task, who, until, moment, answer)
}
