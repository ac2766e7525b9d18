// Who answers for what: one line per event type. The owner of the fleet can read this page from top to bottom.
import type { AgentFor, AgentName } from '../agents/index.ts'
import type { EventType } from '../events/index.ts'

export interface Route<T extends EventType> {
  kind: 'parallel' | 'sequence' | 'critical' | 'ask' | 'beside' | 'owner'
  /** These always run. */
  always: readonly AgentFor<T>[]
  /** Among these somebody chooses: keywords, then the model, then `otherwise`. */
  among: readonly AgentFor<T>[]
  /** Who takes it when nobody is meant or known. */
  otherwise?: AgentFor<T>
}

type Names<T extends EventType> = readonly AgentFor<T>[]
/** All of them, at the same time. */
const parallel = <T extends EventType>(...agents: Names<T>): Route<T> => ({ kind: 'parallel', always: agents, among: [] })
/** One after another; each sees what those before it reported. @public: a kind of route the owner may choose at any time. */
export const sequence = <T extends EventType>(...agents: Names<T>): Route<T> => ({ kind: 'sequence', always: agents, among: [] })
/** At once, and no model is ever asked. */
const critical = <T extends EventType>(...agents: Names<T>): Route<T> => ({ kind: 'critical', always: agents, among: [] })
/** What was written decides: confident keywords first, then the model, then a person. */
const ask = <T extends EventType>(otherwise: AgentFor<T>, ...among: Names<T>): Route<T> => ({ kind: 'ask', always: [], among, otherwise })
/** The first ones always, and beside them whoever the words mean. @public */
export const beside = <T extends EventType>(always: Names<T>, ...among: Names<T>): Route<T> => ({ kind: 'beside', always, among })
/** The agent that set the timer or sent the card. */
const owner = <T extends EventType>(otherwise: AgentFor<T>): Route<T> => ({ kind: 'owner', always: [], among: [], otherwise })

export type Routes = { readonly [T in EventType]: Route<T> }

export const routes = {
  'booking.created': parallel('booking-controller', 'payments'),
  'booking.updated': parallel('booking-controller'),
  'booking.issue.planned': parallel('booking-controller', 'issue-assistant'),
  'booking.return.planned': parallel('booking-controller', 'return-assistant'),
  'booking.issued': parallel('booking-controller', 'issue-assistant'),
  'booking.returned': parallel('booking-controller', 'return-assistant', 'payments'),
  'booking.cancelled': parallel('booking-controller', 'payments'),
  'car.moved': parallel('car-topics', 'maintenance'),
  'car.updated': parallel('maintenance'),
  'client.updated': parallel('client-chats'),
  'cash.collected': parallel('cash-control'),

  'message.incoming': beside(
    ['client-chats', 'sla-control'],
    'booking-controller',
    'payments',
    'tasks',
    'car-topics',
    'issue-assistant',
    'return-assistant',
  ),
  'message.sent': parallel('sla-control'),

  'message.employee': ask(
    'staff-assistant',
    'booking-controller',
    'issue-assistant',
    'return-assistant',
    'tasks',
    'car-topics',
    'payments',
    'client-chats',
    'cash-control',
    'daily-plan',
    'service-trips',
    'access',
    'maintenance',
    'approvals',
  ),
  'callback.button': owner('duty'),
  // Each looks whether the open operation, or the topic, is its own.
  'photo.uploaded': parallel('issue-assistant', 'return-assistant', 'client-chats'),
  'chat.changed': parallel('car-topics'),

  'payment.succeeded': parallel('payments'),
  'payment.failed': parallel('payments'),
  'payment.refunded': parallel('payments'),
  'payment.link.expired': parallel('payments'),
  'payment.disputed': critical('payments'),

  'trip.detected': parallel('service-trips'),
  'unauthorized.trip': critical('service-trips'),
  speeding: parallel('service-trips'),
  'battery.low': parallel('service-trips'),
  'device.offline': parallel('service-trips'),
  'device.state.changed': parallel('service-trips'),
  'inspection.checked': parallel('maintenance'),
  'browser.result': parallel('service-trips', 'maintenance'),

  'check.bookings': parallel('booking-controller'),
  'check.cash': parallel('cash-control'),
  'check.to': parallel('maintenance'),
  'check.starline': parallel('service-trips'),
  'check.canary': parallel('duty'),
  'check.completeness': parallel('duty'),
  'check.webhooks': parallel('duty'),
  'cash.reconcile': parallel('cash-control'),
  'daily.plan.generate': parallel('daily-plan'),

  'sla.due': owner('sla-control'),
  'reminder.due': owner('duty'),
  'approval.expired': owner('duty'),
  'task.overdue': owner('tasks'),
  'suggestion.taken': owner('tasks'),
} as const satisfies Routes

export const routeOf = (type: EventType): Route<EventType> => routes[type] as unknown as Route<EventType>

/** Every agent a route may lead to, for checks and drawings. */
export const agentsOf = (route: Route<EventType>): AgentName[] => [
  ...new Set<AgentName>([...route.always, ...route.among, ...(route.otherwise ? [route.otherwise] : [])]),
]
