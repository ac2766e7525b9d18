// Rows of trackers, trips, permits and incidents as tests need them.
import type { Incident, Tracker, Trip, TripPermit } from '../../src/tools/rental.ts'
import { at } from './rows.ts'

export const DEVICE = '860000000000001'

export const trackerRow = (row: Partial<Tracker> = {}): Tracker => ({
  id: DEVICE,
  carId: 80001,
  plate: 'AA000AA',
  status: 'parked_off',
  ignition: false,
  engine: false,
  speedKmh: 0,
  lat: 41.64,
  lon: 41.63,
  batteryV: 12.6,
  mileageKm: 50000,
  fixAt: at('2030-11-05T05:00:00.000Z'),
  seenAt: at('2030-11-05T05:00:00.000Z'),
  movingSince: null,
  told: {},
  updatedAt: at('2030-11-05T05:00:00.000Z'),
  ...row,
})

export const tripRow = (row: Partial<Trip> = {}): Trip => ({
  id: `${DEVICE}:2030-11-05T05:30:00.000Z`,
  deviceId: DEVICE,
  carId: 80001,
  branch: 'batumi',
  startedAt: at('2030-11-05T05:30:00.000Z'),
  endedAt: null,
  startLat: 41.64,
  startLon: 41.63,
  endLat: null,
  endLon: null,
  distanceKm: null,
  maxSpeedKmh: null,
  verdict: 'short',
  bookingId: null,
  permitId: null,
  incidentId: null,
  updatedAt: at('2030-11-05T05:30:00.000Z'),
  ...row,
})

export const permitRow = (row: Partial<TripPermit> = {}): TripPermit => ({
  id: 'said:1:2',
  carId: 80001,
  from: at('2030-11-05T05:00:00.000Z'),
  until: at('2030-11-05T08:00:00.000Z'),
  driverId: null,
  reason: 'в сервис за колодками',
  grantedBy: 90002,
  createdAt: at('2030-11-05T05:00:00.000Z'),
  ...row,
})

export const incidentRow = (row: Partial<Incident> = {}): Incident => ({
  id: 'unauthorized.trip:01930000-0000-7000-8000-0000000000aa',
  kind: 'unauthorized.trip',
  branch: 'batumi',
  carId: 80001,
  bookingId: null,
  summary: 'Несанкционированная поездка: Toyota Prius AA-000-AA, началась 5 ноября 09:30',
  status: 'open',
  openedAt: at('2030-11-05T05:40:00.000Z'),
  closedAt: null,
  closedBy: null,
  outcome: null,
  ...row,
})
