// What every happening is told with, and how the lines of one story are tied together.
import type { Alert } from '../alerts.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'

export interface House {
  log: Log
  metrics: Metrics
  alert: (alert: Alert) => void
}

export interface EventNamed {
  eventId: string
  /** The delivery that brought the event, where one did: then it is the correlation id. */
  deliveryId?: string | null
}
export interface EffectNamed {
  key: string
  deliveryId?: string | null
}

/** The first segment of an effect's key is its event, the second its agent. */
export function idsOfEffect({ key, deliveryId }: EffectNamed) {
  const [eventId = key, agent] = key.split(':', 2)
  return { ...ids({ eventId, deliveryId }), agent, effectKey: key }
}

export const ids = ({ eventId, deliveryId }: EventNamed) => ({
  correlationId: deliveryId ?? eventId,
  deliveryId: deliveryId ?? undefined,
  eventId,
})

export const rounded = (ms: number): number => Math.round(ms * 10) / 10
