// Which answer fits which facts. Pure.
import type { Place } from '../../effects/catalogue.ts'
import type { DecideContext, Decided } from '../agent.ts'
import { bookingText } from './booking.ts'
import { aboutOf, type Found } from './found.ts'
import type { Suggested } from './free-question.ts'
import type { Facts } from './gather.ts'
import { whyText } from './why-words.ts'
import {
  branchText,
  carsText,
  clientText,
  FORGOTTEN,
  freeAnswerText,
  freeText,
  HELLO,
  HELP,
  notUnderstoodText,
  peopleText,
  START,
  THANKS,
} from './words.ts'

export interface Decision extends Decided {
  /** Null: nothing is said. */
  answer: { place: Place; html: string; slot: 'answer' | 'why' | 'forgotten' } | null
  /** What the model would do, each for the word of whoever asked. */
  suggested: readonly Suggested[]
  written: Facts['written']
}

const SLOT: Partial<Record<Found['about'], 'why' | 'forgotten'>> = { why: 'why', forget: 'forgotten' }

export function decide({ asker, written, talking, found }: Facts, { settings }: DecideContext): Decision {
  const base = { suggested: found.about === 'model' ? found.answer.suggested : [], written, about: aboutOf(found) }
  const silent = (summary: string): Decision => ({ ...base, answer: null, summary })
  if (found.about === 'nothing' && written.edited && talking.answered === null)
    return silent('Сотрудник исправил сообщение, которое я не понял: молчу.')
  // In a group people talk with each other: nobody has asked us.
  if (found.about === 'nothing' && !asker.isPrivate && !talking.isReply) return silent('В общем чате говорят не со мной: молчу.')
  if (found.about === 'help' && found.kind !== 'help' && found.kind !== 'start' && !asker.isPrivate)
    return silent('Здороваются в общем чате не со мной: молчу.')
  const { html, summary } = answerTo(found, asker, settings)
  return { ...base, answer: { place: asker.place, html, slot: SLOT[found.about] ?? 'answer' }, summary }
}

function answerTo(found: Found, asker: Facts['asker'], settings: DecideContext['settings']): { html: string; summary: string } {
  switch (found.about) {
    case 'car':
      return {
        html: carsText(found.cars, settings),
        summary:
          found.cars.shown.length === 0
            ? 'Спросили об авто, но какое — непонятно: сказал, как спросить.'
            : 'Рассказал об авто по нашей базе.',
      }
    case 'free_cars':
      return {
        html: freeText(found.free),
        summary: found.free.span === null ? 'Спросили о свободных авто без времени: переспросил.' : 'Назвал свободные авто.',
      }
    case 'client':
      return {
        html: clientText(found.client),
        summary:
          found.client.shown.length === 0
            ? 'Спросили о клиенте, но я его не нашёл: сказал, как искать.'
            : 'Рассказал о клиенте по нашей базе.',
      }
    case 'branch':
      return { html: branchText(found.branch), summary: 'Дал сводку по филиалу.' }
    case 'people':
      return { html: peopleText(found.people), summary: 'Назвал сотрудников филиала.' }
    case 'booking':
      return { html: bookingText(found.booking, settings), summary: 'Рассказал о брони, о которой шла речь.' }
    case 'model': {
      const { model, sources, suggested } = found.answer
      const by = sources.length === 0 ? '' : ` по данным (${sources.join(', ')})`
      const more = suggested.length === 0 ? '' : ` Она предложила (${suggested.map(({ tool }) => tool).join(', ')}): жду слова сотрудника.`
      return { html: freeAnswerText(found.answer), summary: `Правила не подошли: ответила модель ${model}${by}.${more}` }
    }
    case 'forget':
      return { html: FORGOTTEN, summary: 'Забыл, о чём говорили, как просили.' }
    case 'why':
      return {
        html: whyText(found.why),
        summary: found.why.told === null ? 'Спросили «почему», но сообщения я не нашёл.' : 'Объяснил, почему написал то сообщение.',
      }
    case 'help':
      return HELPS[found.kind](asker.staff?.name ?? null)
    case 'nothing':
      return { html: notUnderstoodText(), summary: 'Не понял сотрудника: рассказал, что умею.' }
  }
}

const HELPS: Record<Extract<Found, { about: 'help' }>['kind'], (name: string | null) => { html: string; summary: string }> = {
  start: (name) => ({ html: START(name), summary: 'Сотрудник начал разговор: рассказал, что умею.' }),
  hello: (name) => ({ html: HELLO(name), summary: 'Поздоровался.' }),
  thanks: () => ({ html: THANKS, summary: 'Сказали спасибо: ответил.' }),
  help: () => ({ html: HELP, summary: 'Рассказал, что умею.' }),
}
