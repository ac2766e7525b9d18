// What browser automation found out: Starline devices and Greenway inspections.
import { z } from 'zod'
import { defineEvent } from './event.ts'

const At = z.iso.datetime({ offset: true })
/** Starline's own number of the device; collectors send it as text or as a number. */
const DeviceId = z.union([z.string().trim().min(1).max(100), z.int().nonnegative()]).transform(String)
const Device = z.object({ deviceId: DeviceId, carPlate: z.string().optional() })
const Position = { lat: z.number().optional(), lon: z.number().optional() }

const DeviceState = Device.extend({
  status: z.string().optional(),
  prevStatus: z.string().optional(),
  ignition: z.boolean().optional(),
  engine: z.boolean().optional(),
  speedKmh: z.number().optional(),
  lat: z.number().optional(),
  lon: z.number().optional(),
  satellites: z.number().optional(),
  batteryV: z.number().optional(),
  mileageKm: z.number().optional(),
  /** When the position was fixed, not when we heard of it. */
  fixAt: At,
  observedAt: At.optional(),
})

const deviceLane = (p: { deviceId: string }) => `device:${p.deviceId}`

export const automationEvents = [
  defineEvent(
    'trip.detected',
    Device.extend({
      tripId: z.string(),
      startedAt: At,
      endedAt: At.optional(),
      startLat: z.number().optional(),
      startLon: z.number().optional(),
      endLat: z.number().optional(),
      endLon: z.number().optional(),
      distanceKm: z.number().optional(),
      maxSpeedKmh: z.number().optional(),
    }),
    { sources: ['starline'], subject: deviceLane, priority: 'normal' },
  ),
  // An alarm without a position is an alarm.
  defineEvent('unauthorized.trip', Device.extend({ startedAt: At, ...Position, distanceKm: z.number().optional(), fixAt: At }), {
    sources: ['starline'],
    subject: (p) => `critical:device:${p.deviceId}`,
    priority: 'critical',
  }),
  defineEvent('speeding', DeviceState.extend({ speedKmh: z.number() }), { sources: ['starline'], subject: deviceLane, priority: 'high' }),
  defineEvent('battery.low', DeviceState.extend({ batteryV: z.number() }), {
    sources: ['starline'],
    subject: deviceLane,
    priority: 'high',
  }),
  defineEvent('device.offline', DeviceState.extend({ lastSeenAt: At }), { sources: ['starline'], subject: deviceLane, priority: 'high' }),
  defineEvent('device.state.changed', DeviceState, { sources: ['starline'], subject: deviceLane, priority: 'low' }),
  defineEvent(
    'inspection.checked',
    z.object({
      plate: z.string().min(1),
      /** `unknown` (captcha, changed page) is not "not found". */
      status: z.enum(['valid', 'expired', 'failed', 'not_found', 'unknown']),
      validUntil: z.iso.date().optional(),
      lastInspectionAt: z.iso.date().optional(),
      checkedAt: At,
      rawText: z.string().optional(),
      /** Where the collector keeps its picture of the page. */
      screenshotKey: z.string().optional(),
    }),
    { sources: ['greenway'], subject: (p) => `plate:${p.plate}`, priority: 'normal' },
  ),
  defineEvent(
    'browser.result',
    z
      .looseObject({ deviceId: DeviceId.optional(), plate: z.string().min(1).optional() })
      .refine((p) => p.deviceId !== undefined || p.plate !== undefined, {
        error: 'a result of browser automation names a device or a plate',
      }),
    {
      sources: ['starline', 'greenway'],
      subject: (p) => (p.deviceId === undefined ? `plate:${p.plate}` : `device:${p.deviceId}`),
      priority: 'low',
    },
  ),
] as const
