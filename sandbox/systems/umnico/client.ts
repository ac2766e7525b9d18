// A client, or an operator in Umnico's own window, writes: the message is kept, and the webhooks are called with it.
import { z } from 'zod'
import type { Shelf } from '../../shelf.ts'
import { type Answer, type Call, ok } from '../../system.ts'
import type { Conversation, Conversations, Kept } from './conversations.ts'
import type { Webhook } from './webhooks.ts'

const Order = z.object({
  leadId: z.coerce.number().int().positive(),
  text: z.string().default(''),
  attachments: z.array(z.record(z.string(), z.unknown())).default([]),
  /** False: an operator answers in Umnico itself. */
  incoming: z.boolean().default(true),
  /** Of a message that is in the history already: its webhook is sent once more. */
  messageId: z.string().min(1).optional(),
  channel: z.string().optional(),
  /** Of the customer, where the conversation is a new one. */
  name: z.string().optional(),
  phone: z.string().optional(),
  /** The door to knock at, with its secret; absent: every webhook that is enabled. */
  url: z.url().optional(),
  secret: z.string().default('sandbox-umnico'),
})

/** @returns the message as it stands in the history, and what every door said to it. */
export async function clientDoor({ body }: Call, conversations: Conversations, webhooks: Shelf<number, Webhook>): Promise<Answer> {
  const order = Order.safeParse(body)
  if (!order.success) return { status: 400, body: { error: z.prettifyError(order.error) } }
  const { leadId, text, attachments, incoming, messageId, channel, name, phone, url, secret } = order.data
  const isNewCustomer = conversations.known(`${leadId}`) === undefined
  const conversation = conversations.get(`${leadId}`)
  if (channel !== undefined) conversation.channel = channel
  if (name !== undefined) conversation.customer.name = name
  if (phone !== undefined) Object.assign(conversation.customer, { phone: phone.replace(/\D/g, ''), login: phone.replace(/\D/g, '') })
  const kept =
    conversation.messages.find((message) => message.messageId === messageId) ??
    conversations.keep(conversation, { incoming, text, attachments, messageId })
  const webhook = webhookOf(conversation, kept, isNewCustomer)
  conversation.isNew = false
  const doors =
    url === undefined
      ? webhooks
          .values()
          .filter(({ status }) => status === 1)
          .map((one) => one.url)
      : [withSecret(url, secret)]
  return ok({ message: kept, delivered: await Promise.all(doors.map((door) => post(door, webhook))) })
}

const webhookOf = ({ id, isNew }: Conversation, message: Kept, isNewCustomer: boolean) => ({
  type: message.incoming ? 'message.incoming' : 'message.outgoing',
  accountId: 5001,
  leadId: id,
  ...(message.incoming ? { isNewLead: isNew, isNewCustomer } : {}),
  message,
})

function withSecret(url: string, secret: string): string {
  const door = new URL(url)
  if (!door.searchParams.has('t')) door.searchParams.set('t', secret)
  return door.href
}

async function post(url: string, body: unknown): Promise<{ status: number; body: unknown }> {
  try {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(15_000) })
    return { status: response.status, body: await response.json().catch(() => null) }
  } catch (error) {
    return { status: 0, body: error instanceof Error ? error.message : String(error) }
  }
}
