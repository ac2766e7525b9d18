// The rule for what Stripe tells: write it down, move the link, tell whoever has to know — once, and never backwards. Pure.
import { LINK_STATUSES, type LinkStatus } from '../../effects/catalogue/money.ts'
import type { Button, Place } from '../../effects/catalogue.ts'
import type { DecideContext } from '../agent.ts'
import { debtOf } from '../debts.ts'
import type { Act, Decision } from './acts.ts'
import { buttonOf, cardKeyOf } from './link-id.ts'
import { AGAIN } from './link-words.ts'
import { cardOf } from './pressed.ts'
import { knownAlready, recordOf } from './progress.ts'
import type { StripeFacts } from './stripe-facts.ts'
import { titleOf, toldText } from './words.ts'

const MANAGERS: Place = { to: 'chat', purpose: 'managers' }

export function stripeTold(facts: StripeFacts, { clock, settings }: DecideContext): Decision {
  const { event, payment, booking, whose } = facts
  const kept: Act[] = [{ act: 'record', payment: recordOf(event, whose) }, ...linkMoves(facts)]
  const known = knownAlready(event, payment)
  if (known !== null) return { acts: kept, summary: known }
  const debt = booking === null ? null : debtOf(booking, withThis(facts), settings(booking.branch).bookingCurrency)
  const html = toldText(event, { booking, whose, link: facts.link, debt, now: clock.now() })
  const isUrgent = event.type === 'payment.disputed'
  const tell = audience(facts).map(([slot, to]): Act => ({ act: 'tell', slot, to, html, isUrgent, buttons: buttonsOf(facts) }))
  return { acts: [...kept, ...tell], summary: `${titleOf(event, whose)}: ${isUrgent ? 'поднял руководителей' : 'сообщил руководителям'}.` }
}

function linkMoves({ event, link, booking }: StripeFacts): Act[] {
  if (link === null) return []
  const { paymentId } = event.payload
  const to = (status: 'paid' | 'expired', more: object = {}): Act[] => [
    { act: 'save-link', id: link.id, set: { status, ...more } },
    ...(movesTo(link.status, status) ? cardOf(link, booking && { booking }, status) : []),
  ]
  if (event.type === 'payment.succeeded') return to('paid', { paymentId })
  return event.type === 'payment.link.expired' ? to('expired') : []
}

const rank = (status: string): number => LINK_STATUSES.indexOf(status as LinkStatus)
const movesTo = (was: string, is: LinkStatus): boolean => rank(is) > rank(was)

/** A link that is over may be asked for again. */
const buttonsOf = ({ event, link }: StripeFacts): Button[][] | undefined =>
  event.type === 'payment.link.expired' && link !== null && movesTo(link.status, 'expired') && cardKeyOf(link.id) !== null
    ? [[{ text: AGAIN, data: buttonOf(link.id, 'again') }]]
    : undefined

/** The booking's payments as they will be after this event: they are not written down yet. */
function withThis({ event, payment, payments }: StripeFacts): Parameters<typeof debtOf>[1] {
  const others = payments.filter(({ id }) => id !== event.payload.paymentId)
  if (event.type !== 'payment.succeeded' && event.type !== 'payment.refunded') return payment === null ? others : [...others, payment]
  const { amountMinor, currency } = event.payload
  return [
    ...others,
    {
      amountMinor,
      refundedMinor: event.type === 'payment.refunded' ? event.payload.refundedMinor : (payment?.refundedMinor ?? 0),
      currency,
      status: 'succeeded',
    },
  ]
}

/** Once to everybody who has to know, by slot. */
function audience({ event, branch, topic, asker, hasDirector }: StripeFacts): [slot: string, to: Place][] {
  const manager: Place = branch === null ? MANAGERS : { to: 'role', role: 'manager', branch }
  const isDispute = event.type === 'payment.disputed'
  // Whoever asked for the link wants to know; a manager of the branch knows already.
  const isManager = asker?.role === 'manager' && asker.branch === branch
  return [
    ...(isDispute && branch !== null ? ([['managers', MANAGERS]] as [string, Place][]) : []),
    ['manager', manager],
    ...(isDispute && hasDirector ? ([['director', { to: 'role', role: 'director' }]] as [string, Place][]) : []),
    ...(topic === null ? [] : ([['topic', topic]] as [string, Place][])),
    ...(asker === null || isManager || !asker.active ? [] : ([['asker', { to: 'staff', id: asker.id }]] as [string, Place][])),
  ]
}
