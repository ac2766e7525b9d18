// The floor of an alarm: a bare node:http server that keeps the body in one table of the same Postgres, answers, and sends two messages.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

process.on('disconnect', () => process.exit(0))

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 })
await pool.query(
  'CREATE SCHEMA IF NOT EXISTS bench; CREATE TABLE IF NOT EXISTS bench.floor (id bigserial PRIMARY KEY, raw bytea NOT NULL, received_at timestamptz NOT NULL)',
)

const CHATS = [-1000000000001, 100000002]

const send = (chatId: number, text: string) =>
  fetch(`${process.env.SANDBOX_URL}/telegram/bot1:bench/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat_id: chatId, text }),
  })

const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', async () => {
    const raw = Buffer.concat(parts)
    await pool.query('INSERT INTO bench.floor (raw, received_at) VALUES ($1, $2)', [raw, new Date()])
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
    const { payload } = JSON.parse(raw.toString()) as { payload: { lat: number; lon: number } }
    await Promise.all(CHATS.map((chatId) => send(chatId, `floor ${payload.lat},${payload.lon}`)))
  })
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
