// Where a car is, and how far it came.

export interface Position {
  lat: number
  lon: number
}

export const positionOf = (lat: number | null | undefined, lon: number | null | undefined): Position | null =>
  typeof lat === 'number' && typeof lon === 'number' ? { lat, lon } : null

const EARTH_KM = 6371
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** As the crow flies: the road is never shorter. Null when one end is unknown. */
export function kmBetween(a: Position | null, b: Position | null): number | null {
  if (a === null || b === null) return null
  const [dLat, dLon] = [radians(b.lat - a.lat), radians(b.lon - a.lon)]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLon / 2) ** 2
  return Math.round(2 * EARTH_KM * Math.asin(Math.sqrt(h)) * 100) / 100
}
