// Reads of cars with their trackers, trips, permits, inspections and service.
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type {
  BookingModel,
  CarModel,
  CarServiceModel,
  IncidentModel,
  InspectionModel,
  TrackerModel,
  TripModel,
  TripPermitModel,
} from '../../generated/prisma/models.ts'
import { CANCELLED } from './states.ts'

export type Tracker = TrackerModel
export type Trip = TripModel
export type TripPermit = TripPermitModel
export type Inspection = InspectionModel
export type CarService = CarServiceModel

export interface FleetReads {
  /** Cars of a branch that are not archived. */
  carsOf(branch: string): Promise<CarModel[]>
  /** Bookings of a car, technical ones among them, that touch the span or are in rent; cancelled ones left out, in the order of time. */
  bookingsOfCar(query: { carId: number; from: Date; to: Date }): Promise<BookingModel[]>
  tracker(deviceId: string): Promise<Tracker | null>
  trackerOf(carId: number): Promise<Tracker | null>
  /** All trackers of a car. */
  trackersOf(carId: number): Promise<Tracker[]>
  /** Trackers of the whole fleet that fixed a position since then. */
  trackersSince(since: Date): Promise<Tracker[]>
  /** Trackers of the cars of a branch. */
  trackersIn(branch: string): Promise<Tracker[]>
  trip(id: string): Promise<Trip | null>
  /** Latest first. */
  tripsOf(query: { carId: number; since: Date }): Promise<Trip[]>
  /** Latest first. */
  tripsOfDevice(query: { deviceId: string; since: Date }): Promise<Trip[]>
  tripOfIncident(incidentId: string): Promise<Trip | null>
  /** Permits that touch the span. */
  permitsOf(query: { carId: number; from: Date; to: Date }): Promise<TripPermit[]>
  inspection(plate: string): Promise<Inspection | null>
  inspectionOf(carId: number): Promise<Inspection | null>
  service(carId: number): Promise<CarService | null>
  openIncidents(query: { carId?: number; branch?: string }): Promise<IncidentModel[]>
}

export function fleetReads(prisma: PrismaClient): FleetReads {
  return {
    carsOf: (branch) => prisma.car.findMany({ where: { branch, archived: false }, orderBy: { id: 'asc' } }),
    bookingsOfCar: ({ carId, from, to }) =>
      prisma.booking.findMany({
        where: {
          carId,
          archived: false,
          // A car that is out is out, whatever was planned.
          AND: [
            { OR: [{ inRent: true }, { startAt: { lte: to }, OR: [{ endAt: { gte: from } }, { endAt: null }] }] },
            { OR: [{ state: null }, { state: { notIn: CANCELLED } }] },
          ],
        },
        orderBy: { startAt: 'asc' },
      }),
    tracker: (id) => prisma.tracker.findUnique({ where: { id } }),
    trackerOf: (carId) => prisma.tracker.findFirst({ where: { carId }, orderBy: { seenAt: { sort: 'desc', nulls: 'last' } } }),
    trackersOf: (carId) => prisma.tracker.findMany({ where: { carId }, orderBy: { id: 'asc' } }),
    trackersSince: (since) => prisma.tracker.findMany({ where: { fixAt: { gte: since } }, orderBy: { id: 'asc' } }),
    trackersIn: async (branch) => {
      const cars = await prisma.car.findMany({ where: { branch, archived: false }, select: { id: true } })
      return prisma.tracker.findMany({ where: { carId: { in: cars.map(({ id }) => id) } }, orderBy: { id: 'asc' } })
    },
    trip: (id) => prisma.trip.findUnique({ where: { id } }),
    tripsOf: ({ carId, since }) => prisma.trip.findMany({ where: { carId, startedAt: { gte: since } }, orderBy: { startedAt: 'desc' } }),
    tripsOfDevice: ({ deviceId, since }) =>
      prisma.trip.findMany({ where: { deviceId, startedAt: { gte: since } }, orderBy: { startedAt: 'desc' } }),
    tripOfIncident: (incidentId) => prisma.trip.findFirst({ where: { incidentId }, orderBy: { startedAt: 'asc' } }),
    permitsOf: ({ carId, from, to }) =>
      prisma.tripPermit.findMany({ where: { carId, from: { lte: to }, until: { gte: from } }, orderBy: { from: 'asc' } }),
    inspection: (plate) => prisma.inspection.findUnique({ where: { plate } }),
    inspectionOf: (carId) => prisma.inspection.findFirst({ where: { carId }, orderBy: { checkedAt: 'desc' } }),
    service: (carId) => prisma.carService.findUnique({ where: { carId } }),
    openIncidents: ({ carId, branch }) =>
      prisma.incident.findMany({ where: { status: 'open', carId, branch }, orderBy: { openedAt: 'desc' } }),
  }
}
