// The acts of the agent of service trips as effects.
import { createHash } from 'node:crypto'
import type { Proposal } from '../../effects/catalogue.ts'
import type { Timer } from '../../events/clockwork.ts'
import type { Act, Decision } from './acts.ts'

export const propose = ({ acts }: Decision): Proposal[] => acts.map(effectOf)

/** Devices and trips are named from outside; a slot is short and plain. */
const slotOf = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 16)

function effectOf(act: Act): Proposal {
  switch (act.act) {
    case 'save-tracker':
      return { kind: 'tracker.upsert', slot: slotOf(act.id), payload: { id: act.id, set: act.set } }
    case 'save-mileage':
      return { kind: 'car.upsert', payload: { id: act.carId, set: { mileageKm: act.mileageKm } } }
    case 'save-trip':
      return { kind: 'trip.upsert', slot: slotOf(act.id), payload: { id: act.id, set: act.set } }
    case 'permit':
      return { kind: 'trip.permit', payload: act.permit }
    case 'raise':
      return raising(act)
    case 'open-incident':
      return { kind: 'incident.open', payload: act.incident }
    case 'wake':
      return waking(act)
    case 'drop':
      return {
        kind: 'event.withdraw',
        slot: `alarm-${act.eventId}`,
        payload: { ...TIMER, subject: laneOf(act.eventId), reason: act.reason },
      }
    case 'close-incident':
      return { kind: 'incident.close', slot: slotOf(act.id), payload: { id: act.id, by: act.by, outcome: act.outcome } }
    case 'tell':
      return {
        kind: 'telegram.message',
        slot: act.slot,
        payload: { place: act.to, html: act.html, ...(act.buttons && { buttons: act.buttons }), ...(act.isUrgent && { urgent: true }) },
      }
    case 'edit':
      return {
        kind: 'telegram.edit',
        slot: act.slot,
        payload: { message: act.message, html: act.html, ...(act.buttons && { buttons: act.buttons }) },
      }
    case 'answer':
      return { kind: 'telegram.answer', payload: { callbackQueryId: act.queryId, text: act.text, ...(act.alert && { alert: true }) } }
  }
}

/** An alarm has one timer, in a lane of its own. */
const TIMER = { type: 'reminder.due', timerSlot: 'alarm' } as const
const laneOf = (eventId: string): string => `alarm:${eventId}`

function waking({ eventId, branch, stage, at }: Extract<Act, { act: 'wake' }>): Proposal {
  const payload: Timer = { subject: laneOf(eventId), stage, ref: eventId, ...(branch !== null && { branch }) }
  return { kind: 'event.defer', slot: 'alarm', payload: { ...TIMER, payload: { ...payload }, notBefore: at.toISOString() } }
}

/** The alarm is an event of its own: critical, with a lane and workers of its own; one per trip. */
function raising({ found, at }: Extract<Act, { act: 'raise' }>): Proposal {
  const { tripId, deviceId, carPlate, startedAt, lat, lon, distanceKm, fixAt } = found
  return {
    kind: 'event.defer',
    slot: slotOf(tripId),
    payload: {
      type: 'unauthorized.trip',
      payload: {
        deviceId,
        ...(carPlate !== null && { carPlate }),
        startedAt: startedAt.toISOString(),
        ...(lat !== null && lon !== null && { lat, lon }),
        ...(distanceKm !== null && { distanceKm }),
        fixAt: fixAt.toISOString(),
      },
      notBefore: at.toISOString(),
      timerSlot: `trip:${slotOf(tripId)}`,
      dedupeKey: `unauthorized.trip:${slotOf(tripId)}`,
    },
  }
}
