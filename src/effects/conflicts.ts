// When two agents of one run want different things of the same thing: what each kind sets, and who wins. One line each. Pure.
import { definitionOf, isEventType } from '../events/index.ts'
import { type EffectKind, type EffectPayload, type Place, placeKey } from './catalogue.ts'
import type { PlannedEffect } from './plan.ts'
import { policy } from './policy.ts'

/**
 * - `first`: the agent that stands earlier in the plan
 * - `owner`: the agent the thing belongs to, else the first
 * - `standing`: whoever leaves it standing; a timer looks again when it fires, what is open can be closed later
 * - `person`: neither is done, somebody chooses
 */
export type Settlement = 'first' | 'owner' | 'standing' | 'person'

/** What can be contradicted, and how that is settled. */
export const settlements = {
  booking: 'first',
  car: 'first',
  client: 'first',
  conversation: 'owner',
  sla: 'owner',
  tracker: 'owner',
  trip: 'owner',
  permit: 'first',
  inspection: 'owner',
  service: 'owner',
  link: 'owner',
  cash: 'owner',
  task: 'owner',
  plan: 'owner',
  checklist: 'owner',
  operation: 'owner',
  incident: 'standing',
  topic: 'standing',
  message: 'standing',
  'message-text': 'owner',
  timer: 'standing',
  chat: 'first',
  'yougile-task': 'first',
  'amocrm-task': 'first',
  // What leaves the house is not ours to guess.
  'rentprog-booking': 'person',
  'rentprog-payment': 'person',
  'payment-link': 'person',
  reply: 'person',
} as const satisfies Record<string, Settlement>
type Thing = keyof typeof settlements

/** Two claims contradict each other when thing, id and field are the same and the value is not. */
interface Claim {
  thing: Thing
  id: string
  field: string
  value: unknown
  /** Whose it is, for `owner`. */
  owner?: string
  /** It ends the thing, for `standing`. */
  ends?: boolean
}

/** When it was looked: two agents that looked a moment apart do not contradict each other. */
const MOMENTS: readonly string[] = ['readAt', 'checkedAt', 'countedAt', 'seenAt', 'createdAt', 'remindedAt']

/** One claim per column; of a column that is merged, one per entry. */
const row = (thing: Thing, id: string | number, set: Readonly<Record<string, unknown>>, owner?: string): Claim[] =>
  Object.entries(set)
    .filter(([field, value]) => value !== undefined && !MOMENTS.includes(field))
    .flatMap(([field, value]) =>
      field === 'extras' || field === 'told'
        ? Object.entries(value as object).map(([name, entry]) => ({ thing, id: `${id}`, field: `${field}.${name}`, value: entry, owner }))
        : [{ thing, id: `${id}`, field, value, owner }],
    )

const one = (thing: Thing, id: string, value: unknown, more: Partial<Claim> = {}): Claim[] => [{ thing, id, field: 'it', value, ...more }]
const assistantOf = (kind: 'issue' | 'return') => `${kind}-assistant`
const senderOf = (key: string) => key.split(':')[1]
const laneOf = ({ type, payload }: EffectPayload<'event.defer'>) => (isEventType(type) ? definitionOf(type).subject(payload) : '')

/** What each kind sets. Without a line two of a kind never contradict each other: each says or adds something of its own. */
const claims: { readonly [K in EffectKind]?: (payload: EffectPayload<K>) => Claim[] } = {
  'booking.upsert': ({ id, set }) => row('booking', id, set),
  'car.upsert': ({ id, set }) => row('car', id, set),
  'client.upsert': ({ id, set }) => row('client', id, set),
  'conversation.upsert': ({ leadId, set }) => row('conversation', leadId, set, 'client-chats'),
  'sla.upsert': ({ leadId, set }) => row('sla', leadId, set, 'sla-control'),
  'tracker.upsert': ({ id, set }) => row('tracker', id, set, 'service-trips'),
  'trip.upsert': ({ id, set }) => row('trip', id, set, 'service-trips'),
  'trip.permit': ({ id, ...set }) => row('permit', id, set),
  'inspection.upsert': ({ plate, set }) => row('inspection', plate, set, 'maintenance'),
  'service.upsert': ({ carId, set }) => row('service', carId, set, 'maintenance'),
  'link.upsert': ({ id, set }) => row('link', id, set, 'payments'),
  'cash.entry': ({ id, ...set }) => row('cash', `entry-${id}`, set, 'cash-control'),
  'cash.balance': ({ employeeId, currency, set }) => row('cash', `${employeeId}-${currency}`, set, 'cash-control'),
  'task.upsert': ({ id, set }) => row('task', id, set, 'tasks'),
  'plan.upsert': ({ branch, day, messages, shown }) => row('plan', `${branch}-${day}`, { messages, shown }, 'daily-plan'),
  'operation.tick': ({ bookingId, kind, code, done }) =>
    one('checklist', `${bookingId}-${kind}-${code}`, done, { owner: assistantOf(kind) }),
  'operation.open': ({ bookingId, kind }) => one('operation', `${bookingId}-${kind}`, 'open', { owner: assistantOf(kind) }),
  'operation.close': ({ bookingId, kind, status }) => one('operation', `${bookingId}-${kind}`, status, { owner: assistantOf(kind) }),
  'incident.open': ({ id }) => one('incident', id, 'open'),
  'incident.close': ({ id }) => one('incident', id, 'closed', { ends: true }),
  'telegram.topic': ({ action, place, name }) =>
    action === 'rename'
      ? [{ thing: 'topic', id: placeKey(place as Place), field: 'name', value: name }]
      : one('topic', placeKey(place as Place), action === 'close' ? 'closed' : 'open', { ends: action === 'close' }),
  'telegram.edit': ({ message, html, buttons }) => [
    ...one('message', message, 'there'),
    { thing: 'message-text', id: message, field: 'text', value: [html, buttons], owner: senderOf(message) },
  ],
  'telegram.pin': ({ message }) => one('message', message, 'there'),
  'telegram.delete': ({ message }) => one('message', message, 'gone', { ends: true }),
  'event.defer': (timer) => one('timer', `${timer.type} ${laneOf(timer)} ${timer.timerSlot}`, timer.notBefore),
  'event.withdraw': ({ type, subject, timerSlot }) => one('timer', `${type} ${subject} ${timerSlot}`, 'withdrawn', { ends: true }),
  'chat.move': ({ from, to }) => one('chat', `${from}`, to),
  'yougile.update': ({ task, ...set }) => row('yougile-task', task, set),
  'amocrm.complete': ({ task, result }) => one('amocrm-task', task, result),
  'rentprog.update': ({ branch, bookingId, set }) => row('rentprog-booking', `${branch}-${bookingId}`, set),
  'rentprog.payment': ({ branch, bookingId, group, amountMinor }) =>
    one('rentprog-payment', `${branch}-${bookingId}-${group}`, amountMinor),
  'stripe.link': ({ bookingId, linkId, amountMinor, currency }) => one('payment-link', `${bookingId ?? linkId}`, [amountMinor, currency]),
  'umnico.reply': ({ leadId, text }) => one('reply', leadId, text),
}

const claimsOf = ({ kind, payload }: PlannedEffect): Claim[] =>
  (claims[kind] as ((payload: unknown) => Claim[]) | undefined)?.(payload) ?? []

/** Where it lies between two agents: `booking 700001: state`. */
export interface Contradiction {
  /** The effect that stands, or the other one a person chooses between. */
  with: string
  about: string
  settlement: Settlement
}

export interface Verdict {
  /** It is not done, because of the other one. */
  lost: Contradiction | null
  /** A person chooses between it and these. */
  disputed: Contradiction[]
  /** It says the same as another one, which is done once. */
  same: string | null
}

/**
 * Who wins where agents contradict each other.
 * @param round the attempt in which an effect was proposed: what an earlier attempt did is done.
 * @returns a verdict for each effect that does not simply stand.
 */
export function settle(effects: readonly PlannedEffect[], round: (effect: PlannedEffect) => number): Map<PlannedEffect, Verdict> {
  const verdicts = new Map<PlannedEffect, Verdict>()
  const verdictOf = (effect: PlannedEffect): Verdict => {
    const verdict = verdicts.get(effect) ?? { lost: null, disputed: [], same: null }
    verdicts.set(effect, verdict)
    return verdict
  }
  const standing: { effect: PlannedEffect; made: Claim[] }[] = []
  const all = effects.map((effect, index) => ({ effect, index, made: claimsOf(effect) })).filter(({ made }) => made.length > 0)
  // Whoever comes first here stands: then a loser never falls to somebody who falls later.
  all.sort((a, b) => round(a.effect) - round(b.effect) || rank(a.effect, a.made) - rank(b.effect, b.made) || a.index - b.index)
  for (const { effect, made } of all) {
    const others = standing.filter((other) => other.effect.agent !== effect.agent)
    const same = others.find((other) => other.effect.kind === effect.kind && sameClaims(other.made, made))
    if (same) {
      if (!isOurs(effect.kind)) verdictOf(effect).same = same.effect.key
      else standing.push({ effect, made })
      continue
    }
    const clashes = others.flatMap((other) => clashOf(other.made, made).map((clash) => ({ other: other.effect, ...clash })))
    const lost = clashes.find(({ settlement }) => settlement !== 'person')
    if (lost) {
      verdictOf(effect).lost = { with: lost.other.key, about: lost.about, settlement: lost.settlement }
      continue
    }
    for (const { other, about, settlement } of clashes) {
      verdictOf(effect).disputed.push({ with: other.key, about, settlement })
      // What an earlier attempt began is not called back.
      if (round(other) === round(effect)) verdictOf(other).disputed.push({ with: effect.key, about, settlement })
    }
    standing.push({ effect, made })
  }
  return verdicts
}

/** Owners before others, and whoever ends a thing last. */
const rank = ({ agent }: PlannedEffect, made: readonly Claim[]): number =>
  made.some(({ ends }) => ends === true) ? 2 : made.some(({ owner }) => owner === agent) ? 0 : 1

/** To write the same into our own tables twice is harmless, and each has its receipt. */
const isOurs = (kind: EffectKind): boolean => policy[kind].onUncertain === 'local'

const nameOf = ({ thing, id, field }: Claim): string => (field === 'it' ? `${thing} ${id}` : `${thing} ${id}: ${field}`)

function clashOf(standing: readonly Claim[], made: readonly Claim[]): { about: string; settlement: Settlement }[] {
  return made.flatMap((claim) => {
    const other = standing.find((one) => nameOf(one) === nameOf(claim))
    return other && written(other.value) !== written(claim.value) ? [{ about: nameOf(claim), settlement: settlements[claim.thing] }] : []
  })
}

const sameClaims = (a: readonly Claim[], b: readonly Claim[]): boolean =>
  a.length === b.length && b.every((claim) => a.some((one) => nameOf(one) === nameOf(claim) && written(one.value) === written(claim.value)))

/** Two ways to write one moment are one value. */
const written = (value: unknown): string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(value) ? new Date(value).toISOString() : JSON.stringify(value)
