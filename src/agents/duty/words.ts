// What people read from the duty agent: one line of the table per event type, in the order of EVENTS.md.
import { bookingLink, lines, plural } from '../words.ts'
import type { Notice, Notices } from './notice.ts'

const quiet = (why: string) => (): Notice => ({ quiet: why })
const PAYMENTS = 'Платежами занимается агент платежей: записал в журнал.'
const CHATS = 'Клиентами и их диалогами занимается агент чатов: записал в журнал.'
const CASH = 'Кассами занимается агент касс: записал в журнал.'
const CARE = 'Машинами занимается агент обслуживания и техосмотра: записал в журнал.'
const BOOKINGS = 'Бронями занимаются контролер броней и помощники: записал в журнал.'
const TRIPS = 'Поездками и маяками занимается агент служебных поездок: записал в журнал.'
const TIMER =
  (what: string) =>
  (payload: { stage: string; booking_id?: number }): Notice => ({
    tell: lines(
      `⏰ Сработал таймер (${what}), но агента, который его ставил, больше нет.`,
      payload.booking_id !== undefined && bookingLink(payload.booking_id, 'Посмотрите, пожалуйста, бронь'),
    ),
    summary: `Таймер «${payload.stage}» без хозяина: сообщил руководителю.`,
  })

export const notices: Notices = {
  'booking.created': quiet(BOOKINGS),
  'booking.updated': quiet(BOOKINGS),
  'booking.issue.planned': quiet(BOOKINGS),
  'booking.return.planned': quiet(BOOKINGS),
  'booking.issued': quiet(BOOKINGS),
  'booking.returned': quiet(BOOKINGS),
  'booking.cancelled': quiet(BOOKINGS),
  'car.moved': quiet('Переезд авто — забота агента тем: записал в журнал.'),
  'car.updated': quiet(CARE),
  'client.updated': quiet(CHATS),
  'cash.collected': quiet(CASH),

  'message.incoming': quiet(CHATS),
  'message.sent': ({ leadId }) => ({ quiet: `Клиенту ответили в диалоге ${leadId}: записал в журнал.` }),

  'message.employee': quiet('Сообщениями сотрудников занимается помощник: записал в журнал.'),
  'callback.button': () => ({ answer: 'Эта кнопка уже не работает.', summary: 'У кнопки нет хозяина: сказал, что она не работает.' }),
  'photo.uploaded': ({ files }) => ({
    reply: 'Фото вижу, но не знаю, к чему оно. Пришлите его в тему авто или с подписью, например «бронь 4001, кузов».',
    summary: `${plural(files.length, 'файл', 'файла', 'файлов')} без адресата: спросил, к чему.`,
  }),
  'chat.changed': quiet('За чатами следит агент тем: записал в журнал.'),

  'payment.succeeded': quiet(PAYMENTS),
  'payment.failed': quiet(PAYMENTS),
  'payment.refunded': quiet(PAYMENTS),
  'payment.link.expired': quiet(PAYMENTS),
  'payment.disputed': quiet(PAYMENTS),

  'trip.detected': quiet(TRIPS),
  'unauthorized.trip': quiet(TRIPS),
  speeding: quiet(TRIPS),
  'battery.low': quiet(TRIPS),
  'device.offline': quiet(TRIPS),
  'device.state.changed': quiet(TRIPS),
  'inspection.checked': quiet(CARE),
  'browser.result': quiet('Результат автопроверки без адресата: записал в журнал.'),

  'check.cash': quiet(CASH),
  'check.bookings': quiet('Проверка броней — забота контролера броней: записал в журнал.'),
  'check.to': quiet(CARE),
  'check.starline': quiet(TRIPS),
  'check.canary': quiet('Контрольное событие прошло весь путь: всё живо.'),
  // What is found is said in completeness-words.ts.
  'check.completeness': quiet('Сверка с RentProg: записал в журнал.'),
  // What is found is said in webhook-words.ts.
  'check.webhooks': quiet('Проверка вебхуков: записал в журнал.'),
  'cash.reconcile': quiet(CASH),
  'daily.plan.generate': quiet('План на день составляет его агент: записал в журнал.'),
  'sla.due': TIMER('ответ клиенту'),
  'reminder.due': TIMER('напоминание'),
  'approval.expired': TIMER('согласование'),
  'task.overdue': TIMER('просроченная задача'),
  'suggestion.taken': quiet('Принятое предложение выполняет агент, который его сделал: записал в журнал.'),
}
