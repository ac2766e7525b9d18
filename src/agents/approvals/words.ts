// What people read from the agent approvals.
import { DECIDES } from '../../effects/approval-card.ts'
import type { ApprovalRole } from '../../effects/catalogue/approvals.ts'
import { escapeHtml } from '../../effects/html.ts'
import type { Approval } from '../../tools/rental.ts'
import type { Editable } from '../editable.ts'
import { capital, dateTime, lines } from '../words.ts'

/** Who is asked when the first one keeps silent. */
export const ABOVE: Readonly<Record<ApprovalRole, ApprovalRole>> = {
  asker: 'asker',
  manager: 'head',
  head: 'director',
  director: 'director',
}

export const reminderText = '⏰ <b>Напоминаю:</b> решения всё ещё нет.'
export const escalationText = (silent: ApprovalRole): string => `⏫ <b>Поднимаю выше:</b> ${DECIDES[silent]} пока не ответил.`

const ANSWER_LENGTH = 200
const STATUS: Readonly<Record<string, string>> = {
  approved: 'одобрено',
  refused: 'отказано',
  expired: 'срок вышел',
  withdrawn: 'запрос снят',
}
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
      ? `Решает ${DECIDES[role as ApprovalRole]}, до ${dateTime(expiresAt, now)}.`
      : `Уже решено: ${STATUS[status] ?? status}.`,
  )
  return `${head}\n${capital(plain(text))}`.slice(0, ANSWER_LENGTH)
}

export const goneText = 'Эта кнопка уже не работает.'

/** In the window over the chat. @param ables how each of those that are asked about can be put otherwise. */
export function hintText(ables: readonly (Pick<Editable, 'how' | 'example'> | null)[]): string {
  const able = ables.find((one) => one !== null)
  if (!able) return 'Здесь нечего менять: одобрите или откажите.'
  return ables.length > 1
    ? `Ответьте на эту карточку: номер варианта, двоеточие и новое значение, например «2: ${able.example}».`
    : `Ответьте на эту карточку ${able.how}.`
}

/** To whoever replied to a card, HTML. */
export const replyText = {
  settled: 'Этот запрос уже решён, менять поздно.',
  fixed: 'Здесь нечего менять: одобрите или откажите кнопкой на карточке.',
  which: (example: string | null): string =>
    `Не изменил: не понял, какой вариант. Ответьте на карточку номером и новым значением, например: «2: ${escapeHtml(example ?? '250 GEL')}».`,
  unclear: (why: string, how: string): string => `Не изменил: ${escapeHtml(why)}. Ответьте на карточку ${escapeHtml(how)}.`,
  same: (shown: string): string => `Там так и стоит: ${escapeHtml(shown)}. Решите, пожалуйста, кнопкой на карточке.`,
}

const BUTTON = { approve: 'Одобрить', refuse: 'Отказать', edit: 'Изменить' } as const

export const summaries = {
  word: (word: keyof typeof BUTTON) => `Передал в журнал решений: нажали «${BUTTON[word]}».`,
  edit: (was: string, is: string) => `На карточку ответили: вместо ${was} — ${is}. Передал в журнал решений.`,
  same: 'На карточку ответили тем, что на ней и стоит.',
  unclear: 'На карточку ответили, но что изменить, не понял: переспросил.',
  settledReply: 'Ответили на карточку, по которой уже решено: так и сказал.',
  details: 'Показал подробности запроса.',
  gone: 'Такого запроса на согласование нет: сказал, что кнопка не работает.',
  settled: 'Решение уже есть, напоминать не о чем.',
  remind: 'Решения ещё нет: напомнил тому, кто решает.',
  escalate: 'Решения всё ещё нет: спросил следующего по старшинству.',
  expire: 'Никто не решил вовремя: запрос отменён.',
} as const
