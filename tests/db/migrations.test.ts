// Whoever runs an earlier version comes up to this one with what they had: from every earlier schema, with rows in it.
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterEach, expect, inject, it } from 'vitest'
import { migrate, migrations, openDatabase } from '../../src/db.ts'
import { Prisma } from '../../src/generated/prisma/client.ts'

const all = await migrations()

const made: pg.Client[] = []
const admin = async (text: string) => {
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  await client.query(text).finally(() => client.end())
}

async function emptyDatabase(): Promise<{ url: string; client: pg.Client }> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await admin(`CREATE DATABASE ${name}`)
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  made.push(client)
  return { url: url.href, client }
}

afterEach(async () => {
  for (const client of made.splice(0)) {
    const { database } = client
    await client.end()
    await admin(`DROP DATABASE ${database} WITH (FORCE)`)
  }
})

/** What every version had: a delivery with its event, an effect that waits, a booking with an operation, a person. */
const ROWS = `
INSERT INTO deliveries (id, source, door, status, raw, received_at) VALUES ('01930000-0000-7000-8000-00000000000d', 'rentprog', 'batumi', 'accepted', '\\x7b7d', now());
INSERT INTO events (id, delivery_id, type, source, subject, priority, dedupe_key, payload, timestamp, status, received_at)
  VALUES ('01930000-0000-7000-8000-00000000000e', '01930000-0000-7000-8000-00000000000d', 'booking.created', 'rentprog', 'booking:700001', 5, 'k', '{}', now(), 'received', now());
INSERT INTO effects (key, event_id, agent, kind, slot, target, payload, status, created_at)
  VALUES ('k', '01930000-0000-7000-8000-00000000000e', 'duty', 'telegram.message', 'main', 't', '{}', 'planned', now());
INSERT INTO bookings (id, branch, updated_at) VALUES (700001, 'batumi', now());
INSERT INTO operations (booking_id, kind, branch, planned_at, status, opened_at) VALUES (700001, 'issue', 'batumi', now(), 'open', now());
INSERT INTO operation_items (booking_id, kind, code, title, position) VALUES (700001, 'issue', 'wash', 'Мойка', 1);
INSERT INTO staff (id, name, role, branch) VALUES (90001, 'Тест', 'employee', 'batumi');
INSERT INTO incidents (id, kind, summary, opened_at) VALUES ('i', 'test', '', now());`

const TABLES = ['deliveries', 'events', 'effects', 'bookings', 'operations', 'operation_items', 'staff', 'incidents']

it.each(all.slice(0, -1))('from %s, with what was there kept', async (version) => {
  const { url, client } = await emptyDatabase()
  await migrate(url, version)
  await client.query(ROWS)
  expect(await migrate(url)).toEqual(all.filter((folder) => folder > version))
  for (const table of TABLES) expect([table, (await client.query(`SELECT 1 FROM ${table}`)).rowCount]).toEqual([table, 1])
  expect(await migrate(url)).toEqual([])
})

it('the migrations together make every table and column of the schema', async () => {
  const { url } = await emptyDatabase()
  await migrate(url)
  const db = openDatabase(url, { max: 2 })
  try {
    const models = Object.values(Prisma.ModelName).map((name) => name.charAt(0).toLowerCase() + name.slice(1))
    expect(models.length).toBeGreaterThan(25)
    // A read without a selection names every column.
    const tables = db.prisma as unknown as Record<string, { findFirst(): Promise<unknown> }>
    for (const model of models) expect([model, await tables[model]?.findFirst()]).toEqual([model, null])
  } finally {
    await db.close()
  }
})
