// Russian words every agent uses: dates, places, cars, money, links. Whatever came from outside is escaped here.
import { inTbilisi, MINUTE_MS } from '../clock.ts'
import type { OperationKind, Place } from '../effects/catalogue.ts'
import { escapeHtml } from '../effects/html.ts'
import { dateTime, lines } from '../effects/words.ts'
import type { Branch } from '../events/event.ts'

export { BRANCH_NAME, capital, dateTime, lines, money, sum } from '../effects/words.ts'

/** As staff sort tasks by. */
export const BRANCH_TAG: Record<Branch, string> = {
  tbilisi: 'Tbilisi',
  batumi: 'Batumi',
  kutaisi: 'Kutaisi',
  'service-center': 'Service center',
}

/** The two operations in the cases the texts need. */
export const OPERATION: Record<OperationKind, { is: string; of: string; about: string; it: string; done: string; notDone: string }> = {
  issue: { is: 'Выдача', of: 'выдачи', about: 'выдаче', it: 'выдачу', done: 'Выдача проведена', notDone: 'Выдача не проведена' },
  return: { is: 'Приемка', of: 'приемки', about: 'приемке', it: 'приемку', done: 'Приемка проведена', notDone: 'Приемка не проведена' },
}

/** What an answer rests on; its last line. Plain text. */
export const source = (what: string): string => `<i>Источник: ${escapeHtml(what)}</i>`

const clockTime = (at: Date): string => inTbilisi(at).toFormat('HH:mm')

const NEAR: Record<number, string> = { [-1]: 'вчера', 0: 'сегодня', 1: 'завтра' }

/** `сегодня 12:30`, `завтра 09:00`, `5 ноября 12:30`. */
export function when(at: Date, now: Date): string {
  const days = Math.round(inTbilisi(at).startOf('day').diff(inTbilisi(now).startOf('day'), 'days').days)
  const near = NEAR[days]
  return near === undefined ? dateTime(at, now) : `${near} ${clockTime(at)}`
}

/** `15 мин`, `2 ч`, `1 ч 10 мин`, `3 дн.` */
export function span(ms: number): string {
  const total = Math.max(0, Math.round(Math.abs(ms) / MINUTE_MS))
  if (total < 60) return `${total} мин`
  const hours = Math.floor(total / 60)
  if (hours >= 48) return `${Math.floor(hours / 24)} дн.`
  return total % 60 === 0 ? `${hours} ч` : `${hours} ч ${total % 60} мин`
}

export function plural(n: number, one: string, few: string, many: string): string {
  const tens = n % 100
  const ones = n % 10
  if (tens > 10 && tens < 20) return `${n} ${many}`
  return `${n} ${ones === 1 ? one : ones > 1 && ones < 5 ? few : many}`
}

/** Staff quote the number; where there is none, the id is all there is. */
export const bookingNumber = (booking: { id: number; number: number | null }): string => `#${booking.number ?? booking.id}`

export const bookingUrl = (id: number): string => `https://web.rentprog.ru/bookings/${id}`
export const bookingLink = (id: number, text = 'Открыть в RentProg'): string => `<a href="${bookingUrl(id)}">${escapeHtml(text)}</a>`

/** RentProg's states of a car. */
export const CAR_STATE: Readonly<Record<number, string>> = {
  1: 'можно выдавать',
  2: 'в ремонте',
  3: 'критическое состояние',
  4: 'в долгосрочной аренде',
  5: 'не выдавать',
  6: 'необходимо обслуживание',
}

/** Plain text; escape it where it goes into HTML. */
export function carLabel(car: { id: number; name: string | null; plate: string | null } | null): string {
  if (car === null) return 'авто не назначено'
  return [car.name, car.plate].filter((part) => part !== null && part !== '').join(' ') || `авто ${car.id}`
}

/** Where somebody wrote, to answer there. */
export const threadOf = ({ chatId, threadId }: { chatId: number; threadId?: number | undefined }): Place =>
  threadId === undefined ? { to: 'thread', chatId } : { to: 'thread', chatId, threadId }

/** What somebody who is not staff is told, once in their life. */
export const STRANGER_REFUSAL = lines(
  'Здравствуйте! Это внутренний бот для сотрудников компании, поэтому помочь здесь я не смогу.',
  'По вопросам аренды напишите, пожалуйста, своему менеджеру или туда, где бронировали авто.',
  'Если вы у нас работаете, попросите у руководителя филиала код и пришлите его сюда: /link и 12 знаков.',
)

/** What the person who pressed a button is told where no agent says it. */
export const PRESS = {
  stranger: 'Эта кнопка для сотрудников.',
  slow: 'Секунду, ещё работаю над этим…',
  done: 'Принято.',
  failed: 'Не получилось. Попробуйте, пожалуйста, ещё раз через минуту.',
} as const

/** What the card says while something takes long; what agents say of themselves comes in its place. */
export const WORKING = {
  card: (doing: string) => `⏳ ${doing}`,
  unsaid: 'Работаю над этим…',
  classifying: 'Разбираюсь, о чём вопрос…',
  /** Nothing is to be said where the card stands, or not in one message. */
  done: '✅ Готово.',
  below: '✅ Готово, ответ ниже 👇',
  /** What tells of it waits for something that is on its way. */
  sending: '📤 Отправляю, подтверждение будет ниже 👇',
} as const

/** A vendor that is asked. */
export const ASKING = {
  rentprog: 'Спрашиваю RentProg…',
  yougile: 'Смотрю в YouGile…',
  umnico: 'Смотрю переписку в Umnico…',
  stripe: 'Спрашиваю Stripe…',
  amocrm: 'Смотрю в amoCRM…',
  telegram: 'Открываю фото…',
} as const

/** What the person who wrote is told when an agent could not; `who` is HTML, null when nobody got so far. */
export const TROUBLE = {
  later: (who: string | null, at: Date, now: Date) =>
    `⏳ ${who === null ? 'Пока не получается' : `Пока не получается у помощника «${who}»`}. Попробую ещё раз сам ${when(at, now)}, писать заново не нужно.`,
  over: (who: string | null) =>
    `⚠️ ${who === null ? 'Не получилось' : `Не получилось у помощника «${who}»`}. Дежурный уже знает; если срочно, напишите, пожалуйста, руководителю.`,
  solved: '✅ Теперь получилось.',
  press: (who: string) => `Не получилось у помощника «${who}». Попробуйте, пожалуйста, ещё раз через минуту.`.slice(0, 200),
} as const
