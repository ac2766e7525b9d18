// What the chat model may cost: tokens per event, money per day. Counted in the database, for all replicas together.
import type { Pool } from 'pg'
import { z } from 'zod'
import { type Clock, inTbilisi } from '../clock.ts'
import { Unavailable } from '../errors.ts'

export interface BudgetConfig {
  /** Tokens that one event may use, questions and answers together. */
  eventTokens: number
  /** US dollars that all events of one day in Tbilisi may cost. */
  dayUsd: number
  /** Prices in US dollars per million tokens. */
  inputUsd: number
  outputUsd: number
}

export interface Spent {
  model: string
  inputTokens: number
  outputTokens: number
  usd: number
}

export interface BudgetDeps {
  pool: Pick<Pool, 'query'>
  clock: Clock
  onSpent?: (spent: Spent) => void
  /** Once a day, whichever replica notices. */
  onUsedUp?: (day: { day: string; usd: number; ofUsd: number }) => void
}

export interface Budget {
  /** @throws Unavailable, as if the model were off, when the day or the event has used up what it may. */
  check(eventId: string | undefined): Promise<void>
  count(model: string, answer: string, eventId: string | undefined): Promise<void>
}

const CREATE_TABLE = `SELECT pg_advisory_xact_lock(hashtext('limits.model_spending'));
CREATE SCHEMA IF NOT EXISTS limits;
CREATE TABLE IF NOT EXISTS limits.model_spending (
  key text PRIMARY KEY, tokens bigint NOT NULL DEFAULT 0, micro_usd bigint NOT NULL DEFAULT 0, calls integer NOT NULL DEFAULT 0,
  told boolean NOT NULL DEFAULT false, updated_at timestamptz NOT NULL DEFAULT now());`
const KEPT = `DELETE FROM limits.model_spending WHERE key LIKE 'event:%' AND updated_at < now() - interval '7 days'`

const Usage = z.object({ usage: z.object({ prompt_tokens: z.number().nonnegative(), completion_tokens: z.number().nonnegative() }) })

/** An endpoint that does not say what it used is estimated by what it wrote: better a rough count than none. */
function usageIn(answer: string): { inputTokens: number; outputTokens: number } {
  try {
    const { usage } = Usage.parse(JSON.parse(answer))
    return { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens }
  } catch {
    return { inputTokens: 1_000, outputTokens: Math.ceil(answer.length / 3) }
  }
}

export function createBudget({ eventTokens, dayUsd, inputUsd, outputUsd }: BudgetConfig, deps: BudgetDeps): Budget {
  const { pool, clock, onSpent, onUsedUp } = deps
  let made: Promise<unknown> | undefined
  const table = () => {
    made ??= pool.query(CREATE_TABLE).catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
  const today = () => inTbilisi(clock.now()).toFormat('yyyy-MM-dd')

  async function tellOnce(day: string, microUsd: number): Promise<void> {
    const { rowCount } = await pool.query('UPDATE limits.model_spending SET told = true WHERE key = $1 AND NOT told', [`day:${day}`])
    if (rowCount === 1) onUsedUp?.({ day, usd: microUsd / 1e6, ofUsd: dayUsd })
  }

  return {
    async check(eventId) {
      const day = today()
      const rows = await quietly(async () => {
        await table()
        const { rows } = await pool.query<{ key: string; tokens: string; micro_usd: string }>(
          'SELECT key, tokens, micro_usd FROM limits.model_spending WHERE key = ANY($1)',
          [[`day:${day}`, `event:${eventId ?? ''}`]],
        )
        return rows
      })
      const spent = Number(rows?.find(({ key }) => key === `day:${day}`)?.micro_usd ?? 0)
      if (spent >= dayUsd * 1e6) {
        await quietly(() => tellOnce(day, spent))
        throw new Unavailable(`the model may cost ${dayUsd} USD a day, and ${day} has cost as much`, { notTried: true })
      }
      const tokens = Number(rows?.find(({ key }) => key.startsWith('event:'))?.tokens ?? 0)
      if (tokens >= eventTokens)
        throw new Unavailable(`one event may use ${eventTokens} tokens of the model, and this one has used ${tokens}`, { notTried: true })
    },
    async count(model, answer, eventId) {
      const used = usageIn(answer)
      const microUsd = Math.ceil(used.inputTokens * inputUsd + used.outputTokens * outputUsd)
      onSpent?.({ model, ...used, usd: microUsd / 1e6 })
      await quietly(async () => {
        await table()
        const keys = [`day:${today()}`, ...(eventId === undefined ? [] : [`event:${eventId}`])]
        await pool.query(
          `INSERT INTO limits.model_spending AS m (key, tokens, micro_usd, calls) SELECT key, $2, $3, 1 FROM unnest($1::text[]) AS key
           ON CONFLICT (key) DO UPDATE SET tokens = m.tokens + excluded.tokens, micro_usd = m.micro_usd + excluded.micro_usd,
             calls = m.calls + 1, updated_at = now()`,
          [keys, used.inputTokens + used.outputTokens, microUsd],
        )
        await pool.query(KEPT)
      })
    },
  }
}

/** A fetch of the model's that asks the budget first and counts what came back. */
export const metered =
  (send: typeof fetch, budget: Budget | undefined, model: string, eventId: string | undefined): typeof fetch =>
  async (url, init) => {
    await budget?.check(eventId)
    const response = await send(url, init)
    if (budget && response.ok) await budget.count(model, await response.clone().text(), eventId)
    return response
  }

/** A database that is away must not take the model away as well. */
async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch {
    return undefined
  }
}
