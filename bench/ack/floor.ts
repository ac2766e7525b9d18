// The floor of the door: a bare node:http server that puts the body into one table of the same Postgres, and answers.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

process.on('disconnect', () => process.exit(0))

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 })
await pool.query(
  'CREATE SCHEMA IF NOT EXISTS bench; CREATE TABLE IF NOT EXISTS bench.floor (id bigserial PRIMARY KEY, raw bytea NOT NULL, received_at timestamptz NOT NULL)',
)

const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    pool.query('INSERT INTO bench.floor (raw, received_at) VALUES ($1, $2)', [Buffer.concat(parts), new Date()]).then(
      () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
      () => response.writeHead(503).end(),
    )
  })
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
