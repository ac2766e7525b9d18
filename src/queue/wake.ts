// A whisper between processes: the doors tell the dispatchers of other processes that something was recorded.
import pg from 'pg'
import type { Sql } from '../db.ts'

const CHANNEL = 'orchestrator_work'
/** At most one whisper per this long: NOTIFY serialises commits, so it stays out of the intake's transaction. */
const WHISPER_MS = 50

export type Whisper = 'work' | 'slow'

/** Nobody hears it? The dispatchers look by themselves at every beat. */
export const whisper = (sql: Sql, what: Whisper): Promise<void> =>
  sql.query('SELECT pg_notify($1, $2)', [CHANNEL, what]).then(
    () => undefined,
    () => undefined,
  )

/** @returns a function to call after each recorded delivery, and when the doors are slow. */
export function whisperer(sql: Sql): (what: Whisper) => void {
  /** Absent: silent for long enough. False: just said. True: to be said again. */
  const recent = new Map<Whisper, boolean>()
  const say = (what: Whisper): void => {
    recent.set(what, false)
    void whisper(sql, what)
    setTimeout(() => {
      const again = recent.get(what)
      recent.delete(what)
      if (again) say(what)
    }, WHISPER_MS).unref()
  }
  return (what) => {
    if (recent.has(what)) recent.set(what, true)
    else say(what)
  }
}

const RECONNECT_MS = 1_000

/** Calls `onWhisper` whenever a door has recorded something or is slow. @returns how to stop. */
export function listenForWork(url: string, onWhisper: (what: Whisper) => void): () => Promise<void> {
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
    fresh.on('notification', ({ payload }) => onWhisper(payload === 'slow' ? 'slow' : 'work'))
    fresh
      .connect()
      .then(() => fresh.query(`LISTEN ${CHANNEL}`), again)
      .then(() => onWhisper('work'), again)
  }

  connect()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await client?.end().catch(() => undefined)
  }
}
