// From one Umnico webhook to what it says: a table with a line for every type Umnico sends.
import { BadInput } from '../../../errors.ts'
import { readJsonObject } from '../../body.ts'
import type { Reading } from '../../source.ts'
import type { Fields } from '../rentprog/value.ts'
import { readMessage } from './message.ts'
import { channelGone } from './words.ts'

type Reader = (body: Fields, receivedAt: Date) => Reading

const ofNoUse =
  (reason: string, alertsOf?: (body: Fields) => string[]): Reader =>
  (body) => ({ outcome: 'ignored', reason, ...(alertsOf && { alerts: alertsOf(body) }) })

/** Names and phones of clients stay with the delivery: no event of ours carries them. */
const CUSTOMER = 'name and phone of a customer of Umnico: no event of ours carries them, the delivery keeps them'

const types = new Map<string, Reader>([
  ['message.incoming', (body, receivedAt) => readMessage('message.incoming', body, receivedAt)],
  ['message.outgoing', (body, receivedAt) => readMessage('message.sent', body, receivedAt)],
  ['lead.created', ofNoUse('a conversation begins with its first message, which comes by itself')],
  ['lead.changed', ofNoUse('operator, tags and amount of a conversation: they are for the people in Umnico')],
  ['lead.changed.status', ofNoUse('the status of a conversation steers nothing here: bookings live in RentProg')],
  ['customer.created', ofNoUse(CUSTOMER)],
  ['customer.changed', ofNoUse(CUSTOMER)],
  ['integration.created', ofNoUse('a channel was connected: its messages come by themselves')],
  ['integration.deleted', ofNoUse('a channel was disconnected: people are told', (body) => [channelGone(body)])],
])

/** Pure: the same bytes read the same for ever. */
export function readUmnico(raw: Buffer, receivedAt: Date): Reading {
  try {
    const body = readJsonObject(raw)
    const { type } = body
    if (typeof type !== 'string') return { outcome: 'quarantined', reason: 'the body names no type' }
    const reader = types.get(type)
    if (!reader) return { outcome: 'quarantined', reason: `unknown type ${JSON.stringify(type.slice(0, 60))}` }
    return reader(body, receivedAt)
  } catch (error) {
    if (error instanceof BadInput) return { outcome: 'quarantined', reason: error.message }
    throw error
  }
}
