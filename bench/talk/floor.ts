// The floor of a talk: a bare node:http server that keeps the update in one table of the same Postgres, answers, and tells Telegram one thing.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Update } from 'grammy/types'
import pg from 'pg'

process.on('disconnect', () => process.exit(0))

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 })
await pool.query(
  'CREATE SCHEMA IF NOT EXISTS bench; CREATE TABLE IF NOT EXISTS bench.floor (id bigserial PRIMARY KEY, raw bytea NOT NULL, received_at timestamptz NOT NULL)',
)

const tell = (method: string, body: object) =>
  fetch(`${process.env.SANDBOX_URL}/telegram/bot100000099:sandbox/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', async () => {
    const raw = Buffer.concat(parts)
    await pool.query('INSERT INTO bench.floor (raw, received_at) VALUES ($1, $2)', [raw, new Date()])
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
    const { message, callback_query: press } = JSON.parse(raw.toString()) as Update
    if (message) await tell('sendMessage', { chat_id: message.chat.id, text: `floor: ${message.text}` })
    if (press) await tell('answerCallbackQuery', { callback_query_id: press.id, text: 'floor' })
  })
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
