// Posts what a collector found out to the doors of browser automation. Needs nothing but Node: copy this folder to where the collector runs.
import { createHmac } from 'node:crypto'
import type { CollectorSource, Result } from './results.ts'

export interface CollectorOptions<S extends CollectorSource> {
  /** Of the orchestrator, without a path: `https://orchestrator.example.com`. */
  url: string
  /** What the service knows as `STARLINE_WEBHOOK_SECRET` or `GREENWAY_WEBHOOK_SECRET`: one value of it. */
  secret: string
  source: S
  fetch?: typeof globalThis.fetch
  now?: () => Date
  /** How often one post is tried in all; 5 by default. */
  attempts?: number
  /** The longest wait between two of them, whatever `Retry-After` asks for; 60 s by default. */
  maxWaitMs?: number
  /** Of one attempt; 15 s by default. */
  timeoutMs?: number
  wait?: (ms: number) => Promise<void>
}

/** What the door said. */
export interface Receipt {
  /** The delivery; of the first one when this is a repetition. */
  id: string
  /** True when exactly these facts had been posted before: nothing happens again. */
  duplicate: boolean
  /** True when the door could not read the results: they are kept as they came, and a person was told. Do not send them again. */
  quarantined: boolean
  /** Ids of the events, in the order they happened; empty when there was nothing new to do. */
  events: string[]
}

export interface Collector<S extends CollectorSource> {
  /**
   * Posts one result or a batch: up to 1,000 and 1 MiB at once, all of it or nothing.
   * Safe to repeat: a fact is known by device or plate, type and time.
   * @throws NotTaken when the door refuses, or does not answer for as long as we try.
   */
  post(results: Result<S> | readonly Result<S>[]): Promise<Receipt>
}

export class NotTaken extends Error {
  override name = 'NotTaken'
  /** HTTP status of the last answer; undefined when there was none. */
  readonly status: number | undefined
  constructor(message: string, status?: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.status = status
  }
}

const FIRST_WAIT_MS = 1_000

export function createCollector<S extends CollectorSource>(options: CollectorOptions<S>): Collector<S> {
  const { attempts = 5, maxWaitMs = 60_000, wait = pause } = options
  return {
    async post(results) {
      const body = JSON.stringify(results)
      for (let attempt = 1; ; attempt++) {
        const tried = await tryOnce(body, options)
        if ('receipt' in tried) return tried.receipt
        if (!tried.mayPass || attempt >= attempts) throw tried.error
        await wait(Math.min(tried.retryAfterMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1), maxWaitMs))
      }
    },
  }
}

type Tried = { receipt: Receipt } | { error: NotTaken; mayPass: boolean; retryAfterMs?: number }

async function tryOnce(body: string, options: CollectorOptions<CollectorSource>): Promise<Tried> {
  const { url, secret, source, fetch = globalThis.fetch, now = () => new Date(), timeoutMs = 15_000 } = options
  try {
    // Signed anew each time: the door takes a signature for five minutes.
    const headers = { 'content-type': 'application/json', ...sign(body, secret, now()) }
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(`${url.replace(/\/+$/, '')}/webhooks/${source}`, { method: 'POST', headers, body, signal })
    const answer = (await response.json().catch(() => ({}))) as Partial<Receipt> & { error?: string }
    if (response.ok && typeof answer.id === 'string')
      return {
        receipt: {
          id: answer.id,
          duplicate: answer.duplicate === true,
          quarantined: answer.quarantined === true,
          events: answer.events ?? [],
        },
      }
    const { status } = response
    const error = new NotTaken(`${source}: ${explain(status, answer.error, body)}`, status)
    return { error, mayPass: status === 429 || status >= 500, retryAfterMs: retryAfter(response.headers.get('retry-after'), now()) }
  } catch (cause) {
    // Nobody knows whether it arrived. To send it again is safe: the door knows a fact it has seen.
    const reason = cause instanceof Error ? cause.message : String(cause)
    return { error: new NotTaken(`${source}: no answer from ${url} (${reason})`, undefined, cause), mayPass: true }
  }
}

/**
 * The headers that prove where a body comes from: HMAC-SHA256 over `<unix seconds>.<body>`.
 * The door signs what is left when a `Content-Encoding` is taken off, so whoever packs the body signs it before.
 */
export function sign(body: string, secret: string, at: Date): { 'x-timestamp': string; 'x-signature': string } {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return { 'x-timestamp': timestamp, 'x-signature': `sha256=${signature}` }
}

function explain(status: number, error: string | undefined, body: string): string {
  if (status === 401)
    return 'the door does not accept the signature (401): compare the secret with the service’s, and this machine’s clock with the time'
  if (status === 413) return `the door takes 1 MiB at once, this was ${Buffer.byteLength(body)} bytes (413): post fewer results at a time`
  return `the door answered ${status}${error === undefined ? '' : `: ${error}`}`
}

/** Seconds or a date. */
function retryAfter(header: string | null, now: Date): number | undefined {
  if (header === null || header.trim() === '') return undefined
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now.getTime()
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0)
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
