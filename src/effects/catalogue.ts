// Everything that can go out: the effect kinds, with the shape of each payload. Agents propose these as data.
import { z } from 'zod'
import { Branch } from '../events/event.ts'
import { TelegramId } from '../events/telegram.ts'

/** A key of an earlier effect, `event:agent:kind:slot`; its receipt tells the message or task id. */
export const EffectKey = z.string().regex(/^[\x21-\x7e]+$/, 'ASCII without spaces')

const At = z.iso.datetime({ offset: true })
export const OperationKind = z.enum(['issue', 'return'])
export type OperationKind = z.infer<typeof OperationKind>

/** Where in Telegram. Never a message id, and a chat id only to answer where somebody wrote. */
export const Place = z.discriminatedUnion('to', [
  /** The private chat of one person. */
  z.object({ to: z.literal('staff'), id: z.number().int() }),
  /** Whoever holds the role (in the branch, then anywhere). */
  z.object({ to: z.literal('role'), role: z.enum(['manager', 'head', 'director', 'admin']), branch: Branch.optional() }),
  /** The car's topic in the forum of the branch. */
  z.object({ to: z.literal('car'), carId: z.number().int(), branch: Branch }),
  /** The car's main topic at headquarters. */
  z.object({ to: z.literal('hq-car'), carId: z.number().int() }),
  /** General of the branch's forum. */
  z.object({ to: z.literal('branch'), branch: Branch }),
  z.object({ to: z.literal('chat'), purpose: z.enum(['hq', 'managers', 'alerts', 'tasks', 'clients']) }),
  z.object({ to: z.literal('thread'), chatId: TelegramId, threadId: z.number().int().optional() }),
])
export type Place = z.infer<typeof Place>

export const Button = z.object({
  text: z.string().min(1).max(64),
  /** `<agent code>|<reference>|<action>`; Telegram allows 64 bytes. */
  data: z.string().refine((d) => Buffer.byteLength(d) <= 64, 'at most 64 bytes'),
})
export type Button = z.infer<typeof Button>
const Buttons = z.array(z.array(Button).min(1)).optional()

/** Telegram HTML; the handler splits what is longer than 4096 characters. */
const Html = z.string().min(1).max(20_000)

const ChecklistItem = z.object({ title: z.string(), done: z.boolean().default(false) })

/** Columns an upsert may set; absent means unchanged. */
export const BookingColumns = z.object({
  branch: Branch.optional(),
  number: z.number().int().nullish(),
  state: z.string().nullish(),
  active: z.boolean().nullish(),
  inRent: z.boolean().optional(),
  technical: z.boolean().optional(),
  repair: z.boolean().optional(),
  archived: z.boolean().optional(),
  carId: z.number().int().nullish(),
  clientId: z.number().int().nullish(),
  clientName: z.string().nullish(),
  startAt: At.nullish(),
  endAt: At.nullish(),
  locationStart: z.string().nullish(),
  locationEnd: z.string().nullish(),
  responsibleId: z.number().int().nullish(),
  responsible: z.string().nullish(),
  startWorkerId: z.number().int().nullish(),
  endWorkerId: z.number().int().nullish(),
  totalMinor: z.number().int().nullish(),
  paidMinor: z.number().int().nullish(),
  depositMinor: z.number().int().nullish(),
  extras: z.record(z.string(), z.unknown()).optional(),
  readAt: At.nullish(),
})
export type BookingColumns = z.infer<typeof BookingColumns>

export const CarColumns = z.object({
  branch: Branch.nullish(),
  name: z.string().nullish(),
  code: z.string().nullish(),
  plate: z.string().nullish(),
  state: z.number().int().nullish(),
  mileageKm: z.number().int().nullish(),
  clean: z.boolean().nullish(),
  archived: z.boolean().optional(),
})
export type CarColumns = z.infer<typeof CarColumns>

export const ClientColumns = z.object({
  name: z.string().nullish(),
  phone: z.string().nullish(),
  email: z.string().nullish(),
  language: z.string().nullish(),
  category: z.string().nullish(),
})

/** What a payment goes through, in this order and never back. A dispute is no status: it may befall any of them. */
export const PAYMENT_STATUSES = ['created', 'failed', 'expired', 'succeeded', 'partially_refunded', 'refunded'] as const
export const PaymentStatus = z.enum(PAYMENT_STATUSES)
export type PaymentStatus = z.infer<typeof PaymentStatus>
const Id32 = z.number().int().positive().max(2_147_483_647)

const Later = z.record(z.string(), z.unknown())

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
  }),
  'telegram.edit': z.object({ message: EffectKey, html: Html, buttons: Buttons }),
  'telegram.pin': z.object({ message: EffectKey }),
  'telegram.delete': z.object({ message: EffectKey }),
  'telegram.answer': z.object({ callbackQueryId: z.string(), text: z.string().max(200), alert: z.boolean().optional() }),
  'telegram.topic': z.object({
    action: z.enum(['open', 'close']),
    place: Place.refine((p) => p.to === 'car' || p.to === 'hq-car', 'only car topics so far'),
    name: z.string().min(1).max(128),
  }),

  'yougile.task': z.object({
    title: z.string().min(1).max(500),
    description: z.string().default(''),
    branch: Branch.optional(),
    /** Staff id; whoever has no YouGile user leaves the task unassigned, the name stands in the description. */
    assigneeId: z.number().int().optional(),
    deadline: At.optional(),
    checklist: z.object({ title: z.string(), items: z.array(ChecklistItem) }).optional(),
    urgent: z.boolean().optional(),
  }),
  'yougile.comment': z.object({ task: EffectKey, text: z.string().min(1).max(10_000) }),
  'yougile.update': z.object({
    task: EffectKey,
    completed: z.boolean().optional(),
    deadline: At.optional(),
    checklist: z.object({ title: z.string(), items: z.array(ChecklistItem) }).optional(),
  }),

  'amocrm.task': Later,
  'amocrm.note': Later,
  'umnico.reply': Later,
  'umnico.enable-webhook': z.object({ webhookId: z.int() }),
  'rentprog.update': Later,
  'stripe.link': Later,
  'conversation.remember': Later,

  'incident.open': z.object({
    id: z.string(),
    kind: z.string(),
    branch: Branch.optional(),
    carId: z.number().int().optional(),
    bookingId: z.number().int().optional(),
    summary: z.string(),
  }),
  'booking.upsert': z.object({ id: z.number().int(), set: BookingColumns }),
  'car.upsert': z.object({ id: z.number().int(), set: CarColumns }),
  'client.upsert': z.object({ id: z.number().int(), set: ClientColumns }),
  'operation.open': z.object({
    bookingId: z.number().int(),
    kind: OperationKind,
    branch: Branch,
    carId: z.number().int().nullish(),
    plannedAt: At,
    items: z.array(z.object({ code: z.string(), title: z.string() })),
    cardKey: EffectKey.optional(),
    taskKey: EffectKey.optional(),
  }),
  'operation.tick': z.object({
    bookingId: z.number().int(),
    kind: OperationKind,
    code: z.string(),
    done: z.boolean(),
    by: z.number().int().optional(),
    evidence: z.array(z.string()).default([]),
  }),
  'operation.close': z.object({
    bookingId: z.number().int(),
    kind: OperationKind,
    status: z.enum(['closed', 'cancelled']),
    report: z.record(z.string(), z.unknown()).optional(),
  }),

  /** Only ever moves a payment forward: what says less than the row already does changes nothing. */
  'payment.record': z.object({
    id: z.string().min(1),
    status: PaymentStatus,
    amountMinor: z.number().int().min(0),
    /** All refunds together. */
    refundedMinor: z.number().int().min(0).default(0),
    currency: z.string().length(3),
    bookingId: Id32.optional(),
    clientId: Id32.optional(),
    disputeId: z.string().optional(),
    /** When it happened at Stripe. */
    at: At,
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
    case 'chat':
      return `chat-${place.purpose}`
    case 'thread':
      return `thread-${place.chatId}-${place.threadId ?? 0}`
  }
}

/** Effects to one target leave one after another, in the order they were planned. */
export function targetOf(kind: EffectKind, payload: unknown, key: string): string {
  const p = payload as { place?: Place; message?: string; task?: string }
  if (p.place) return `telegram:${placeKey(p.place)}`
  if (p.message) return `message:${p.message}`
  if (p.task) return `task:${p.task}`
  return `${kind}:${key}`
}

/** The effect that must be sent before this one because it speaks of its message or task. */
export function dependencyOf(payload: unknown): string | undefined {
  const p = payload as { message?: string; task?: string }
  return p.message ?? p.task
}
