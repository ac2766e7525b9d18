// The fleet of a world under test, as lists.

import type { FleetReads } from '../../../src/tools/rental/fleet.ts'
import type { Booking, Car, CarService, Incident, Inspection, Rental, Tracker, Trip, TripPermit } from '../../../src/tools/rental.ts'

export interface FleetRows {
  trackers?: Tracker[]
  trips?: Trip[]
  permits?: TripPermit[]
  inspections?: Inspection[]
  services?: CarService[]
  openIncidents?: Incident[]
}

const CANCELLED = ['Отмена', 'Отказ клиента', 'Нет машин']

export function fleetOf(
  { trackers = [], trips = [], permits = [], inspections = [], services = [], openIncidents = [] }: FleetRows,
  { bookings = [], cars = [] }: { bookings?: Booking[]; cars?: Car[] },
): Pick<Rental, keyof FleetReads> {
  const here = (branch: string) => cars.filter((row) => row.branch === branch && !row.archived)
  return {
    carsOf: async (branch) => here(branch),
    bookingsOfCar: async ({ carId, from, to }) =>
      bookings
        .filter((row) => row.carId === carId && !row.archived)
        .filter((row) => row.inRent || (row.startAt !== null && row.startAt <= to && (row.endAt === null || row.endAt >= from)))
        .filter((row) => row.state === null || !CANCELLED.includes(row.state))
        .sort((a, b) => (a.startAt?.getTime() ?? 0) - (b.startAt?.getTime() ?? 0)),
    tracker: async (id) => trackers.find((row) => row.id === id) ?? null,
    trackerOf: async (carId) => trackers.find((row) => row.carId === carId) ?? null,
    trackersOf: async (carId) => trackers.filter((row) => row.carId === carId),
    trackersSince: async (since) => trackers.filter((row) => row.fixAt !== null && row.fixAt >= since),
    trackersIn: async (branch) => trackers.filter((row) => here(branch).some(({ id }) => id === row.carId)),
    trip: async (id) => trips.find((row) => row.id === id) ?? null,
    tripsOf: async ({ carId, since }) => trips.filter((row) => row.carId === carId && row.startedAt >= since),
    tripsOfDevice: async ({ deviceId, since }) => trips.filter((row) => row.deviceId === deviceId && row.startedAt >= since),
    tripOfIncident: async (incidentId) => trips.find((row) => row.incidentId === incidentId) ?? null,
    permitsOf: async ({ carId, from, to }) => permits.filter((row) => row.carId === carId && row.from <= to && row.until >= from),
    inspection: async (plate) => inspections.find((row) => row.plate === plate) ?? null,
    inspectionOf: async (carId) => inspections.find((row) => row.carId === carId) ?? null,
    service: async (carId) => services.find((row) => row.carId === carId) ?? null,
    openIncidents: async ({ carId, branch }) =>
      openIncidents.filter(
        (row) => row.status === 'open' && (carId === undefined || row.carId === carId) && (branch === undefined || row.branch === branch),
      ),
  }
}
