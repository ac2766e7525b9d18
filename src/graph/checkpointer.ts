// Checkpoints in Postgres: what makes a retry cheap and a crash harmless.
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import pg from 'pg'
import type { Database } from '../db.ts'

const SCHEMA = 'langgraph'
/** Concurrent `setup()` calls trip over each other's tables. */
const SETUP_LOCK = 0x6c_67_63_70

/** The saver on our own pool, whose broken idle connections do not end the process. */
export const createCheckpointer = ({ pool }: Pick<Database, 'pool'>): PostgresSaver =>
  new PostgresSaver(pool, undefined, { schema: SCHEMA })

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
