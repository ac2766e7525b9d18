// What people read from the agent approvals.
import type { Approval } from '../../tools/rental.ts'
import { capital, DECIDES, type DecidingRole } from '../approval-card.ts'
import { dateTime, lines } from '../words.ts'

/** Who is asked when the first one keeps silent. */
export const ABOVE: Readonly<Record<DecidingRole, DecidingRole>> = { manager: 'head', head: 'director', director: 'director' }

export const reminderText = '⏰ <b>Напоминаю:</b> решения всё ещё нет.'
export const escalationText = (silent: DecidingRole): string => `⏫ <b>Поднимаю выше:</b> ${DECIDES[silent]} пока не ответил.`

const ANSWER_LENGTH = 200
const STATUS: Readonly<Record<string, string>> = { approved: 'одобрено', refused: 'отказано', expired: 'срок вышел' }
const plain = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** In the window over the chat, which holds little: who and until when first. */
export function detailsText({ text, role, status, expiresAt, createdAt }: Approval, askedBy: string | null, now: Date): string {
  const head = lines(
    askedBy !== null && `Просит: ${askedBy}, ${dateTime(createdAt, now)}.`,
    status === 'pending'
      ? `Решает ${DECIDES[role as DecidingRole]}, до ${dateTime(expiresAt, now)}.`
      : `Уже решено: ${STATUS[status] ?? status}.`,
  )
  return `${head}\n${capital(plain(text))}`.slice(0, ANSWER_LENGTH)
}

export const goneText = 'Эта кнопка уже не работает.'
export const summaries = {
  word: (word: 'approve' | 'refuse') => `Передал в журнал решений: нажали «${word === 'approve' ? 'Одобрить' : 'Отказать'}».`,
  details: 'Показал подробности запроса.',
  gone: 'Такого запроса на согласование нет: сказал, что кнопка не работает.',
  settled: 'Решение уже есть, напоминать не о чем.',
  remind: 'Решения ещё нет: напомнил тому, кто решает.',
  escalate: 'Решения всё ещё нет: спросил следующего по старшинству.',
  expire: 'Никто не решил вовремя: запрос отменён.',
} as const
