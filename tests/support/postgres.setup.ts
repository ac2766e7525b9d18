// One real Postgres for the whole test run: the embedded one, with a migrated template that each test file copies.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runMigrations } from 'bullmq'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/db.ts'
import { migrateCheckpoints } from '../../src/graph/checkpointer.ts'
import { startEmbeddedPostgres } from '../../src/postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
  }
}

export const TEMPLATE = 'template_orchestrator'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'orchestrator-test-'))
  // Nothing here has to survive a power cut.
  const postgres = await startEmbeddedPostgres(dataDir, {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
  })
  const template = new URL(postgres.url)
  template.pathname = `/${TEMPLATE}`
  await run(postgres.url, `CREATE DATABASE ${TEMPLATE}`)
  await migrate(template.href)
  await migrateCheckpoints(template.href)
  const client = new pg.Client({ connectionString: template.href })
  await client.connect()
  await runMigrations(client, 'bullmq')
  await client.end()
  project.provide('postgresUrl', postgres.url)
  return async () => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}
