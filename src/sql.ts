// A pool of connections that runs plain SQL: all a door needs of the database, and light enough to be loaded for one request.
import pg from 'pg'

/** Runs one statement; the pool and an open transaction both are one. */
export interface Sql {
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>
}

export interface OpenOptions {
  /** Connections of the pool. */
  max?: number
  applicationName?: string
  /** Told of connections that broke while idle (a restart of Postgres); they are replaced by themselves. */
  onError?: (error: Error) => void
  /** Connections stay open while nobody uses them: to open one in the middle of a rush would make it longer. */
  stayOpen?: boolean
  /** How long to wait for a connection, milliseconds. */
  connectTimeoutMs?: number
  /** When Postgres gives a statement up, lock waits included, milliseconds; absent: never. */
  statementTimeoutMs?: number
  /** When we stop waiting for the answer to a statement and close its connection, milliseconds; absent: never. */
  answerTimeoutMs?: number
}

export interface OpenSql extends Sql {
  readonly pool: pg.Pool
  close(): Promise<void>
}

export const sqlOf = (client: pg.Pool | pg.PoolClient): Sql => ({
  query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
    (await client.query<Row>(text, [...values])).rows,
})

export function openSql(url: string, options: OpenOptions = {}): OpenSql {
  const { statementTimeoutMs, answerTimeoutMs } = options
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 20,
    application_name: options.applicationName ?? 'orchestrator',
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    ...(options.stayOpen ? { idleTimeoutMillis: 0 } : {}),
    ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
    ...(answerTimeoutMs === undefined ? {} : { query_timeout: answerTimeoutMs }),
    // Without it a server that vanished leaves statements waiting for TCP to give up.
    keepAlive: true,
  })
  pool.on('error', (error) => options.onError?.(error))
  // A borrowed connection is not the pool's to listen to; unheard, its end (a restart of Postgres) would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return { pool, query: sqlOf(pool).query, close: () => pool.end() }
}
