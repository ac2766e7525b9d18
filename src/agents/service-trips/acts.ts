// What the agent of service trips may do.
import type { EffectPayload, Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { Decided } from '../agent.ts'

/** A trip of our own finding, on its way to the alarm. */
export interface Found {
  tripId: string
  deviceId: string
  carPlate: string | null
  startedAt: Date
  lat: number | null
  lon: number | null
  distanceKm: number | null
  fixAt: Date
}

export type Buttons = NonNullable<EffectPayload<'telegram.message'>['buttons']>

export type Act =
  | { act: 'save-tracker'; id: string; set: EffectPayload<'tracker.upsert'>['set'] }
  | { act: 'save-mileage'; carId: number; mileageKm: number }
  | { act: 'save-trip'; id: string; set: EffectPayload<'trip.upsert'>['set'] }
  | { act: 'permit'; permit: EffectPayload<'trip.permit'> }
  | { act: 'raise'; found: Found; at: Date }
  | { act: 'open-incident'; incident: EffectPayload<'incident.open'> }
  /** Somebody is to pick the alarm up by then. */
  | { act: 'wake'; eventId: string; branch: Branch | null; stage: string; at: Date }
  | { act: 'drop'; eventId: string; reason: string }
  | { act: 'close-incident'; id: string; by: number; outcome: string }
  | { act: 'tell'; slot: string; to: Place; html: string; buttons?: Buttons; isUrgent?: boolean }
  /** @param message the key of the message. */
  | { act: 'edit'; slot: string; message: string; html: string; buttons?: Buttons }
  | { act: 'answer'; queryId: string; text: string; alert: boolean }

export interface Decision extends Decided {
  acts: Act[]
}
