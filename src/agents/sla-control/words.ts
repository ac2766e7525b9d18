// What people read while a client waits.
import { escapeHtml } from '../../effects/html.ts'
import type { SlaClock } from '../../tools/rental.ts'
import { bookingLink, bookingNumber, lines, span, when } from '../words.ts'
import type { Facts } from './gather.ts'
import type { Tell } from './ladder.ts'

export interface Waiting {
  facts: Facts
  clock: SlaClock
  /** Working time. */
  waited: number
  /** Who was told before. */
  before: readonly Tell[]
  /** Somebody has written the answer, Umnico has not taken it yet. */
  isOnItsWay: boolean
  now: Date
}

/** As summaries name them. */
export const TOLD: Record<Tell, string> = {
  employee: 'ответственный',
  manager: 'руководитель филиала',
  head: 'руководитель подразделения',
  director: 'директор',
}

/** As those higher up read of them. */
const KNOWS: Record<Tell, string> = {
  employee: 'ответственному',
  manager: 'руководителю филиала',
  head: 'руководителю подразделения',
  director: 'директору',
}

const OPENING: Record<Tell, string> = { employee: '⏳', manager: '⏰', head: '🔥', director: '🚨' }

export function waitingText(tell: Tell, { facts, clock, waited, before, isOnItsWay, now }: Waiting): string {
  const { conversation, topicUrl } = facts
  const { booking, responsible, name } = conversation
  return lines(
    `${OPENING[tell]} <b>${escapeHtml(name)} ждёт ответа ${span(waited)}</b>`,
    clock.startedAt.getTime() === clock.countsFrom.getTime()
      ? `Клиент написал ${when(clock.startedAt, now)}.`
      : `Клиент написал ${when(clock.startedAt, now)}, рабочее время считаю с открытия.`,
    booking !== null && `${bookingLink(booking.id, `Бронь ${bookingNumber(booking)}`)}`,
    tell !== 'employee' && `Отвечает: ${responsible === null ? 'никто не назначен' : escapeHtml(responsible.name)}.`,
    before.length > 0 && `Уже сообщил: ${before.map((who) => KNOWS[who]).join(', ')}.`,
    isOnItsWay && 'Ответ написан, но Umnico его пока не принял.',
    topicUrl === null ? 'Ответьте, пожалуйста, клиенту в Umnico.' : `<a href="${topicUrl}">${CALL[tell]}</a>`,
  )
}

const CALL: Record<Tell, string> = {
  employee: 'Ответить клиенту',
  manager: 'Открыть диалог и помочь с ответом',
  head: 'Открыть диалог',
  director: 'Открыть диалог',
}
