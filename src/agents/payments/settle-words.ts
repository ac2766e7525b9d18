// What people read of debts and overpayments.
import { escapeHtml } from '../../effects/html.ts'
import { accountText, debtText } from '../debts.ts'
import { insteadText, responsibleText } from '../people.ts'
import { bookingLink, bookingNumber, capital, lines, span } from '../words.ts'
import type { SettleFacts } from './settling.ts'

const HOUR = 3_600_000

export function settleHtml({ type, hours, account: { booking, debt }, responsible }: SettleFacts): string {
  const owes = (debt.owedMinor ?? 0) > 0
  const said = debtText(debt)
  const late = hours === null ? '' : ` — уже ${span(hours * HOUR)}`
  return lines(
    `${owes ? '💸' : '💰'} <b>${escapeHtml(capital(said))}${late}</b>, бронь ${bookingNumber(booking)}`,
    WHY[type],
    booking.clientName === null ? null : `Клиент: ${escapeHtml(booking.clientName)}`,
    `${escapeHtml(capital(accountText(debt)))}.`,
    `Ответственный: ${responsibleText(responsible)}`,
    insteadText(responsible),
    owes
      ? `Получите оплату и отметьте её в RentProg — или попросите у меня ссылку: «ссылка на оплату по брони ${booking.number ?? booking.id}».`
      : 'Проверьте, что нужно вернуть клиенту, и отметьте возврат в RentProg.',
    bookingLink(booking.id),
  )
}

const WHY: Record<SettleFacts['type'], string> = {
  'booking.created': 'Бронь создана.',
  'booking.returned': 'Авто вернулось, а расчёты не закрыты.',
  'booking.cancelled': 'Бронь отменена, а деньги по ней пришли.',
  reminder: 'Расчёты всё ещё не закрыты.',
}
