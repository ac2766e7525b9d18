// The only owner of outgoing HTTP: time-outs, rate limits, circuits, retries of reads, and errors in the three words of errors.ts.
import { setTimeout as sleep } from 'node:timers/promises'
import { Refused, Unavailable } from '../errors.ts'
import { createCircuit } from './circuit.ts'
import type { Call } from './integration.ts'
import type { Limiter } from './limiter.ts'
import { brokenOff, failureOf } from './refusals.ts'
import type { HttpAnswer, HttpRequest, Vendor } from './vendor.ts'

export interface CallRecord {
  system: string
  operation: string
  outcome: 'ok' | 'refused' | 'unavailable' | 'not-tried'
  /** Of the request alone, without waiting for our own limiter. */
  ms: number
}

export interface HttpDeps {
  limiter: Limiter
  onCall?: (record: CallRecord) => void
  onCircuit?: (system: string, state: 'open' | 'closed') => void
  breaker?: { failures: number; halfOpenAfterMs: number }
}

export interface Http {
  /** Only 2xx comes back; everything else is thrown. */
  send(request: HttpRequest, call: Call): Promise<HttpAnswer>
  /** For vendor libraries that bring their own client: a fetch that goes through here, for one call. */
  fetchFor(
    call: Call,
    wishes?: Pick<HttpRequest, 'limitKey' | 'pollMs'>,
  ): (url: string | URL | Request, init?: { headers?: ConstructorParameters<typeof Headers>[0]; body?: unknown }) => Promise<Response>
}

const TRIES = 3
const BASE_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000

export function createHttp(
  vendor: Vendor,
  { limiter, onCall, onCircuit, breaker = { failures: 5, halfOpenAfterMs: 10_000 } }: HttpDeps,
): Http {
  const { system } = vendor
  const circuit = createCircuit({ system, ...breaker, onChange: (state) => onCircuit?.(system, state) })

  async function once(request: HttpRequest, call: Call): Promise<HttpAnswer> {
    let startedAt: number | undefined
    let outcome: CallRecord['outcome'] = 'not-tried'
    try {
      // A poll that waits must not be the one probe of an open circuit: whoever has something to say would wait with it.
      if (request.pollMs === undefined) circuit.check()
      await limiter.take(request.limit ?? call.limit, request.limitKey ?? 'all', { critical: call.critical, signal: call.signal })
      startedAt = performance.now()
      const exchanging = () => exchange(vendor, request, call)
      const answer = await (request.pollMs === undefined ? circuit.run(exchanging) : exchanging())
      const failure = failureOf(vendor, request, call, answer)
      if (failure) throw failure
      outcome = 'ok'
      return answer
    } catch (error) {
      if (error instanceof Refused) outcome = 'refused'
      else if (error instanceof Unavailable && !error.notTried) outcome = 'unavailable'
      throw error
    } finally {
      onCall?.({ system, operation: call.operation, outcome, ms: startedAt === undefined ? 0 : performance.now() - startedAt })
    }
  }

  async function send(request: HttpRequest, call: Call): Promise<HttpAnswer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(request, call)
      } catch (error) {
        const pauseMs = call.write || attempt === TRIES ? null : pauseAfter(error, attempt)
        if (pauseMs === null || call.signal?.aborted) throw error
        await sleep(pauseMs, undefined, { signal: call.signal }).catch(() => {
          throw error
        })
      }
    }
  }

  return {
    send,
    fetchFor: (call, wishes) => async (url, init) => {
      const headers = Object.fromEntries(new Headers(init?.headers))
      const answer = await once({ method: 'POST', url: urlOf(url), headers, body: String(init?.body ?? ''), ...wishes }, call)
      return new Response(answer.text, { status: answer.status, headers: { 'content-type': 'application/json' } })
    },
  }
}

const urlOf = (url: string | URL | Request): string => (url instanceof Request ? url.url : String(url))

function pauseAfter(error: unknown, attempt: number): number | null {
  if (!(error instanceof Unavailable) || error.notTried) return null
  const pauseMs = error.retryAfterMs ?? BASE_PAUSE_MS * 2 ** (attempt - 1) + Math.random() * 100
  return pauseMs <= LONGEST_PAUSE_MS ? pauseMs : null
}

/** One request and its answer, whatever the status. Throws Unavailable when there is no whole answer. */
async function exchange(vendor: Vendor, request: HttpRequest, call: Call): Promise<HttpAnswer> {
  if (call.signal?.aborted) throw new Unavailable(`${vendor.system} ${call.operation}: stopped before it was sent`, { notTried: true })
  const timeoutMs = request.pollMs ?? vendor.timeoutMs
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: headersOf(request, call),
      body: request.body,
      redirect: 'manual',
      signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
    })
    const { status, headers } = response
    if (request.bytesMost !== undefined && response.ok)
      return { status, headers, text: '', body: undefined, bytes: await bytesOf(response, request.bytesMost) }
    const text = await response.text()
    return { status, headers, text, body: jsonOf(text) }
  } catch (error) {
    throw brokenOff(vendor, call, error, timeout.aborted ? timeoutMs : null)
  }
}

/** @returns null as soon as it is more than that; the rest stays where it is. */
async function bytesOf({ body }: Response, most: number): Promise<Buffer | null> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body ?? []) {
    length += piece.length
    // Leaving the loop ends the download.
    if (length > most) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function headersOf(request: HttpRequest, call: Call): Record<string, string> {
  return {
    accept: 'application/json',
    ...(typeof request.body === 'string' ? { 'content-type': 'application/json' } : {}),
    ...request.headers,
    ...(call.effectKey === undefined ? {} : { 'idempotency-key': call.effectKey }),
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
