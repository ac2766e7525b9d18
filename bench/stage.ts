// What the benchmarks of waiting people share: the whole service in one process, a bare server beside it, a fleet, and Telegram's stand-in that sees both.
import pg from 'pg'
import { backlogOf } from './ack/backlog.ts'
import { CARS } from './critical/alarms.ts'
import { freePort, hasEnded, message, rounded, sandbox, start, temporaryPostgres, until } from './harness.ts'

/** Ends with whoever asked for it: `await using`. */
export async function stage(floorFile: string, more: Readonly<Record<string, string>> = {}) {
  await using held = new AsyncDisposableStack()
  const postgres = held.use(await temporaryPostgres())
  const outside = held.use(await sandbox())
  const port = await freePort()
  const env = { DATABASE_URL: postgres.url, SANDBOX_URL: outside.url, LOG_LEVEL: 'error', SCHEDULES: 'off', ...more }
  const service = held.use(start('src/main.ts', { ...env, PORT: `${port}` }))
  const url = `http://127.0.0.1:${port}`
  const ready = async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true
  await until('the service is ready', 60_000, async () => hasEnded(service.child) || (await ready()))
  const bare = held.use(start(floorFile, env))
  const floor = `http://127.0.0.1:${(await message<{ port: number }>(bare)).port}`
  const sql = held.adopt(new pg.Pool({ connectionString: postgres.url, max: 2 }), (pool) => pool.end())
  await sql.query(
    `INSERT INTO cars (id, branch, name, plate, updated_at) SELECT (c->>'id')::int, c->>'branch', c->>'name', c->>'plate', now()
       FROM jsonb_array_elements($1::jsonb) AS c ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(CARS)],
  )
  const kept = held.move()
  return { url, floor, outside: outside.url, sql, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/**
 * Measures while so many routine events wait and the workers work on them.
 * @param prepare puts more of them there
 * @param measure calls what it is given before each thing it measures
 */
export async function beside(
  sql: pg.Pool,
  waiting: number,
  prepare: (sql: pg.Pool, count: number) => Promise<unknown>,
  measure: (keepWaiting: () => Promise<void>) => Promise<void>,
): Promise<{ fewest: number; runsPerSecond: number }> {
  let fewest = Number.POSITIVE_INFINITY
  const keepWaiting = async () => {
    const { left } = await backlogOf(sql)
    if (left < waiting + 500) await prepare(sql, waiting + 1_000 - left)
    fewest = Math.min(fewest, (await backlogOf(sql)).left)
  }
  await keepWaiting()
  const before = await backlogOf(sql)
  await until('the workers have begun', 60_000, async () => (await backlogOf(sql)).done > before.done + 20)
  const [from, startedAt] = [await backlogOf(sql), performance.now()]
  await measure(keepWaiting)
  const to = await backlogOf(sql)
  return { fewest, runsPerSecond: rounded(((to.done - from.done) * 1000) / (performance.now() - startedAt)) }
}
