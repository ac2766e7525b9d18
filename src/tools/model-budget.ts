// What the chat model may cost: tokens per event, money per day. Reserved before each call and settled after it, in the database, for all replicas.
import type { Pool } from 'pg'
import { z } from 'zod'
import { type Clock, inTbilisi } from '../clock.ts'
import { Unavailable } from '../errors.ts'

export interface BudgetConfig {
  /** Tokens that one event may use, questions and answers together. */
  eventTokens: number
  /** US dollars that all events of one day in Tbilisi may cost. */
  dayUsd: number
  /** The longest answer it is asked for. */
  answerTokens: number
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

/** What a call may cost at most, counted already. */
export interface Reserved {
  keys: string[]
  tokens: number
  microUsd: number
}

export interface Budget {
  readonly answerTokens: number
  /**
   * Counts what the question and the longest answer would cost; nothing where the database is away.
   * A worker that dies before it settles leaves that counted: the day ends early rather than late.
   * @throws Unavailable, as if the model were off, when the day or the event may not cost as much any more.
   */
  reserve(question: string, eventId: string | undefined): Promise<Reserved | undefined>
  /** What it did cost instead. @param answer null: refused, so nothing. */
  settle(reserved: Reserved | undefined, model: string, answer: string | null): Promise<void>
}

/** Both or neither: the row of the event first, so that two workers never wait for each other. $1 event or null, $2 day, $3 tokens, $4 µUSD, $5 and $6 the most. */
const RESERVE = `WITH event AS (
    INSERT INTO limits.model_spending AS m (key, tokens, micro_usd, calls) SELECT $1, $3, $4, 1 WHERE $1::text IS NOT NULL AND $3::bigint <= $5
    ON CONFLICT (key) DO UPDATE SET tokens = m.tokens + excluded.tokens, micro_usd = m.micro_usd + excluded.micro_usd, calls = m.calls + 1, updated_at = now()
      WHERE m.tokens + excluded.tokens <= $5 RETURNING 1
  ), day AS (
    INSERT INTO limits.model_spending AS m (key, tokens, micro_usd, calls)
      SELECT $2, $3, $4, 1 WHERE ($1::text IS NULL OR EXISTS (SELECT FROM event)) AND $4::bigint <= $6
    ON CONFLICT (key) DO UPDATE SET tokens = m.tokens + excluded.tokens, micro_usd = m.micro_usd + excluded.micro_usd, calls = m.calls + 1, updated_at = now()
      WHERE m.micro_usd + excluded.micro_usd <= $6 RETURNING 1
  ) SELECT ($1::text IS NULL OR EXISTS (SELECT FROM event)) AS event, EXISTS (SELECT FROM day) AS day`
const SETTLE = `WITH locked AS (SELECT key FROM limits.model_spending WHERE key = ANY($1) ORDER BY key DESC FOR UPDATE)
  UPDATE limits.model_spending m SET tokens = GREATEST(0, m.tokens + $2), micro_usd = GREATEST(0, m.micro_usd + $3), updated_at = now()
    FROM locked WHERE m.key = locked.key`
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

const IMAGE = /data:image\/[a-z]+;base64,[A-Za-z0-9+/=]+/g
/** A picture in low detail is some hundred tokens, whatever its size. */
const IMAGE_TOKENS = 1_000
/** Fewer letters to a token than any language of ours has. */
const LETTERS = 2

function tokensIn(question: string): number {
  const images = question.match(IMAGE) ?? []
  const letters = question.length - images.reduce((sum, { length }) => sum + length, 0)
  return Math.ceil(letters / LETTERS) + images.length * IMAGE_TOKENS
}

export function createBudget({ eventTokens, dayUsd, answerTokens, inputUsd, outputUsd }: BudgetConfig, deps: BudgetDeps): Budget {
  const { pool, clock, onSpent, onUsedUp } = deps
  const today = () => inTbilisi(clock.now()).toFormat('yyyy-MM-dd')
  const costOf = (input: number, output: number) => Math.ceil(input * inputUsd + output * outputUsd)

  const change = (keys: readonly string[], tokens: number, microUsd: number) => quietly(() => pool.query(SETTLE, [keys, tokens, microUsd]))

  async function tellOnce(day: string): Promise<void> {
    const { rows } = await pool.query<{ micro_usd: string }>(
      `INSERT INTO limits.model_spending AS m (key, told) VALUES ($1, true) ON CONFLICT (key) DO UPDATE SET told = true WHERE NOT m.told RETURNING micro_usd`,
      [`day:${day}`],
    )
    const [spent] = rows
    if (spent) onUsedUp?.({ day, usd: Number(spent.micro_usd) / 1e6, ofUsd: dayUsd })
  }

  return {
    answerTokens,
    async reserve(question, eventId) {
      const day = today()
      const event = eventId === undefined ? null : `event:${eventId}`
      const input = tokensIn(question)
      const [tokens, microUsd] = [input + answerTokens, costOf(input, answerTokens)]
      const given = await quietly(async () => {
        const limits = [eventTokens, Math.floor(dayUsd * 1e6)]
        return (await pool.query<{ event: boolean; day: boolean }>(RESERVE, [event, `day:${day}`, tokens, microUsd, ...limits])).rows[0]
      })
      if (given === undefined) return undefined
      if (given.event && given.day) return { keys: [`day:${day}`, ...(event === null ? [] : [event])], tokens, microUsd }
      if (!given.event)
        throw new Unavailable(`one event may use ${eventTokens} tokens of the model, and this question may take more than are left`, {
          notTried: true,
        })
      if (event !== null) await change([event], -tokens, -microUsd)
      await quietly(() => tellOnce(day))
      throw new Unavailable(`the model may cost ${dayUsd} USD a day, and this question may cost more than is left of ${day}`, {
        notTried: true,
      })
    },
    async settle(reserved, model, answer) {
      const used = answer === null ? { inputTokens: 0, outputTokens: 0 } : usageIn(answer)
      const microUsd = costOf(used.inputTokens, used.outputTokens)
      if (answer !== null) onSpent?.({ model, ...used, usd: microUsd / 1e6 })
      if (reserved === undefined) return
      await change(reserved.keys, used.inputTokens + used.outputTokens - reserved.tokens, microUsd - reserved.microUsd)
      await quietly(() => pool.query(KEPT))
    },
  }
}

/** A fetch of the model's that reserves first and settles by what came back. What a call cost that was cut off nobody knows: it stays reserved. */
export const metered =
  (send: typeof fetch, budget: Budget | undefined, model: string, eventId: string | undefined): typeof fetch =>
  async (url, init) => {
    if (budget === undefined) return send(url, init)
    const reserved = await budget.reserve(typeof init?.body === 'string' ? init.body : '', eventId)
    try {
      const response = await send(url, init)
      await budget.settle(reserved, model, response.ok ? await response.clone().text() : null)
      return response
    } catch (error) {
      const isCutOff = error instanceof Unavailable && error.maybeDone && error.status === undefined
      if (!isCutOff) await budget.settle(reserved, model, null)
      throw error
    }
  }

/** A database that is away must not take the model away as well. */
async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch {
    return undefined
  }
}
