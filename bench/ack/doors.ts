// What each vendor sends in the benchmark: the usual delivery of its door, signed, each about something else.
import { createHmac } from 'node:crypto'
import { sign } from '../../collector/client.ts'

export interface Sent {
  path: string
  headers: Record<string, string>
  body: string
}

const BRANCHES = ['tbilisi', 'batumi', 'kutaisi', 'service-center']

/** As RentProg sends it: JSON around what `Hash#inspect` printed. */
function rentprog(n: number): Sent {
  const branch = BRANCHES[n % BRANCHES.length] ?? ''
  const payload = `{"description"=>[nil, "рейс 10:00 => терминал 2, \\"Данил\\" nil"], "start_date"=>["05-11-2030 9:00", "05-11-2030 12:30"], "end_date"=>["08-11-2030 10:00", "08-11-2030 12:30"], "total"=>[487.0, 520.5], "car_id"=>[80001, 80002], "id"=>${n}, "created_from_api"=>false, "updated_from_api"=>false, "user_id"=>90001}`
  return {
    path: `/webhooks/rentprog/${branch}?t=sandbox-${branch}`,
    headers: { 'user-agent': 'rentprog_webhook/1.0' },
    body: JSON.stringify({ event: 'booking_update', payload }),
  }
}

function umnico(n: number, at: Date): Sent {
  const message = {
    messageId: `bench-${n}`,
    datetime: at.getTime(),
    incoming: true,
    message: { text: 'Здравствуйте, где забрать машину?', attachments: [] },
    sender: { id: n, customerId: n, login: '995000000000', type: 'whatsapp2' },
    source: { id: String(n), realId: n, saId: 88, type: 'message', identifier: '995000000001' },
    sa: { id: 88, type: 'whatsapp2', login: '995000000001' },
  }
  const body = { type: 'message.incoming', accountId: 5001, leadId: n, isNewLead: false, isNewCustomer: false, message }
  return { path: '/webhooks/umnico?t=sandbox-umnico', headers: {}, body: JSON.stringify(body) }
}

function stripe(n: number, at: Date): Sent {
  const seconds = Math.floor(at.getTime() / 1000)
  const object = {
    id: `pi_BENCH${n}`,
    object: 'payment_intent',
    amount: 45_000,
    amount_received: 45_000,
    currency: 'gel',
    status: 'succeeded',
    latest_charge: `ch_BENCH${n}`,
    customer: null,
    description: `Booking ${n}`,
    metadata: { bookingId: String(n), clientId: '300045', branch: 'batumi' },
    created: seconds,
    livemode: false,
  }
  const event = { id: `evt_BENCH${n}`, object: 'event', api_version: '2024-06-20', created: seconds, data: { object }, livemode: false }
  const body = JSON.stringify({
    ...event,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'payment_intent.succeeded',
  })
  const v1 = createHmac('sha256', 'sandbox-stripe').update(`${seconds}.${body}`).digest('hex')
  return { path: '/webhooks/stripe', headers: { 'stripe-signature': `t=${seconds},v1=${v1}` }, body }
}

function starline(n: number, at: Date): Sent {
  const payload = {
    ...{ deviceId: String(n), carPlate: 'AA000AA', status: 'moving', prevStatus: 'parked_off', ignition: true, engine: true, speedKmh: 54 },
    ...{
      lat: 41.715,
      lon: 44.801,
      satellites: 11,
      batteryV: 12.6,
      mileageKm: 95_136,
      fixAt: at.toISOString(),
      observedAt: at.toISOString(),
    },
  }
  return collected('starline', { type: 'device.state.changed', payload }, at)
}

function greenway(n: number, at: Date): Sent {
  const payload = {
    plate: `BN${n}`,
    status: 'valid',
    validUntil: '2031-03-14',
    lastInspectionAt: '2030-03-14',
    checkedAt: at.toISOString(),
  }
  return collected('greenway', { type: 'inspection.checked', payload }, at)
}

function collected(source: string, result: object, at: Date): Sent {
  const body = JSON.stringify(result)
  return { path: `/webhooks/${source}`, headers: { ...sign(body, `sandbox-${source}`, at) }, body }
}

function telegram(n: number, at: Date): Sent {
  const message = {
    chat: { id: -1000000000001, title: 'Branch_batumi (forum)', is_forum: true, type: 'supergroup' },
    from: { id: 100000001, is_bot: false, first_name: 'Test', last_name: 'Employee', username: 'test_employee', language_code: 'ru' },
    date: Math.floor(at.getTime() / 1000),
    // Many topics, each a lane of its own.
    ...{ message_thread_id: 100_000 + (n % 500), is_topic_message: true, message_id: n, text: 'Горит чек, еду в сервис' },
  }
  const headers = { 'x-telegram-bot-api-secret-token': 'sandbox-telegram' }
  return { path: '/webhooks/telegram', headers, body: JSON.stringify({ update_id: n, message }) }
}

/** @param n never the same twice: what one delivery is about. */
export type Deliver = (n: number, at: Date) => Sent

/** By source, the first one being the one the floor is compared with. */
export const DOORS: Readonly<Record<string, Deliver>> = { rentprog, umnico, stripe, starline, greenway, telegram }
