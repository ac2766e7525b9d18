// What people read when somebody has decided, or could not.
import { inTbilisi } from '../clock.ts'
import { escapeHtml } from './html.ts'

export type Word = 'approved' | 'refused' | 'expired'

const moment = (at: Date): string => inTbilisi(at).setLocale('ru').toFormat('d MMMM HH:mm')

const ROLE: Readonly<Record<string, string>> = {
  manager: 'руководитель филиала',
  head: 'руководитель подразделения',
  director: 'директор',
}

/** Under the card, instead of its buttons; plain names are escaped here. */
export function decidedLine(word: Word, by: string | null, at: Date): string {
  const who = by === null ? '' : `: ${escapeHtml(by)}`
  if (word === 'expired') return `⌛ Решения не было до ${moment(at)}, поэтому ничего не сделано.`
  return `${word === 'approved' ? '✅ Одобрено' : '✖️ Отказано'}${who}, ${moment(at)}.`
}

/** What the one who pressed is told, plain text. */
export const PRESSED = {
  approved: 'Одобрено, выполняю.',
  refused: 'Отказано, ничего не сделаю.',
  gone: 'Этого запроса больше нет.',
  foreign: 'Эта кнопка не отсюда: откройте, пожалуйста, исходное сообщение.',
  late: 'Срок уже вышел, ничего не сделано.',
  unknown: 'Вас нет среди сотрудников, решить не получится.',
  notYours: (role: string) => `Решает ${ROLE[role] ?? role}, ваш голос здесь не считается.`,
  already: (word: Word, by: string | null, at: Date) =>
    word === 'expired'
      ? PRESSED.late
      : `Уже ${word === 'approved' ? 'одобрено' : 'отказано'}${by === null ? '' : `: ${by}`}, ${moment(at)}.`,
} as const
