// Timers of our own: a link nobody has paid, a debt nobody has settled. Looked at again when they fire.

import type { Place } from '../../effects/catalogue.ts'
import type { EventOf } from '../../events/index.ts'
import type { PaymentLink } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { type BookingView, viewOf } from '../booking-facts.ts'
import { conversationWith } from '../conversation.ts'
import { sum } from '../words.ts'
import { accountOf } from './account.ts'
import { type Act, type Decision, nothing } from './acts.ts'
import { unpaidText } from './link-words.ts'
import { peopleOf, type SettleFacts } from './settling.ts'

export interface UnpaidFacts {
  what: 'unpaid'
  hours: number
  link: PaymentLink
  booking: BookingView | null
  topic: Place | null
}
export interface UnknownTimer {
  what: 'unknown-timer'
  stage: string
}

export async function gatherReminded(
  { payload }: EventOf<'reminder.due'>,
  context: GatherContext,
): Promise<UnpaidFacts | SettleFacts | UnknownTimer> {
  const { rental } = context.read
  const { stage, ref, booking_id: id } = payload
  const [, kind, hours] = /^(unpaid|debt):(\d+)$/.exec(stage) ?? []
  const [row, link] = await Promise.all([
    id === undefined ? null : rental.booking(id),
    kind === 'unpaid' && ref !== undefined ? rental.link(ref) : null,
  ])
  if (link !== null) {
    const conversation = link.clientId === null ? null : await conversationWith(link.clientId, context)
    return { what: 'unpaid', hours: Number(hours), link, booking: row && viewOf(row), topic: conversation?.place ?? null }
  }
  if (kind !== 'debt' || row === null) return { what: 'unknown-timer', stage }
  // Whoever paid meanwhile shall not be dunned: RentProg knows best.
  const account = await accountOf(viewOf(row), context, 'always')
  return { what: 'settle', type: 'reminder', hours: Number(hours), account, wasTold: false, ...(await peopleOf(account, context)) }
}

export function unpaid({ hours, link, booking, topic }: UnpaidFacts): Decision {
  const amount = sum(link.amountMinor, link.currency)
  if (link.status !== 'created') return nothing(`Ссылка на ${amount}: ${STATUS[link.status] ?? link.status}, не напоминаю.`)
  const html = unpaidText(link, booking, hours)
  const places: [string, Place][] = [
    ...(topic === null ? [] : ([['topic', topic]] as [string, Place][])),
    ...(link.requestedBy === null ? [] : ([['asker', { to: 'staff', id: link.requestedBy }]] as [string, Place][])),
  ]
  return {
    acts: places.map(([slot, to]): Act => ({ act: 'tell', slot, to, html, isUrgent: false })),
    summary: `Ссылка на ${amount} не оплачена ${hours} ч: напомнил.`,
  }
}

const STATUS: Readonly<Record<string, string>> = {
  requested: 'ещё не согласована',
  expired: 'истекла',
  cancelled: 'отменена',
  paid: 'оплачена',
}
