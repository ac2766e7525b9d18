// Checkpoints in Postgres: what makes a retry cheap and a crash harmless.
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import pg from 'pg'
import type { OpenOptions } from '../db.ts'

const SCHEMA = 'langgraph'
/** Concurrent `setup()` calls trip over each other's tables. */
const SETUP_LOCK = 0x6c_67_63_70

export interface Checkpointer {
  saver: PostgresSaver
  close(): Promise<void>
}

/**
 * A pool of its own, whose broken idle connections do not end the process, and which does not wait for the disk:
 * the commit of a run makes its checkpoints durable too, and a run that loses its last ones only decides again.
 */
export function createCheckpointer(url: string, { max, onError }: Pick<OpenOptions, 'max' | 'onError'>): Checkpointer {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'orchestrator-checkpoints',
    options: '-c synchronous_commit=off',
    keepAlive: true,
  })
  pool.on('error', (error) => onError?.(error))
  // Borrowed connections, too: unheard, their end would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return { saver: new PostgresSaver(pool, undefined, { schema: SCHEMA }), close: () => pool.end() }
}

/** Creates or upgrades the saver's tables, one process at a time. */
export async function migrateCheckpoints(url: string): Promise<void> {
  const guard = new pg.Client({ connectionString: url })
  await guard.connect()
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [SETUP_LOCK])
    await new PostgresSaver(pool, undefined, { schema: SCHEMA }).setup()
  } finally {
    await pool.end()
    await guard.end()
  }
}
