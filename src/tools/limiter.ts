// Keeps the vendors' rate limits for all replicas together: counters in Redis or Postgres, in memory while those are away.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster, Redis } from 'ioredis'
import type { Pool } from 'pg'
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { Unavailable } from '../errors.ts'
import type { LimitRule, Limits } from './limits.ts'

interface TakeOptions {
  critical?: boolean
  signal?: AbortSignal
}

export interface Limiter {
  /** Counts one call; waits when the wait is short, else throws Unavailable (`notTried`). */
  take(limit: string, key: string, options?: TakeOptions): Promise<void>
}

/** Where the counters are kept; `memory` counts for this process alone. */
export type CounterStore = { kind: 'memory' } | { kind: 'postgres'; pool: Pool } | { kind: 'redis'; client: Redis | Cluster }

/** Longer waits are the queue's business, not a worker's. */
const PATIENCE_MS = 2_000

interface Counters {
  rule: LimitRule
  routine: RateLimiterAbstract
  /** Counts the share kept for critical calls; what routine calls may use is open to them as well. */
  kept: RateLimiterAbstract | null
}

export function createLimiter(limits: Limits, store: CounterStore): Limiter {
  const tables = new Map<string, Counters[]>(
    Object.entries(limits).map(([name, rules]) => [name, rules.map((rule) => countersOf(name, rule, store))]),
  )
  const ready = store.kind === 'postgres' ? tableOnce(store.pool) : async () => undefined
  return {
    async take(limit, key, { critical = false, signal } = {}) {
      const counters = tables.get(limit)
      if (!counters) throw new Error(`no rate limit is called "${limit}" (src/tools/limits.ts)`)
      await ready()
      let patienceMs = PATIENCE_MS
      for (const { rule, routine, kept } of counters) {
        if (rule.groupsOnly && !key.startsWith('-')) continue
        const counted = rule.per === 'all' ? 'all' : key
        for (;;) {
          const waitMs = await spend(critical && kept ? [kept, routine] : [routine], counted)
          if (waitMs === 0) break
          if (waitMs > patienceMs) throw usedUp(limit, waitMs)
          patienceMs -= waitMs
          await pause(waitMs, limit, signal)
        }
      }
    },
  }
}

/** Takes a point from the first counter that has one. @returns 0, or the shortest wait in ms. */
async function spend(counters: readonly RateLimiterAbstract[], key: string): Promise<number> {
  let shortestMs = Number.POSITIVE_INFINITY
  for (const counter of counters) {
    try {
      await counter.consume(key)
      return 0
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      shortestMs = Math.min(shortestMs, Math.max(refused.msBeforeNext, 1))
    }
  }
  return shortestMs
}

const usedUp = (limit: string, retryAfterMs: number) =>
  new Unavailable(`our share of the rate limit "${limit}" is used up for now`, { notTried: true, retryAfterMs })

async function pause(ms: number, limit: string, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch {
    throw new Unavailable(`stopped while waiting for the rate limit "${limit}"`, { notTried: true })
  }
}

function countersOf(name: string, rule: LimitRule, store: CounterStore): Counters {
  const prefix = `${name}/${rule.per}/${rule.seconds}s`
  return {
    rule,
    routine: counter(prefix, rule.points - rule.critical, rule.seconds, store),
    kept: rule.critical > 0 ? counter(`${prefix}/critical`, rule.critical, rule.seconds, store) : null,
  }
}

function counter(keyPrefix: string, points: number, duration: number, store: CounterStore): RateLimiterAbstract {
  const memory = new RateLimiterMemory({ keyPrefix, points, duration })
  if (store.kind === 'memory') return memory
  // A key that is used up is refused from memory until its window ends: no round trip for a foregone conclusion.
  const shared = { keyPrefix, points, duration, inMemoryBlockOnConsumed: points, insuranceLimiter: memory }
  return store.kind === 'redis'
    ? new RateLimiterRedis({ ...shared, storeClient: store.client, rejectIfRedisNotReady: true })
    : new RateLimiterPostgres({ ...shared, storeClient: store.pool, schemaName: 'limits', tableName: 'counters', tableCreated: true })
}

/** Unlogged: counters need no crash safety, and writing them must not wait for the disk. */
const CREATE_TABLE = `SELECT pg_advisory_xact_lock(hashtext('limits.counters'));
CREATE SCHEMA IF NOT EXISTS limits;
CREATE UNLOGGED TABLE IF NOT EXISTS limits.counters (key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint);`

function tableOnce(pool: Pool): () => Promise<void> {
  let made: Promise<void> | undefined
  return () => {
    made ??= pool.query(CREATE_TABLE).then(
      () => undefined,
      () => {
        // The counters in memory stand in; the next call tries again.
        made = undefined
      },
    )
    return made
  }
}
