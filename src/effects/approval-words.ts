// What people read when somebody has decided, or could not.
import { DECIDES } from './approval-card.ts'
import type { ApprovalRole } from './catalogue/approvals.ts'
import { escapeHtml } from './html.ts'
import { dateTime } from './words.ts'

/** `withdrawn`: nobody has to decide any more, for there is nothing left to allow. */
export type Word = 'approved' | 'refused' | 'expired' | 'withdrawn'

const moment = (at: Date): string => dateTime(at, at)

export const WITHDRAWN = {
  lapsed: 'Бронь отменена, поэтому запрос снят: ничего не сделано.',
  undone: 'Было одобрено, но не сделано: отменено то, от чего это зависело.',
  dependent: 'Запрос снят: то, от чего он зависел, не будет сделано.',
} as const

/** Under the card, instead of its buttons; plain names are escaped here. */
export function decidedLine(word: Exclude<Word, 'withdrawn'>, by: string | null, at: Date): string {
  const who = by === null ? '' : `: ${escapeHtml(by)}`
  if (word === 'expired') return `⌛ Решения не было до ${moment(at)}, поэтому ничего не сделано.`
  return `${word === 'approved' ? '✅ Одобрено' : '✖️ Отказано'}${who}, ${moment(at)}.`
}

export const withdrawnLine = (why: keyof typeof WITHDRAWN, at: Date): string => `🚫 ${WITHDRAWN[why]} ${moment(at)}.`

interface Shown {
  was: string
  is: string
}
const MOST_SHOWN = 60
const brief = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text)
/** Sums whole, the beginning of texts; the log has all of it. */
const fromTo = ({ was, is }: Shown): string => `${brief(was)} → ${brief(is)}`

/** On the card, which asks again; plain words are escaped here. */
export const REMARK = {
  edited: (by: string, shown: Shown, at: Date) => `✏️ ${escapeHtml(by)}, ${moment(at)}: ${escapeHtml(fromTo(shown))}`,
  changed: (what: string) => `⚠️ Бронь изменилась: ${escapeHtml(what)}.`,
  dependent: '⚠️ Один из вариантов отпал.',
} as const

const decides = (role: string): string => DECIDES[role as ApprovalRole] ?? role

/** What the one who pressed or replied is told, plain text. */
export const PRESSED = {
  approved: 'Одобрено, выполняю.',
  refused: 'Отказано, ничего не сделаю.',
  gone: 'Этого запроса больше нет.',
  foreign: 'Эта кнопка не отсюда: откройте, пожалуйста, исходное сообщение.',
  late: 'Срок уже вышел, ничего не сделано.',
  unknown: 'Вас нет среди сотрудников, решить не получится.',
  stale: 'Карточка изменилась, пока вы нажимали: посмотрите на неё и решите ещё раз.',
  fixed: 'Здесь нечего менять: одобрите или откажите.',
  edit: 'Ответьте на эту карточку новым значением.',
  changed: (what: string) => `Бронь изменилась: ${what}. Проверьте и решите ещё раз.`,
  notYours: (role: string) => `Решает ${decides(role)}, ваш голос здесь не считается.`,
  edited: (shown: Shown) => `Записал: ${fromTo(shown)}. Это ещё не решение: оно за вами, кнопкой на карточке.`,
  raised: (shown: Shown, role: string) => `Записал: ${fromTo(shown)}. Теперь решает ${decides(role)}: спросил.`,
  overtaken: 'Не изменил: пока вы писали, это изменили иначе. Посмотрите, пожалуйста, на карточку.',
  already: (word: Word, by: string | null, at: Date) =>
    word === 'expired'
      ? PRESSED.late
      : word === 'withdrawn'
        ? 'Запрос уже снят, ничего не сделано.'
        : `Уже ${word === 'approved' ? 'одобрено' : 'отказано'}${by === null ? '' : `: ${by}`}, ${moment(at)}.`,
} as const
