// What happens between the queue and the commit.
import * as words from '../words.ts'
import { type EventNamed, type House, ids, rounded } from './house.ts'

export interface RunHappenings {
  eventClaimed(e: EventNamed & { type: string; attempt: number; waitedMs: number }): void
  eventFinished(e: EventNamed & { type: string; status: string; attempt: number; ms: number; error?: string }): void
  /** The run's commit was refused: another worker holds the event now. */
  runLost(e: EventNamed & { reason: string }): void
  agentReported(e: EventNamed & { type: string; agent: string; status: 'done' | 'failed'; ms: number; error?: string }): void
  /** The model was slow, down or over budget, and something simpler decided. */
  modelDegraded(m: { reason: string; eventId?: string }): void
  /** What one answer of the model cost. */
  modelSpent(m: { model: string; inputTokens: number; outputTokens: number; usd: number }): void
  /** Said once a day: until midnight everything is decided without the model. */
  modelUsedUp(m: { day: string; usd: number; ofUsd: number }): void
  takenOver(t: { eventIds: readonly string[]; worker: number | string }): void
  queueForgot(q: { count: number }): void
}

export function inTheRun({ log, metrics, alert }: House): RunHappenings {
  return {
    eventClaimed(e) {
      // A second attempt waited for its backoff, not for a worker.
      if (e.attempt <= 1) metrics.queueSeconds.observe({ type: e.type }, e.waitedMs / 1000)
      log.info({ ...ids(e), type: e.type, attempt: e.attempt, waitedMs: rounded(e.waitedMs) }, 'event started')
    },
    eventFinished(e) {
      const bad = e.status === 'dead' || e.status === 'partial'
      metrics.events.inc({ type: e.type, outcome: e.status })
      metrics.eventSeconds.observe({ outcome: e.status }, e.ms / 1000)
      const fields = { ...ids(e), type: e.type, status: e.status, attempt: e.attempt, ms: rounded(e.ms), error: e.error }
      log[bad ? 'error' : e.error ? 'warn' : 'info'](fields, 'event finished')
      if (bad) alert({ kind: `event-${e.status}`, subject: e.type, text: e.status === 'dead' ? words.eventDead(e) : words.eventPartial(e) })
    },
    runLost(e) {
      metrics.runsLost.inc()
      log.warn({ ...ids(e), reason: e.reason }, 'run lost to another worker')
    },
    agentReported(e) {
      metrics.agentSeconds.observe({ agent: e.agent }, e.ms / 1000)
      if (e.status === 'failed') metrics.agentErrors.inc({ agent: e.agent })
      const fields = { ...ids(e), type: e.type, agent: e.agent, status: e.status, ms: rounded(e.ms), error: e.error }
      log[e.status === 'failed' ? 'warn' : 'info'](fields, 'agent reported')
    },
    modelDegraded(m) {
      metrics.modelDegraded.inc()
      log.warn({ eventId: m.eventId, correlationId: m.eventId, reason: m.reason }, 'decided without the model')
    },
    modelSpent(m) {
      metrics.modelTokens.inc({ model: m.model, kind: 'input' }, m.inputTokens)
      metrics.modelTokens.inc({ model: m.model, kind: 'output' }, m.outputTokens)
      metrics.modelUsd.inc({ model: m.model }, m.usd)
    },
    modelUsedUp(m) {
      log.warn(m, 'the budget of the model is used up')
      alert({ kind: 'model-budget', subject: m.day, text: words.modelUsedUp(m) })
    },
    takenOver(t) {
      metrics.takenOver.inc(t.eventIds.length)
      log.warn({ eventIds: t.eventIds, worker: t.worker }, 'events taken over')
    },
    queueForgot(q) {
      metrics.queueForgot.inc(q.count)
      log.warn(q, 'queue had forgotten events')
    },
  }
}
