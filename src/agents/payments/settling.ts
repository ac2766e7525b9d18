// What a booking owes when it begins, ends or is cancelled: told once to those who can settle it. Pure but for its facts.
import { addMs, HOUR_MS } from '../../clock.ts'
import type { Place } from '../../effects/catalogue.ts'
import type { EventOf } from '../../events/index.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { isTechnical } from '../booking-state.ts'
import { debtText } from '../debts.ts'
import { bookingOf } from '../known-booking.ts'
import { type Responsible, responsibleFor } from '../people.ts'
import { bookingNumber, sum } from '../words.ts'
import { type Account, accountOf } from './account.ts'
import { type Act, type Decision, nothing } from './acts.ts'
import { cardOf } from './pressed.ts'
import { settleHtml } from './settle-words.ts'

type Ending = EventOf<'booking.created' | 'booking.returned' | 'booking.cancelled'>

export interface SettleFacts {
  what: 'settle'
  type: Ending['type'] | 'reminder'
  /** After how many hours, for a reminder. */
  hours: number | null
  account: Account
  responsible: Responsible
  /** Who manages the branch is the responsible person too. */
  isManager: boolean
  /** The booking came back or was cancelled before already: it was told then. */
  wasTold: boolean
}

export async function gatherSettling(event: Ending, context: GatherContext): Promise<SettleFacts> {
  const { now: booking } = await bookingOf(event, context)
  const account = await accountOf(booking, context, event.type === 'booking.created' ? 'never' : 'if-unknown')
  const [lane, people] = await Promise.all([context.read.rental.lanes([event.subject]), peopleOf(account, context)])
  const wasTold = lane.some(({ id, type, status }) => id !== event.id && type === event.type && status === 'done')
  return { what: 'settle', type: event.type, hours: null, account, wasTold, ...people }
}

export async function peopleOf({ booking }: Account, { read }: GatherContext): Promise<Pick<SettleFacts, 'responsible' | 'isManager'>> {
  const [responsible, manager] = await Promise.all([
    responsibleFor(booking, read),
    read.rental.holderOf({ role: 'manager', branch: booking.branch }),
  ])
  return { responsible, isManager: responsible.instead !== null || responsible.staff?.id === manager?.id }
}

export function settle(facts: SettleFacts, { clock, settings }: DecideContext): Decision {
  const { type, account, wasTold } = facts
  const { booking, debt } = account
  const title = `Бронь ${bookingNumber(booking)}`
  const table = settings(booking.branch)
  if (isTechnical(booking, table)) return nothing(`${title}: техническая, денег по ней не ждём.`)
  if (type === 'booking.created') return nothing(expected(account))
  if (wasTold) return nothing(`${title}: о расчётах по ней уже сообщил.`)
  const closing = type === 'booking.cancelled' ? account.links.filter(({ status }) => OPEN.includes(status)) : []
  const closed = closing.flatMap((link): Act[] => [
    { act: 'save-link', id: link.id, set: { status: 'cancelled' } },
    ...(link.stripeId === null ? [] : [{ act: 'close-link', linkId: link.id } as const]),
    ...(link.stripeId === null ? [] : cardOf(link, account, 'cancelled')),
  ])
  const links = closed.length === 0 ? '' : ', открытые ссылки закрыл'
  const owed = debt.owedMinor ?? 0
  // «Не больше» is a guess: with it nobody would be left in peace.
  if (owed === 0 || (owed > 0 && !debt.isExact))
    return { acts: closed, summary: `${title}: ${debtText(debt)}, напоминать не о чем${links}.` }
  const html = settleHtml(facts)
  const manager: Place = { to: 'role', role: 'manager', branch: booking.branch }
  const tells: Act[] = [
    { act: 'tell', slot: 'manager', to: manager, html, isUrgent: false },
    ...(facts.isManager ? [] : [{ act: 'tell', slot: 'responsible', to: facts.responsible.place, html, isUrgent: false } as const]),
  ]
  const timers = owed > 0 && type === 'booking.returned' ? table.debtRemindHours.map((hours) => remindOf(account, hours, clock.now())) : []
  return { acts: [...closed, ...tells, ...timers], summary: `${title}: ${debtText(debt)}, сообщил ответственному и руководителю${links}.` }
}

const OPEN: readonly string[] = ['requested', 'created', 'expired']

const remindOf = ({ booking }: Account, hours: number, now: Date): Act => ({
  act: 'remind',
  subject: `booking:${booking.id}`,
  stage: `debt:${hours}`,
  at: addMs(now, hours * HOUR_MS),
  about: { booking_id: booking.id, branch: booking.branch },
})

function expected({ booking, debt }: Account): string {
  const { totalMinor, depositMinor } = booking
  const parts = [
    totalMinor === null ? 'сумма пока неизвестна' : `ждём ${sum(totalMinor, debt.currency)}`,
    ...(depositMinor === null || depositMinor === 0 ? [] : [`залог ${sum(depositMinor, debt.currency)}`]),
  ]
  return `Бронь ${bookingNumber(booking)}: ${parts.join(', ')}; пока делать нечего.`
}
