// One attempt at an event as one trace: the config its graph runs with, and the header by which later work joins it.
import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import type { RunnableConfig } from '@langchain/core/runnables'
import { LangChainTracer } from '@langchain/core/tracers/tracer_langchain'
import type { Client } from 'langsmith'
import { v7 as uuidv7 } from 'uuid'

export interface TracedEvent {
  id: string
  type: string
  source?: string
  payload: unknown
  deliveryId?: string | null
}

export interface TracedRun {
  /** To be spread into the config of `graph.invoke` or `graph.stream`. */
  config: Pick<RunnableConfig, 'callbacks' | 'runId' | 'runName' | 'metadata' | 'tags'>
  /** What later deliveries need to join this trace; undefined until the run has begun. */
  header(): string | undefined
}

export function traceRun(client: Client, project: string, event: TracedEvent, attempt: number): TracedRun {
  const runId = uuidv7()
  const tracer = new LangChainTracer({ client, projectName: project })
  let header: string | undefined
  // The tracer forgets a run when it ends, so its place in the trace is read when it begins.
  const beginning = BaseCallbackHandler.fromMethods({
    handleChainStart(_chain, _inputs, startedId) {
      if (startedId === runId) header = tracer.getRun(runId)?.dotted_order
    },
  })
  beginning.awaitHandlers = true
  return {
    config: {
      runId,
      runName: event.type,
      callbacks: [tracer, beginning],
      metadata: { ...metadataOf(event), attempt },
      tags: [event.type, ...(event.source ? [`source:${event.source}`] : [])],
    },
    header: () => header,
  }
}

const metadataOf = (event: TracedEvent) => ({
  eventId: event.id,
  type: event.type,
  branch: branchOf(event.payload),
  // LangSmith groups the traces of one thread: all attempts of an event.
  thread_id: event.id,
  ...(event.deliveryId ? { deliveryId: event.deliveryId } : {}),
})

function branchOf(payload: unknown): string | undefined {
  const branch = typeof payload === 'object' && payload !== null && 'branch' in payload ? payload.branch : undefined
  return typeof branch === 'string' ? branch : undefined
}
