// A fresh, migrated database for one test file.
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '../../src/db.ts'
import { TEMPLATE } from './postgres.setup.ts'

export interface TestDatabase {
  url: string
  db: Database
  drop(): Promise<void>
}

export async function testDatabase(): Promise<TestDatabase> {
  const admin = inject('postgresUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  await statement(admin, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`)
  const url = new URL(admin)
  url.pathname = `/${name}`
  const db = openDatabase(url.href, { max: 10 })
  return {
    url: url.href,
    db,
    async drop() {
      await db.close()
      await statement(admin, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

async function statement(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
