// The dispatcher tells the queue what the ledgers hold: heads of lanes, due effects, timers that woke up, and whatever the queue forgot.
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'
import { isAwaited, isCritical } from '../events/index.ts'
import { type Announced, countQueued, takeForgotten, takeHeads, takeUrgentHeads, wakeScheduled } from '../inbox/lanes.ts'
import type { QueueName, Task, WorkQueue } from './queue.ts'

export interface DueEffect {
  key: string
  critical: boolean
}

export interface DispatcherOptions {
  sql: Sql
  clock: Clock
  queue: WorkQueue
  /** The outbox' part; given from above because the queue room knows no effects. */
  takeDueEffects: (limit: number, forgottenMs: number) => Promise<DueEffect[]>
  onForgotten: (count: number) => void
  onError: (error: unknown) => void
  onAnnounced?: () => Promise<void>
}

export interface Dispatcher {
  /** @param atHand runs what somebody waits for at once, or says that it has no room. */
  start(atHand: (id: string) => boolean): void
  /** Something was recorded: look now instead of at the next beat. */
  nudge(): void
  /** One look at everything; for `drain` and tests. */
  tick(): Promise<void>
  stop(): Promise<void>
}

const BEAT_MS = 250
/** Between two looks that nudges ask for, */
const PAUSE_MS = 10
/** and while the workers have plenty. */
const PLENTY_PAUSE_MS = 100
/** Announced and not begun: so many at most, so that urgent work never stands behind a long queue. */
const WINDOW = 48
const EFFECTS_AT_ONCE = 200
/**
 * Announced and not begun for so long: its job may have gone down with a worker. A second job for one row does no harm,
 * but it costs: busy workers have to be through a full window in less.
 */
const FORGOTTEN_MS = 10_000
/** An empty queue with announced rows this old has forgotten them. */
const SUSPECT_MS = 1_000
/** How often it is asked whether the queue has forgotten something. */
const DOUBT_MS = 500
/** Effects run before events: they finish what has begun. */
const EFFECT_PRIORITY = 1

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { sql, clock, queue, takeDueEffects, onForgotten, onError, onAnnounced } = options
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let hurrying: Promise<void> | undefined
  let again = false
  let hurryAgain = false
  let stopped = false
  let fresh = true
  let runAtOnce: (id: string) => boolean = () => false
  let doubtedAt = Number.NEGATIVE_INFINITY

  const taskOf = ({ id, priority }: Announced): Task => ({ kind: 'event', id, priority: priority + EFFECT_PRIORITY })
  const queueOf = ({ type }: Announced): QueueName => (isCritical(type) ? 'critical' : 'routine')

  async function announce(heads: readonly Announced[], effects: readonly DueEffect[]): Promise<void> {
    const events = heads.filter(({ id, type }) => !(isAwaited(type) && runAtOnce(id)))
    for (const name of ['critical', 'routine'] as const) {
      const tasks = [
        ...effects
          .filter((effect) => effect.critical === (name === 'critical'))
          .map(({ key }): Task => ({ kind: 'effect', id: key, priority: EFFECT_PRIORITY })),
        ...events.filter((event) => queueOf(event) === name).map(taskOf),
      ]
      await queue.announce(name, tasks)
    }
    if (heads.length + effects.length > 0) await onAnnounced?.()
  }

  /** What could not be announced goes back, so that the next beat tries it again. */
  async function announceOrGiveBack(events: readonly Announced[], effects: readonly DueEffect[]): Promise<void> {
    try {
      await announce(events, effects)
    } catch (error) {
      await sql.query(`UPDATE events SET status = 'received' WHERE id = ANY($1::uuid[]) AND status = 'queued'`, [
        events.map(({ id }) => id),
      ])
      await sql.query(`UPDATE effects SET announced_at = NULL WHERE key = ANY($1) AND status IN ('planned', 'uncertain')`, [
        effects.map(({ key }) => key),
      ])
      throw error
    }
  }

  /** @returns whether the workers have enough to do for a while. */
  async function look(): Promise<boolean> {
    if (fresh) {
      // Whoever ran here before may have been killed with jobs in its hands.
      await announceOrGiveBack(await takeForgotten(sql, 0), await takeDueEffects(EFFECTS_AT_ONCE, 0))
      fresh = false
    }
    await wakeScheduled(sql, clock)
    const queued = await countQueued(sql)
    const heads = await takeHeads(sql, clock, WINDOW - queued)
    const effects = await takeDueEffects(EFFECTS_AT_ONCE, FORGOTTEN_MS)
    await announceOrGiveBack(heads, effects)
    if (queued > 0 && performance.now() - doubtedAt > DOUBT_MS) {
      doubtedAt = performance.now()
      await announceForgotten()
    }
    return queued + heads.length > WINDOW / 2
  }

  async function announceForgotten(): Promise<void> {
    const empty = (await queue.isEmpty('critical')) && (await queue.isEmpty('routine'))
    const forgotten = await takeForgotten(sql, empty ? SUSPECT_MS : FORGOTTEN_MS)
    if (forgotten.length === 0) return
    onForgotten(forgotten.length)
    await announceOrGiveBack(forgotten, empty ? await takeDueEffects(EFFECTS_AT_ONCE, SUSPECT_MS) : [])
  }

  /** One look at a time; a nudge during a look makes another one follow. */
  function tick(): Promise<void> {
    if (running) {
      again = true
      return running
    }
    running = (async () => {
      try {
        do {
          again = false
          const plenty = await look()
          // Many nudges are one look: what was recorded meanwhile waits in the ledger, and the database has better things to do.
          if (again) await pause(plenty ? PLENTY_PAUSE_MS : PAUSE_MS)
        } while (again && !stopped)
      } catch (error) {
        onError(error)
      } finally {
        running = undefined
      }
    })()
    return running
  }

  /** What is urgent does not wait for the look that is under way, nor for the pause after it. */
  function hurry(): Promise<void> {
    if (hurrying) {
      hurryAgain = true
      return hurrying
    }
    hurrying = (async () => {
      try {
        do {
          hurryAgain = false
          await announceOrGiveBack(await takeUrgentHeads(sql, clock, WINDOW), [])
          if (hurryAgain) await pause(PAUSE_MS)
        } while (hurryAgain && !stopped)
      } catch (error) {
        onError(error)
      } finally {
        hurrying = undefined
      }
    })()
    return hurrying
  }

  function beat(): void {
    if (stopped) return
    timer = setTimeout(() => void tick().then(beat), BEAT_MS)
  }

  return {
    start(atHand) {
      runAtOnce = atHand
      beat()
    },
    nudge() {
      void hurry()
      void tick()
    },
    tick,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await Promise.all([running, hurrying])
    },
  }
}
