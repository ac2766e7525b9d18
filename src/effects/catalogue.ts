// Everything that can go out: the effect kinds, with the shape of each payload. Agents propose these as data.
import { z } from 'zod'
import { Branch } from '../events/event.ts'
import { TelegramId } from '../events/telegram.ts'
import { approvalKinds } from './catalogue/approvals.ts'
import { auditKinds } from './catalogue/audit.ts'
import { conversationKinds } from './catalogue/conversations.ts'
import { fleetKinds } from './catalogue/fleet.ts'
import { moneyKinds } from './catalogue/money.ts'
import { rentalKinds } from './catalogue/rental.ts'
import { Album, At, Buttons, EffectKey, Html, Id, Place } from './catalogue/shapes.ts'
import { talkKinds } from './catalogue/talk.ts'
import { taskKinds } from './catalogue/tasks.ts'

export { PAYMENT_STATUSES, type PaymentStatus } from './catalogue/money.ts'
export type { BookingColumns, CarColumns, MaterialColumns } from './catalogue/rental.ts'
export { Album, Button, CAPTION_LENGTH, EffectKey, MediaFile, OperationKind, Place } from './catalogue/shapes.ts'
export type { About, Turn } from './catalogue/talk.ts'

/** kind → payload. */
export const catalogue = {
  'telegram.message': z.object({
    place: Place,
    html: Html,
    buttons: Buttons,
    /** The operation (UTC) it is about: quiet hours never hold what concerns an operation within two hours. */
    operationAt: At.optional(),
    /** Passes quiet hours whatever the time. */
    urgent: z.boolean().optional(),
    /** An earlier effect whose receipt fills `{{name}}` in the text, escaped. */
    from: EffectKey.optional(),
    /** What other messages of the same run say to the same place, above and below this one; an edit leaves it as it is. */
    before: Html.optional(),
    after: Html.optional(),
    /** A message of ours in whose place this one comes: it is edited, and only where it is gone something new is sent. */
    instead: EffectKey.optional(),
  }),
  /** Photos, videos and documents by the ids Telegram knows them by, album by album. */
  'telegram.media': z.object({
    place: Place,
    albums: z.array(Album).min(1).max(30),
    operationAt: At.optional(),
    urgent: z.boolean().optional(),
  }),
  'telegram.edit': z.object({ message: EffectKey, html: Html, buttons: Buttons, from: EffectKey.optional() }),
  'telegram.pin': z.object({ message: EffectKey }),
  'telegram.unpin': z.object({ message: EffectKey }),
  'telegram.delete': z.object({ message: EffectKey }),
  'telegram.answer': z.object({
    callbackQueryId: z.string(),
    text: z.string().max(200),
    alert: z.boolean().optional(),
    from: EffectKey.optional(),
  }),
  'telegram.topic': z.object({
    action: z.enum(['open', 'close', 'rename']),
    place: Place.refine((p) => ['car', 'hq-car', 'client', 'task'].includes(p.to), 'only topics of cars, clients and tasks'),
    name: z.string().min(1).max(128),
  }),

  ...rentalKinds,
  ...conversationKinds,
  ...fleetKinds,
  ...moneyKinds,
  ...talkKinds,
  ...taskKinds,
  ...approvalKinds,
  ...auditKinds,

  /** Fields of a booking, as RentProg's public API takes them. */
  'rentprog.update': z.object({
    branch: Branch,
    bookingId: Id,
    set: z.record(z.string().regex(/^[a-z_]{1,40}$/), z.union([z.string(), z.number(), z.boolean()])),
  }),
  'rentprog.payment': z.object({
    branch: Branch,
    bookingId: Id,
    /** Whole minor units; RentProg is given units. */
    amountMinor: z.number().int(),
    /** RentProg's number of the kind of payment. */
    group: z.number().int(),
  }),

  /** A group became a supergroup: from now on it is this chat. */
  'chat.move': z.object({ from: TelegramId, to: TelegramId }),

  'event.defer': z.object({
    type: z.string(),
    /** Payload of the deferred event; parsed by its own schema when it is recorded. */
    payload: z.record(z.string(), z.unknown()),
    notBefore: At,
    /** With type and subject it names the timer; a newer one with the same three replaces it. */
    timerSlot: z.string(),
    dedupeKey: z.string().optional(),
  }),
  'event.withdraw': z.object({ type: z.string(), subject: z.string(), timerSlot: z.string(), reason: z.string() }),
} as const satisfies Record<string, z.ZodType>

export type EffectKind = keyof typeof catalogue
export const effectKinds = Object.keys(catalogue) as EffectKind[]
export type EffectPayload<K extends EffectKind> = z.output<(typeof catalogue)[K]>

/** What an agent proposes. `slot` tells apart several effects of one kind; `after` is the key of an effect that must be sent first. */
export type Proposal = {
  [K in EffectKind]: { kind: K; payload: z.input<(typeof catalogue)[K]>; slot?: string; after?: string }
}[EffectKind]

/** `event:agent:kind:slot`, the outbox's unique key. */
export const effectKey = (eventId: string, agent: string, kind: EffectKind, slot = 'main'): string => `${eventId}:${agent}:${kind}:${slot}`

/** One string per place, so that messages to it keep their order. */
export function placeKey(place: Place): string {
  switch (place.to) {
    case 'staff':
      return `staff-${place.id}`
    case 'role':
      return `role-${place.role}-${place.branch ?? 'any'}`
    case 'car':
      return `car-${place.branch}-${place.carId}`
    case 'hq-car':
      return `hq-car-${place.carId}`
    case 'branch':
      return `branch-${place.branch}`
    case 'plan':
      return `plan-${place.branch}`
    case 'client':
      return `client-${place.topic.replace(':', '-')}`
    case 'task':
      return `task-${place.id}`
    case 'chat':
      return `chat-${place.purpose}`
    case 'thread':
      return `thread-${place.chatId}-${place.threadId ?? 0}`
  }
}

/** Effects to one target leave one after another, in the order they were planned. */
export function targetOf(kind: EffectKind, payload: unknown, key: string): string {
  const p = payload as { place?: Place; message?: string; task?: string; leadId?: string; linkId?: string; bookingId?: number }
  if (p.place) return `telegram:${placeKey(p.place)}`
  if (p.message) return `message:${p.message}`
  if (kind === 'umnico.reply') return `umnico:${p.leadId}`
  if (p.linkId) return `link:${p.linkId}`
  if (kind.startsWith('rentprog.')) return `rentprog:${p.bookingId}`
  if (p.task) return `task:${p.task}`
  return `${kind}:${key}`
}

/** The effect that must be sent before this one because it speaks of its message or task. */
export function dependencyOf(payload: unknown): string | undefined {
  const p = payload as { message?: string; task?: string; from?: string }
  return p.message ?? p.task ?? p.from
}
