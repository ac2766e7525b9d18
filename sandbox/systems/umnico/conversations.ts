// Conversations: one for each client of the world with a phone, others as soon as somebody names them.
import { createShelf } from '../../shelf.ts'
import type { World } from '../../world.ts'

const FIRST_LEAD_ID = 400_001
const FIRST_CUSTOMER_ID = 200_001
export const OPERATOR = { id: 15, role: 'owner', login: 'sandbox', name: 'Песочница' }
const OUR_NUMBER = '995000000001'
const KEPT_MESSAGES = 500

export interface Customer {
  id: number
  name: string | null
  login: string
  phone: string | null
  email: string | null
}

export interface Kept {
  messageId: string
  /** Unix milliseconds. */
  datetime: number
  incoming: boolean
  /** Text and attachments lie one level deeper than one expects. */
  message: { text: string; attachments: Record<string, unknown>[] }
  sender: Record<string, unknown>
  source: { id: string; realId: number | string; saId: number; type: string; identifier: string }
  sa: { id: number; type: string; login: string }
  customId?: unknown
}

export interface Conversation {
  id: number
  customer: Customer
  channel: string
  isNew: boolean
  /** Newest first. */
  messages: Kept[]
}

export interface NewMessage {
  incoming: boolean
  text: string
  attachments?: Record<string, unknown>[]
  messageId?: string
  customId?: unknown
  userId?: unknown
}

export interface Conversations {
  /** Opened where it is not known yet. */
  get(leadId: string): Conversation
  known(leadId: string): Conversation | undefined
  all(): Conversation[]
  /** One with somebody who was written to first. */
  openedFor(phone: string): Conversation
  history(leadId: string): Kept[]
  keep(conversation: Conversation, message: NewMessage): Kept
}

export function createConversations(world: World, now: () => Date): Conversations {
  const shelf = createShelf<number, Conversation>(5_000)
  let lastMessage = 0
  let lastLead = FIRST_LEAD_ID - 1

  const open = (id: number, customer: Partial<Customer> = {}): Conversation => {
    lastLead = Math.max(lastLead, id)
    const whole = {
      id: FIRST_CUSTOMER_ID + (id - FIRST_LEAD_ID),
      name: `Клиент ${id}`,
      login: `${id}`,
      phone: null,
      email: null,
      ...customer,
    }
    const conversation: Conversation = { id, customer: whole, channel: 'whatsapp2', isNew: true, messages: [] }
    shelf.set(id, conversation)
    return conversation
  }
  /** The first conversation is with somebody no booking knows. */
  open(FIRST_LEAD_ID, { name: 'Тест Клиент', login: '995000000000', phone: '995000000000' })
  for (const { name, lastname, phone } of world.clients.values()) {
    const digits = typeof phone === 'string' ? phone.replace(/\D/g, '') : ''
    if (digits !== '' && digits !== '995000000000')
      open(lastLead + 1, { name: [name, lastname].filter(Boolean).join(' '), login: digits, phone: digits })
  }

  const known = (leadId: string) => shelf.get(Number(leadId))
  return {
    known,
    get: (leadId) => known(leadId) ?? open(Number(leadId)),
    all: () => shelf.values(),
    openedFor: (phone) => open(lastLead + 1, { name: null, login: phone, phone }),
    history: (leadId) => known(leadId)?.messages ?? [],
    keep(conversation, { incoming, text, attachments = [], messageId = `msg-sandbox-${++lastMessage}`, customId, userId = OPERATOR.id }) {
      const { customer, channel } = conversation
      const entry: Kept = {
        messageId,
        datetime: now().getTime(),
        incoming,
        message: { text, attachments },
        sender: incoming
          ? { id: 100_000 + customer.id, customerId: customer.id, login: customer.login, type: channel }
          : { id: Number(userId) },
        ...placeOf(channel),
        ...(customId === undefined ? {} : { customId }),
      }
      conversation.messages = [entry, ...conversation.messages].slice(0, KEPT_MESSAGES)
      return entry
    },
  }
}

/** One chat for each channel: account 88 is our WhatsApp, 89 whatever else. */
export function placeOf(channel: string): Pick<Kept, 'source' | 'sa'> {
  const saId = channel.startsWith('whatsapp') ? 88 : 89
  const realId = saId === 88 ? 255 : 'tg-255'
  return {
    source: { id: '10001', realId, saId, type: 'message', identifier: OUR_NUMBER },
    sa: { id: saId, type: channel, login: OUR_NUMBER },
  }
}
