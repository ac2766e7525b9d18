// What happens at the doors.
import * as words from '../words.ts'
import { type House, rounded } from './house.ts'

export interface DoorHappenings {
  deliveryRecorded(d: {
    deliveryId: string
    source: string
    door: string
    outcome: 'accepted' | 'duplicate' | 'ignored' | 'handshake'
    events: readonly string[]
    ms: number
  }): void
  /** `again`: one of a flood that has been told of already. */
  deliveryRefused(d: { source: string; door: string; status: number; reason: string; ms: number; again?: boolean }): void
  deliveryQuarantined(d: { deliveryId: string; source: string; door: string; reason: string; ms?: number }): void
  /** Something in an understood delivery that a person should hear of. */
  noticed(d: { deliveryId: string; text: string }): void
}

export function atTheDoor({ log, metrics, alert }: House): DoorHappenings {
  return {
    deliveryRecorded({ ms, ...d }) {
      metrics.ack.observe({ source: d.source, outcome: d.outcome }, ms / 1000)
      log.info({ correlationId: d.deliveryId, ...d, ms: rounded(ms) }, 'delivery recorded')
    },
    deliveryRefused({ ms, again, ...d }) {
      // A door that does not exist is named by whoever knocks: it must not become a label.
      metrics.ack.observe({ source: d.status === 404 ? 'unknown' : d.source, outcome: `refused-${d.status}` }, ms / 1000)
      if (!again) log.warn({ ...d, ms: rounded(ms) }, 'delivery refused')
    },
    deliveryQuarantined({ ms, ...d }) {
      if (ms !== undefined) metrics.ack.observe({ source: d.source, outcome: 'quarantined' }, ms / 1000)
      log.error({ correlationId: d.deliveryId, ...d, ms: ms === undefined ? undefined : rounded(ms) }, 'delivery quarantined')
      alert({ kind: 'quarantined', subject: `${d.source}/${d.door}`, text: words.quarantined(d) })
    },
    noticed(d) {
      log.warn({ correlationId: d.deliveryId, deliveryId: d.deliveryId, notice: d.text }, 'delivery carries a notice')
      alert({ kind: 'notice', subject: d.text, text: words.notice(d) })
    },
  }
}
