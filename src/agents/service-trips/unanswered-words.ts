// What people read when nobody takes care of an unauthorised trip.
import { escapeHtml } from '../../effects/html.ts'
import type { Incident, Trip } from '../../tools/rental.ts'
import { branchOf } from '../booking-facts.ts'
import { BRANCH_NAME, lines, span } from '../words.ts'
import { positionOf } from './position.ts'
import type { Above } from './unanswered.ts'
import { map } from './words.ts'

export const unansweredText = ({ summary, branch, openedAt, carId }: Incident, trip: Trip | null, now: Date): string => {
  const at = positionOf(trip?.endLat, trip?.endLon)
  const where = branchOf(branch)
  return lines(
    `🚨 <b>Тревогу никто не взял: уже ${span(now.getTime() - openedAt.getTime())}</b>`,
    `${escapeHtml(summary)}.`,
    at !== null && map(at),
    where === undefined || where === null
      ? 'Чьё это авто, мы не знаем. Позвоните, пожалуйста, руководителям филиалов.'
      : `Позвоните, пожалуйста, руководителю филиала (${BRANCH_NAME[where]}).`,
    `Кнопки — на карточке ${carId === null ? 'в чате руководителей' : 'в теме авто'}.`,
  )
}

export function unansweredSummary(incident: Incident | null, how: Above | 'nothing' | 'closed' | 'nobody'): string {
  const about = incident?.summary ?? 'Тревога'
  switch (how) {
    case 'nothing':
      return 'Напоминание о тревоге, которой нет: молчу.'
    case 'closed':
      return `${about}: инцидент уже закрыт, молчу.`
    case 'nobody':
      return `${about}: тревогу никто не взял, а руководителя подразделения нет; скажу директору.`
    case 'head':
      return `${about}: тревогу никто не взял, сообщил руководителю подразделения.`
    case 'director':
      return `${about}: тревогу никто не взял, сообщил директору.`
  }
}
