// What happens where we ask or wait instead of being told: polls, schedules, and sources that fell silent.
import * as words from '../words.ts'
import { type House, rounded } from './house.ts'

export interface OutlookHappenings {
  /** Something no webhook had brought was found by comparing with the vendor. */
  reconciled(r: { source: string; deliveryId?: string; eventId?: string; events: number }): void
  /** `failures`: in a row, this one included; people hear of the 1st, 2nd, 4th, 8th … */
  pollFailed(p: { poll: string; error: string; failures?: number }): void
  /** Samples older than the latest processed one, kept as ignored. */
  staleSamples(s: { source: string; deliveryId: string; count: number }): void
  /** A slot fired later than it should have while somebody was there to fire it. */
  scheduleLate(s: { schedule: string; slotAt: string; lateMs: number }): void
  /** A slot that nobody was there to fire, handled by the policy of its schedule. */
  scheduleMissed(s: { schedule: string; slots: number; fired: number }): void
  /** No process looks at the schedules any more. */
  clockStopped(c: { silentMs: number }): void
  clockRuns(): void
  sourceSilent(s: { source: string; silentMs: number; usualMs: number }): void
  sourceBack(s: { source: string; silentMs: number }): void
}

export function outlook({ log, metrics, alert }: House): OutlookHappenings {
  return {
    reconciled(r) {
      metrics.reconciled.inc({ source: r.source }, r.events)
      log.warn({ correlationId: r.deliveryId ?? r.eventId, ...r }, 'gap found and filled')
      alert({ kind: 'reconciled', subject: r.source, text: words.reconciled(r) })
    },
    pollFailed(p) {
      metrics.pollsFailed.inc({ poll: p.poll })
      log.warn(p, 'poll failed')
      if (Number.isInteger(Math.log2(p.failures ?? 1))) alert({ kind: 'poll-failed', subject: p.poll, text: words.pollFailed(p) })
    },
    staleSamples(s) {
      metrics.staleSamples.inc({ source: s.source }, s.count)
      log.info({ correlationId: s.deliveryId, ...s }, 'stale samples ignored')
    },
    scheduleLate({ lateMs, ...s }) {
      metrics.scheduleLateSeconds.observe({ schedule: s.schedule }, lateMs / 1000)
      log.error({ ...s, lateMs: rounded(lateMs) }, 'schedule late')
      alert({ kind: 'schedule-late', subject: s.schedule, text: words.scheduleLate({ ...s, lateMs }) })
    },
    scheduleMissed(s) {
      metrics.slotsMissed.inc({ schedule: s.schedule }, s.slots)
      log.warn(s, 'schedule caught up')
    },
    clockStopped(c) {
      log.error({ silentMs: rounded(c.silentMs) }, 'nobody looks at the schedules')
      alert({ kind: 'clock-stopped', subject: 'schedules', text: words.clockStopped(c) })
    },
    clockRuns() {
      log.info({}, 'schedules are looked at again')
      alert({ kind: 'clock-runs', subject: 'schedules', text: words.clockRuns() })
    },
    sourceSilent(s) {
      log.error(s, 'source silent')
      alert({ kind: 'source-silent', subject: s.source, text: words.sourceSilent(s) })
    },
    sourceBack(s) {
      log.info(s, 'source back')
      alert({ kind: 'source-back', subject: s.source, text: words.sourceBack(s) })
    },
  }
}
