// What an event may cause: one line per event type. Whatever a text, a model or an agent makes of the event, nothing else leaves the run.
import { BadInput } from '../errors.ts'
import type { Event, EventType } from '../events/index.ts'
import type { EffectKind, Place, Proposal } from './catalogue.ts'

type Kinds = readonly EffectKind[]

/** Words for people, and nothing that counts. */
const tell: Kinds = ['telegram.message', 'telegram.edit', 'telegram.pin', 'telegram.unpin', 'telegram.delete']
const timers: Kinds = ['event.defer', 'event.withdraw']
/** Where people's cards and checklists stand; `material.upsert` says which photo belongs where, `plan.upsert` what the daily plan shows of it. */
const handover: Kinds = ['operation.open', 'operation.tick', 'operation.close', 'material.upsert', 'plan.upsert', 'telegram.media']
const board: Kinds = ['yougile.task', 'yougile.comment', 'yougile.update']
/** Rows that RentProg fills. */
const facts: Kinds = ['booking.upsert', 'car.upsert', 'client.upsert']

const booking: Kinds = [...tell, ...timers, ...handover, ...board, ...facts, 'link.upsert', 'stripe.deactivate-link']
const tracker: Kinds = [...tell, ...timers, 'tracker.upsert', 'trip.upsert', 'incident.open', 'car.upsert']
const care: Kinds = [...tell, ...timers, 'inspection.upsert', 'service.upsert', 'car.upsert', 'telegram.topic']
const cash: Kinds = [...tell, ...timers, 'cash.entry', 'cash.balance']
const payment: Kinds = [...tell, ...timers, 'payment.record', 'link.upsert', 'stripe.deactivate-link', 'incident.open']
/** What only staff set in motion, each behind the roles (roles.ts) or a person's yes (policy.ts). */
const staff: Kinds = [
  ...tell,
  ...timers,
  ...handover,
  ...board,
  ...facts,
  ...['telegram.topic', 'conversation.upsert', 'sla.upsert', 'umnico.reply'],
  ...['task.upsert', 'task.log', 'amocrm.task', 'amocrm.complete', 'amocrm.note'],
  ...[
    'incident.open',
    'incident.close',
    'trip.permit',
    'trip.upsert',
    'tracker.upsert',
    'service.upsert',
    'inspection.upsert',
    'cash.balance',
  ],
  ...['link.upsert', 'stripe.link', 'stripe.deactivate-link', 'rentprog.update', 'rentprog.payment', 'conversation.remember'],
] as Kinds
/** The supervisor's own: asking a person, and what came of it. */
const deciding: Kinds = ['approval.ask', 'approval.remind', 'approval.decide', 'decision.note']

export const causes: Readonly<Record<EventType, Kinds>> = {
  'booking.created': booking,
  'booking.updated': booking,
  'booking.issue.planned': booking,
  'booking.return.planned': booking,
  'booking.issued': booking,
  'booking.returned': booking,
  'booking.cancelled': booking,
  'car.moved': [...care, 'car.upsert'],
  'car.updated': care,
  'client.updated': [...tell, 'client.upsert', 'conversation.upsert', 'telegram.topic'],
  'cash.collected': cash,

  // A client's words: mirrored for staff, and a clock that says somebody waits. Never an answer, money, a task or an incident.
  'message.incoming': [...tell, ...timers, 'telegram.topic', 'conversation.upsert', 'sla.upsert'],
  'message.sent': [...tell, ...timers, 'conversation.upsert', 'sla.upsert'],

  'message.employee': [...staff, 'approval.edit', 'decision.note', 'staff.invite', 'staff.unlink', 'suggestion.take'],
  'callback.button': [...staff, ...deciding, 'telegram.answer'],
  'photo.uploaded': [...tell, ...timers, ...handover, ...board],
  'chat.changed': [...tell, 'chat.move'],

  'payment.succeeded': payment,
  'payment.failed': payment,
  'payment.refunded': payment,
  'payment.link.expired': payment,
  'payment.disputed': payment,

  'trip.detected': tracker,
  'unauthorized.trip': tracker,
  speeding: tracker,
  'battery.low': tracker,
  'device.offline': tracker,
  'device.state.changed': tracker,
  'inspection.checked': care,
  'browser.result': [...care, ...tracker],

  'check.bookings': booking,
  'check.cash': cash,
  'check.to': care,
  'check.starline': tracker,
  'check.canary': [...tell, ...timers],
  'check.completeness': [...tell, ...timers],
  'check.webhooks': [...tell, 'incident.open', 'umnico.enable-webhook'],
  'cash.reconcile': cash,
  'daily.plan.generate': [...tell, 'plan.upsert', 'operation.plan', 'booking.upsert', 'car.upsert'],

  'sla.due': [...tell, ...timers, 'sla.upsert'],
  'reminder.due': [
    ...booking,
    ...care,
    ...cash,
    ...['conversation.upsert', 'task.log', 'task.upsert', 'trip.upsert', 'tracker.upsert', 'incident.open'],
  ] as Kinds,
  'approval.expired': [...tell, ...timers, ...deciding],
  // What a model suggested and a person took: what its typed wishes come to, and no more.
  'suggestion.taken': [
    ...tell,
    ...timers,
    ...board,
    ...['task.upsert', 'task.log', 'amocrm.task', 'amocrm.note', 'link.upsert', 'stripe.link', 'decision.note'],
  ] as Kinds,
  'task.overdue': [...tell, ...timers, ...board, 'task.upsert', 'task.log'],
}

/** Whose words an event carries that are nobody's of ours: they may reach these places, and change rows of their own conversation alone. */
const STRANGERS: readonly EventType[] = ['message.incoming', 'message.sent']
const PLACES: readonly Place['to'][] = ['client', 'staff', 'role', 'chat']
/** An accident cannot wait until somebody reads the topic: these agents alone also call whoever answers for the client. */
const ALARMING: readonly string[] = ['car-topics']

/** Why a proposal may not come of the event; null where it may. */
export function notCaused(event: Event, agent: string, proposal: Proposal): string | null {
  const { type } = event
  if (!causes[type].includes(proposal.kind)) return `${proposal.kind} may not come of ${type}`
  if (!STRANGERS.includes(type)) return null
  const { leadId: own } = event.payload as { leadId: string }
  const { place, leadId } = proposal.payload as { place?: Place; leadId?: string }
  if (place !== undefined && !PLACES.includes(place.to)) return `words of a client may not go to a place of the kind ${place.to}`
  if (type === 'message.incoming' && place !== undefined && place.to !== 'client' && !ALARMING.includes(agent))
    return `${agent} leaves what it makes of a client’s words in the client’s topic`
  if (leadId !== undefined && leadId !== own) return `${proposal.kind} is about another conversation than the client's`
  return null
}

/** @throws BadInput naming the agent and what it may not. */
export function proveCaused(event: Event, agent: string, proposals: readonly Proposal[]): void {
  for (const proposal of proposals) {
    const why = notCaused(event, agent, proposal)
    if (why !== null) throw new BadInput(`${agent} proposed what the event may not cause: ${why}`)
  }
}
