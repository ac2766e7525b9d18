// A message of a client chat: one envelope for what a client wrote and for what we wrote to a client.
import { z } from 'zod'
import { BadInput } from '../../../errors.ts'
import { firstIssue, type NewEvent } from '../../../events/index.ts'
import type { Reading } from '../../source.ts'
import type { Fields, Json } from '../rentprog/value.ts'
import { attachmentsOf } from './attachments.ts'

/** Umnico writes the same id as a number here and as text there. */
const Id = z.union([z.string().trim().min(1).max(200), z.int()]).transform(String)
const SomeId = Id.optional().catch(undefined)
const Word = z.string().trim().min(1).max(200).optional().catch(undefined)
const Flag = z.boolean().optional().catch(undefined)
const Text = z.union([z.string(), z.number()]).transform(String).nullish()
const Any = z.custom<Json>().optional()

const Message = z.object({
  messageId: Id.nullish(),
  datetime: SomeId,
  incoming: z.boolean().nullish(),
  /** Text and attachments lie one level deeper than one expects. */
  message: z.object({ text: Text, attachments: Any, attachment: Any }).nullish(),
  text: Text,
  attachments: Any,
  customId: Word,
  sender: z.object({ id: SomeId, customerId: SomeId, login: SomeId, phone: SomeId, name: Word, type: Word }).optional().catch(undefined),
  source: z.object({ id: SomeId, realId: SomeId, saId: SomeId, type: Word }).optional().catch(undefined),
  sa: z.object({ id: SomeId, type: Word }).optional().catch(undefined),
})
type Message = z.output<typeof Message>

const Body = z.object({ leadId: Id, isNewLead: Flag, isNewCustomer: Flag, customId: Word, message: Message.nullish() })

/**
 * What an effect's key looks like, `<event>:<agent>:<kind>:<slot>`: the mark our sends carry and Umnico gives back.
 * No proof of anything: whoever knows the secret of the door could write it, but they could write any message as well.
 */
const EFFECT_KEY = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[a-z][a-z0-9-]*:[a-z][a-z0-9.-]*:[\x21-\x7e]+$/

/** @throws BadInput when it is no message of a conversation. */
export function readMessage(type: 'message.incoming' | 'message.sent', fields: Fields, receivedAt: Date): Reading {
  const parsed = Body.safeParse(fields)
  if (!parsed.success) throw new BadInput(`the message cannot be read: ${firstIssue(parsed.error)}`)
  const { leadId, isNewLead, isNewCustomer, message } = parsed.data
  const incoming = type === 'message.incoming'
  if (typeof message?.incoming === 'boolean' && message.incoming !== incoming)
    throw new BadInput('the type says one direction of the message, the message says the other')

  const id = idOf(message, receivedAt)
  // With the conversation: some channels count their messages for each chat anew.
  const dedupeKey = id.certain ? `${type}:${leadId}:${id.messageId}` : undefined
  const customId = message?.customId ?? parsed.data.customId
  if (!incoming && customId !== undefined && EFFECT_KEY.test(customId))
    return { outcome: 'ignored', reason: 'our own message, which its receipt has told us already', dedupeKey }

  const payload = { leadId, messageId: id.messageId, ...contentOf(message), ...placeOf(message) }
  const event: NewEvent = incoming
    ? { type: 'message.incoming', payload: { ...payload, ...customerOf(message), isNewLead, isNewCustomer } }
    : { type: 'message.sent', payload: { ...payload, customerId: message?.sender?.customerId, userId: message?.sender?.id, customId } }
  const timestamp = (sentAt(message) ?? receivedAt).toISOString()
  return {
    outcome: 'accepted',
    dedupeKey,
    events: [{ ...event, source: 'umnico', timestamp, dedupeKey: dedupeKey && `umnico:${dedupeKey}` }],
  }
}

/** Without any id two messages may look alike: rather one too many than one lost. */
function idOf(message: Message | null | undefined, receivedAt: Date): { messageId: string; certain: boolean } {
  if (message?.messageId) return { messageId: message.messageId, certain: true }
  const at = sentAt(message)
  return { messageId: `at-${(at ?? receivedAt).getTime()}`, certain: at !== undefined }
}

/** Where Umnico sends no content it must be read in the history of the conversation, and the event says so. */
function contentOf(message: Message | null | undefined) {
  const inner = message?.message
  const text = inner?.text ?? message?.text
  const attachments = attachmentsOf(inner?.attachments, inner?.attachment, message?.attachments)
  const bodyMissing = !inner && typeof text !== 'string' && attachments.length === 0
  return { text: text ?? '', attachments, ...(bodyMissing && { bodyMissing }) }
}

/** `source.identifier` and `sa.login` are our own number, so they are nobody's phone. */
function placeOf(message: Message | null | undefined) {
  const { source, sa, sender } = message ?? {}
  return {
    // Not the type of the source, which only tells messages from comments.
    channel: sa?.type ?? sender?.type,
    realId: source?.realId ?? source?.id,
    saId: source?.saId ?? sa?.id,
    sourceType: source?.type,
  }
}

function customerOf(message: Message | null | undefined) {
  const { sender, sa } = message ?? {}
  const { customerId, name, login, phone } = sender ?? {}
  const isWhatsapp = /^(?:whatsapp|waba)/.test(sa?.type ?? sender?.type ?? '')
  const number = phone ?? (isWhatsapp && /^\+?\d{7,15}$/.test(login ?? '') ? login : undefined)
  return { customerId, customerName: name, customerPhone: number, login }
}

const EARLIEST_MS = Date.UTC(2000)
const LATEST_MS = Date.UTC(2100)

/** Unix milliseconds; undefined when there is none that can be true. */
function sentAt(message: Message | null | undefined): Date | undefined {
  const ms = Number(message?.datetime)
  return ms >= EARLIEST_MS && ms < LATEST_MS ? new Date(Math.trunc(ms)) : undefined
}
