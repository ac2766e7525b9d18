// A whisper between processes: the doors tell the dispatchers of other processes that something was recorded.
import pg from 'pg'
import type { Sql } from '../db.ts'

const CHANNEL = 'orchestrator_work'
/** At most one whisper per this long: NOTIFY serialises commits, so it stays out of the intake's transaction. */
const WHISPER_MS = 10

/** @returns a function to call after each recorded delivery. */
export function whisperer(sql: Sql): () => void {
  let pending: NodeJS.Timeout | undefined
  return () => {
    pending ??= setTimeout(() => {
      pending = undefined
      // Nobody hears it? The dispatchers look by themselves at every beat.
      sql.query('SELECT pg_notify($1, $2)', [CHANNEL, '']).catch(() => undefined)
    }, WHISPER_MS)
  }
}

const RECONNECT_MS = 1_000

/** Calls `onWake` whenever a door has recorded something. @returns how to stop. */
export function listenForWork(url: string, onWake: () => void): () => Promise<void> {
  let stopped = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined

  function connect(): void {
    const fresh = new pg.Client({ connectionString: url, application_name: 'orchestrator-wake', keepAlive: true })
    client = fresh
    const again = () => {
      if (stopped || timer) return
      void fresh.end().catch(() => undefined)
      timer = setTimeout(() => {
        timer = undefined
        connect()
      }, RECONNECT_MS)
    }
    fresh.on('error', again)
    fresh.on('notification', onWake)
    fresh.connect().then(() => fresh.query(`LISTEN ${CHANNEL}`), again).then(onWake, again)
  }

  connect()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await client?.end().catch(() => undefined)
  }
}
