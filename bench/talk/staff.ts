// What staff do, one after another: ask about a booking, want a payment link, press a button of its card.
import type { Pool } from 'pg'
import { type Call, reached } from '../telegram.ts'

const BATUMI = 'batumi'
const BOOKINGS = 800_000_000
/** Whoever may read a booking of Batumi, in turn, so that nobody's chat is full. */
const READERS = [100000001, 100000003, 100000002, 100000041, 100000042]
const MANAGER = 100000002

let updateId = 700_000_000
const from = (id: number) => ({ id, is_bot: false, first_name: 'Bench' })
const chat = (id: number) => ({ id, type: 'private', first_name: 'Bench' })

/** Bookings to be asked about, each once. */
export const prepareBookings = (sql: Pool, count: number): Promise<unknown> =>
  sql.query(
    `INSERT INTO bookings (id, branch, number, state, active, car_id, client_name, start_at, end_at, responsible_id, updated_at)
     SELECT $1 + n, $2, $1 + n, 'Активная', true, 80001, 'Иван Тестов', now() + interval '40 days' + n * interval '1 hour', now() + interval '41 days' + n * interval '1 hour',
            90001, now() FROM generate_series(0, $3 - 1) AS n`,
    [BOOKINGS, BATUMI, count],
  )

async function post(url: string, update: object): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': 'sandbox-telegram' },
    body: JSON.stringify({ update_id: updateId++, ...update }),
  })
  const body = (await response.json()) as { events?: string[] }
  if (response.status !== 200) throw new Error(`the door said ${response.status}`)
  return body.events?.[0] ?? ''
}
const says = (url: string, by: number, text: string) =>
  post(url, { message: { message_id: updateId, date: Math.floor(Date.now() / 1000), from: from(by), chat: chat(by), text } })

export interface Took {
  /** From before the request to the call at Telegram, milliseconds. */
  ms: number
  lastCall: number
}

/** A question of fact, answered without a model. */
export async function question(n: number, url: string, sandboxUrl: string, lastCall: number): Promise<Took> {
  const number = BOOKINGS + n
  const startedAt = Date.now()
  await says(url, READERS[n % READERS.length] ?? MANAGER, `что с бронью ${number}`)
  const isAnswer = ({ path, body: { text } }: Call) => path === '/sendMessage' && String(text).includes(`${number}`)
  const { at, lastCall: after } = await reached(sandboxUrl, lastCall, 1, isAnswer)
  return { ms: (at[0] ?? Number.NaN) - startedAt, lastCall: after }
}

interface Button {
  messageId: number
  data: string
}

/** A wish that needs the manager's word. @returns the button that allows it, once its card is at Telegram. */
export async function wish(n: number, url: string, sql: Pool): Promise<Button> {
  const eventId = await says(url, READERS[0] ?? MANAGER, `/pay ${BOOKINGS + n} 10 GEL`)
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const { rows } = await sql.query<{ receipt: { messageIds: number[] }; payload: { buttons: { data: string }[][] } }>(
      `SELECT receipt, payload FROM effects WHERE event_id = $1 AND agent = 'approvals' AND kind = 'telegram.message' AND status = 'sent' AND slot LIKE 'card-%'`,
      [eventId],
    )
    const [card] = rows
    if (card) return { messageId: card.receipt.messageIds[0] ?? 0, data: card.payload.buttons[0]?.[0]?.data ?? '' }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`no card for ${eventId} within a minute`)
}

/** A press, until the finger is told. */
export async function press({ messageId, data }: Button, url: string, sandboxUrl: string, lastCall: number): Promise<Took> {
  const id = `bench-${updateId}`
  const message = { message_id: messageId, date: 0, chat: chat(MANAGER) }
  const startedAt = Date.now()
  await post(url, { callback_query: { id, from: from(MANAGER), message, chat_instance: '1', data } })
  const isTold = ({ path, body }: Call) => path === '/answerCallbackQuery' && body.callback_query_id === id
  const { at, lastCall: after } = await reached(sandboxUrl, lastCall, 1, isTold)
  return { ms: (at[0] ?? Number.NaN) - startedAt, lastCall: after }
}
