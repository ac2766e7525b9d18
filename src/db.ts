// The database: one pool; Prisma for reading, plain SQL for the ledgers, migrations by Prisma's own engine in WebAssembly.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { PrismaClient } from './generated/prisma/client.ts'
import { type OpenOptions, openSql, type Sql, sqlOf } from './sql.ts'

export type { OpenOptions, Sql } from './sql.ts'

export interface Database extends Sql {
  readonly url: string
  readonly prisma: PrismaClient
  readonly pool: pg.Pool
  /** Everything in `work` or nothing. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export function openDatabase(url: string, options: OpenOptions = {}): Database {
  const { pool, query, close } = openSql(url, options)
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  return {
    url,
    prisma,
    pool,
    query,
    transaction: (work) => againAfterDeadlock(() => transaction(pool, work)),
    async close() {
      await prisma.$disconnect()
      await close()
    },
  }
}

/** Serialization failure and deadlock: Postgres asks to try the whole transaction again. */
const TRY_AGAIN = new Set(['40001', '40P01'])
const TRIES = 3

async function againAfterDeadlock<T>(work: () => Promise<T>, tries = TRIES): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (tries <= 1 || !TRY_AGAIN.has((error as { code?: string }).code ?? '')) throw error
    return againAfterDeadlock(work, tries - 1)
  }
}

async function transaction<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const result = await work(sqlOf(client))
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    await client.query('ROLLBACK').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    )
    throw error
  }
}

const PRISMA_DIR = path.resolve(import.meta.dirname, '../prisma')
/** Key of the advisory lock that lets one process at a time change the schema. */
const MIGRATION_LOCK = 0x6d696772

/**
 * Applies what is missing of prisma/migrations. Several processes may call it at once.
 * @param upTo the last migration to apply, by its folder; absent: all of them.
 */
export async function migrate(url: string, upTo?: string): Promise<string[]> {
  const { SchemaEngine } = await import('@prisma/schema-engine-wasm')
  const guard = new pg.Client({ connectionString: url })
  await guard.connect()
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    const schema: [string, string] = ['schema.prisma', await readFile(path.join(PRISMA_DIR, 'schema.prisma'), 'utf8')]
    // A pool of our own, since the engine keeps its advisory lock until the connection ends.
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool))
    const engine = await SchemaEngine.new({ datamodels: [schema] }, () => undefined, adapter)
    try {
      return (await engine.applyMigrations({ migrationsList: await migrationsList(upTo), filters: noFilters })).appliedMigrationNames
    } finally {
      engine.free()
      await pool.end()
    }
  } finally {
    await guard.end()
  }
}

/** The stock adapter cuts a script at every semicolon, also inside function bodies; Postgres itself runs it whole, as one transaction. */
class WholeScripts extends PrismaPg {
  override async connect() {
    const adapter = await super.connect()
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script)
    }
    return adapter
  }
}

const noFilters = { externalTables: [], externalEnums: [] }

/** Every migration by its folder, oldest first. */
export async function migrations(): Promise<string[]> {
  const entries = await readdir(path.join(PRISMA_DIR, 'migrations'), { withFileTypes: true })
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
}

async function migrationsList(upTo?: string) {
  const baseDir = path.join(PRISMA_DIR, 'migrations')
  const folders = (await migrations()).filter((folder) => upTo === undefined || folder <= upTo)
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: await readFile(path.join(baseDir, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      folders.map(async (folder) => ({
        path: folder,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(path.join(baseDir, folder, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  }
}
