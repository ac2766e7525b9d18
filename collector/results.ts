// What collectors find out, as the doors of browser automation take it. One line per thing: transitions, not samples.

/** An instant in ISO 8601 with its offset: `2030-11-05T06:00:00Z`. */
export type Instant = string
/** `YYYY-MM-DD`. */
export type Day = string

export interface Device {
  /** Starline's own number. */
  deviceId: string | number
  /** However it is written: `AA-000-AA`, `aa000aa`. */
  carPlate?: string | null
}

/** Latitude before longitude, degrees. Starline's site says x for the longitude and y for the latitude. */
export interface DeviceState extends Device {
  status?: 'offline' | 'gps_offline' | 'moving' | 'parked_on' | 'parked_off' | (string & {}) | null
  prevStatus?: DeviceState['status']
  ignition?: boolean | null
  engine?: boolean | null
  speedKmh?: number | null
  lat?: number | null
  lon?: number | null
  satellites?: number | null
  batteryV?: number | null
  mileageKm?: number | null
  /** When the position was fixed. Together with device and type it says which fact this is: the same one is taken once. */
  fixAt: Instant
  /** When the collector looked. */
  observedAt?: Instant | null
}

export interface Trip extends Device {
  tripId: string
  startedAt: Instant
  /** Absent while it is going on; the end is a second result with the same `tripId`. */
  endedAt?: Instant | null
  startLat?: number | null
  startLon?: number | null
  endLat?: number | null
  endLon?: number | null
  distanceKm?: number | null
  maxSpeedKmh?: number | null
}

export interface UnauthorizedTrip extends Device {
  startedAt: Instant
  lat?: number | null
  lon?: number | null
  distanceKm?: number | null
  fixAt: Instant
}

export interface Inspection {
  plate: string
  /** `unknown`: a captcha, a page that has changed. Never `not_found` for these. */
  status: 'valid' | 'expired' | 'failed' | 'not_found' | 'unknown'
  validUntil?: Day | null
  lastInspectionAt?: Day | null
  /** Together with the plate it says which check this is. */
  checkedAt: Instant
  /** What the page said, for the person who looks. */
  rawText?: string | null
  screenshotKey?: string | null
}

/** Anything else worth keeping about a device or a plate; `fixAt` or `checkedAt` says which fact it is, else its content does. */
export type Other = ({ deviceId: string | number; plate?: string | null } | { plate: string }) & {
  /** What it is, in the collector's own words. */
  resultType?: string
  [field: string]: unknown
}

interface Payloads {
  starline: {
    'device.state.changed': DeviceState
    'trip.detected': Trip
    'unauthorized.trip': UnauthorizedTrip
    /** Over the limit: `speedKmh` is the speed that was seen. */
    speeding: DeviceState & { speedKmh: number }
    'battery.low': DeviceState & { batteryV: number }
    'device.offline': DeviceState & { lastSeenAt: Instant }
    'browser.result': Other
  }
  greenway: {
    'inspection.checked': Inspection
    'browser.result': Other
  }
}

/** The doors. */
export type CollectorSource = keyof Payloads

/** One result for the door of `S`. */
export type Result<S extends CollectorSource = CollectorSource> = {
  [D in S]: { [T in keyof Payloads[D]]: { type: T; payload: Payloads[D][T] } }[keyof Payloads[D]]
}[S]
