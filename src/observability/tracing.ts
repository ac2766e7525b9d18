// LangSmith: every run of an event is a trace, every delivery of one of its effects a tool call inside it. Nothing personal leaves.
import { awaitAllCallbacks } from '@langchain/core/callbacks/promises'
import { sentence } from '../errors.ts'
import { langsmithClient } from './langsmith.ts'
import type { Log } from './log.ts'
import { effectRun, recorded, type TracedEffect } from './trace-effect.ts'
import { type TracedEvent, type TracedRun, traceRun } from './trace-run.ts'

export interface Tracing {
  traceRun(event: TracedEvent, attempt: number): TracedRun
  /** Does the work and records it; neither its result nor its time depends on LangSmith. */
  traceEffect<T extends object>(header: string | null | undefined, effect: TracedEffect, work: () => Promise<T>): Promise<T>
  /** Sends what is on its way, for as long as the limit allows. */
  flush(limitMs?: number): Promise<void>
}

export interface TracingOptions {
  /** Absent: no tracing at all. */
  apiKey?: string | undefined
  apiUrl: string
  project: string
  log: Log
  secrets?: readonly string[]
}

const FLUSH_LIMIT_MS = 5_000

export function createTracing({ apiKey, apiUrl, project, log, secrets = [] }: TracingOptions): Tracing | null {
  if (!apiKey) return null
  const client = langsmithClient({ apiKey, apiUrl, log, secrets })
  const underway = new Set<Promise<void>>()

  function keep(sending: Promise<void>): void {
    const kept = sending
      .catch((error: unknown) => log.warn({ error: sentence(error) }, 'trace could not be recorded'))
      .finally(() => underway.delete(kept))
    underway.add(kept)
  }

  return {
    traceRun: (event, attempt) => traceRun(client, project, event, attempt),
    traceEffect(header, effect, work) {
      const run = header ? effectRun(client, project, header, effect) : undefined
      return run ? recorded(run, work, keep) : work()
    },
    flush: (limitMs = FLUSH_LIMIT_MS) =>
      atMost(limitMs, async () => {
        await awaitAllCallbacks()
        await Promise.all(underway)
        await client.awaitPendingTraceBatches()
      }),
  }
}

async function atMost(limitMs: number, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  try {
    await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}
