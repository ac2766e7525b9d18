// Webhooks as Umnico would post them, and what our door makes of them.
import { createEvent, type Event, type EventType, type NewEvent } from '../../src/events/index.ts'
import type { RawDelivery, Reading } from '../../src/ingress/source.ts'
import { umnicoSource } from '../../src/ingress/sources/umnico.ts'

export const receivedAt = new Date('2030-11-05T06:00:00.000Z')
/** Thirty seconds before it is received. */
export const SENT_MS = Date.parse('2030-11-05T05:59:30.000Z')

export const source = umnicoSource({ secrets: ['old-secret', 'new-secret'] })

const delivery = (raw: Buffer): RawDelivery => ({ source: 'umnico', door: 'main', headers: {}, query: {}, raw, receivedAt })

export const readWebhook = (body: unknown): Reading =>
  source.read(delivery(Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))))

/** The one event of a delivery, complete, as the inbox would keep it. */
export function eventOf(body: unknown): Event {
  const reading = readWebhook(body)
  if (reading.outcome !== 'accepted') throw new Error(`${reading.outcome}: ${reading.reason}`)
  const [only] = reading.events
  if (only === undefined || reading.events.length > 1) throw new Error(`${reading.events.length} events`)
  return createEvent(only as NewEvent<EventType>, receivedAt)
}

/** A message of WhatsApp; `message` changes its envelope, `root` what stands around it. */
export const incoming = (message: Record<string, unknown> = {}, root: Record<string, unknown> = {}) => ({
  type: 'message.incoming',
  accountId: 5001,
  leadId: 400001,
  isNewLead: false,
  isNewCustomer: false,
  message: {
    messageId: 'msg-1',
    datetime: SENT_MS,
    incoming: true,
    message: { text: 'Здравствуйте', attachments: [] },
    sender: { id: 300001, customerId: 200001, login: '995000000000', type: 'whatsapp2' },
    source: { id: '10001', realId: 255, saId: 88, type: 'message', identifier: '995000000001' },
    sa: { id: 88, type: 'whatsapp2', login: '995000000001' },
    ...message,
  },
  ...root,
})

export const outgoing = (message: Record<string, unknown> = {}, root: Record<string, unknown> = {}) =>
  incoming({ incoming: false, sender: { id: 15 }, ...message }, { type: 'message.outgoing', ...root })
