// What the benchmarks of waiting people share: the whole service in one process, a bare server beside it, a fleet, and Telegram's stand-in that sees both.
import pg from 'pg'
import { CARS } from './critical/alarms.ts'
import { freePort, hasEnded, message, sandbox, start, temporaryPostgres, until } from './harness.ts'

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
