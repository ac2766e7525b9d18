// Reads of our own database, for agents: bookings, cars, people, operations. The rows are our latest view of RentProg.

import { DAY_MS } from '../clock.ts'
import type { Database } from '../db.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import type { BookingModel, CarModel, ChatModel, ClientModel, IncidentModel, StaffModel, TopicModel } from '../generated/prisma/models.ts'
import { type ApprovalReads, approvalReads } from './rental/approvals.ts'
import { type CallReads, callReads } from './rental/calls.ts'
import { type ConversationReads, conversationReads } from './rental/conversations.ts'
import { type FleetReads, fleetReads } from './rental/fleet.ts'
import { type LedgerReads, ledgerReads } from './rental/ledger.ts'
import { type MaterialReads, materialReads } from './rental/materials.ts'
import { type MoneyReads, moneyReads } from './rental/money.ts'
import { type PlanReads, planReads } from './rental/plan.ts'
import { type SpokenReads, spokenReads } from './rental/spoken.ts'
import { type TalkReads, talkReads } from './rental/talk.ts'
import { type TaskReads, taskReads } from './rental/tasks.ts'

export type { Approval } from './rental/approvals.ts'
export type { Call } from './rental/calls.ts'
export type { Conversation, Reply, SlaClock } from './rental/conversations.ts'
export type { CarService, Inspection, Tracker, Trip, TripPermit } from './rental/fleet.ts'
export type { SentMessage } from './rental/ledger.ts'
export type { Material } from './rental/materials.ts'
export type { CashBalance, CashEntry, Payment, PaymentLink } from './rental/money.ts'
export type { HeardFrom, Posted, Spoken } from './rental/spoken.ts'
export type { Talk } from './rental/talk.ts'
export type { DailyPlan, Said, Task, TaskWithLog } from './rental/tasks.ts'

export type Booking = BookingModel
export type Car = CarModel
export type Client = ClientModel
export type Staff = StaffModel
export type Chat = ChatModel
export type Incident = IncidentModel
export type Topic = TopicModel
export type Operation = Prisma.OperationGetPayload<{ include: { items: true } }>

/** Staff roles in the order of the escalation ladder. */
export type Role = 'employee' | 'manager' | 'head' | 'director' | 'admin'

/** An event as it stands in its lane. */
export interface LaneEvent {
  id: string
  type: string
  subject: string
  status: string
  payload: unknown
  receivedAt: Date
}

export interface Rental
  extends ApprovalReads,
    CallReads,
    ConversationReads,
    FleetReads,
    LedgerReads,
    MaterialReads,
    MoneyReads,
    PlanReads,
    SpokenReads,
    TalkReads,
    TaskReads {
  booking(id: number): Promise<Booking | null>
  /** Bookings of a branch whose start or end lies between the two instants. */
  bookingsAround(query: { branch: string; from: Date; to: Date }): Promise<Booking[]>
  /** Bookings of a branch that are not over by our rows or ended within a month, and those RentProg was read of since then; latest change first. */
  unfinishedBookings(query: { branch: string; readSince: Date; now: Date }): Promise<Booking[]>
  /** What has come in on these lanes, each in its order; not what was ignored, nor timers that still sleep. */
  lanes(subjects: readonly string[]): Promise<LaneEvent[]>
  /** By the short number staff quote, which each branch counts for itself; newest first. */
  bookingsNumbered(number: number): Promise<Booking[]>
  car(id: number): Promise<Car | null>
  /** By its licence plate, however it is written: `AA-000-AA`, `AA 000 AA`, `aa000aa`. */
  carByPlate(plate: string): Promise<Car | null>
  client(id: number): Promise<Client | null>
  clients(ids: readonly number[]): Promise<Client[]>
  /** The operation with its checklist items in order. */
  operation(query: { bookingId: number; kind: 'issue' | 'return' }): Promise<Operation | null>
  /** Operations still open, nearest planned time first. */
  openOperations(query: { carId?: number; branch?: string }): Promise<Operation[]>
  /** Operations posted since then, nearest planned time first. */
  closedOperations(query: { since: Date }): Promise<Operation[]>
  incident(id: string): Promise<Incident | null>
  staff(id: number): Promise<Staff | null>
  staffByTelegram(telegramId: number): Promise<Staff | null>
  /** The person who answers for a role: of the branch first, else of the company; null when nobody holds it. */
  holderOf(query: { role: Role; branch?: string }): Promise<Staff | null>
  chat(id: number): Promise<Chat | null>
  /** What a forum topic is about. */
  topic(query: { chatId: number; threadId: number }): Promise<Topic | null>
  /** The topics of a car, newest last. */
  topicsOf(subject: string): Promise<(Topic & { chat: Chat })[]>
}

/** The largest integer a column of ours holds. */
const MAX_ID = 2 ** 31 - 1

const withItems = { items: { orderBy: { position: 'asc' } } } as const

export function createRental(db: Pick<Database, 'prisma' | 'query'>): Rental {
  const { prisma } = db
  return {
    ...approvalReads(db),
    ...callReads(prisma),
    ...conversationReads(prisma),
    ...fleetReads(prisma),
    ...ledgerReads(prisma),
    ...materialReads(prisma),
    ...moneyReads(prisma),
    ...planReads(prisma),
    ...spokenReads(prisma),
    ...talkReads(prisma),
    ...taskReads(prisma),
    // A button's id comes from a client: what no column holds is nobody's.
    booking: async (id) => (id <= MAX_ID ? prisma.booking.findUnique({ where: { id } }) : null),
    bookingsAround: ({ branch, from, to }) =>
      prisma.booking.findMany({
        where: { branch, OR: [{ startAt: { gte: from, lte: to } }, { endAt: { gte: from, lte: to } }] },
        orderBy: { startAt: 'asc' },
      }),
    unfinishedBookings: ({ branch, readSince, now }) =>
      prisma.booking.findMany({
        where: {
          branch,
          archived: false,
          OR: [
            { inRent: true },
            { readAt: { gte: readSince } },
            { OR: [{ active: true }, { active: null }], endAt: { gte: new Date(now.getTime() - 30 * DAY_MS) } },
          ],
        },
        orderBy: { updatedAt: 'desc' },
      }),
    lanes: (subjects) =>
      prisma.event.findMany({
        where: { subject: { in: [...subjects] }, status: { notIn: ['ignored', 'scheduled'] } },
        orderBy: { seq: 'asc' },
        select: { id: true, type: true, subject: true, status: true, payload: true, receivedAt: true },
      }),
    bookingsNumbered: (number) => prisma.booking.findMany({ where: { number }, orderBy: { id: 'desc' } }),
    car: (id) => prisma.car.findUnique({ where: { id } }),
    carByPlate: (plate) =>
      prisma.car.findFirst({ where: { plate: { in: spellings(plate), mode: 'insensitive' }, archived: false }, orderBy: { id: 'asc' } }),
    client: (id) => prisma.client.findUnique({ where: { id } }),
    clients: (ids) => prisma.client.findMany({ where: { id: { in: [...ids] } } }),
    operation: ({ bookingId, kind }) => prisma.operation.findUnique({ where: { bookingId_kind: { bookingId, kind } }, include: withItems }),
    openOperations: ({ carId, branch }) =>
      prisma.operation.findMany({ where: { status: 'open', carId, branch }, orderBy: { plannedAt: 'asc' }, include: withItems }),
    closedOperations: ({ since }) =>
      prisma.operation.findMany({
        where: { status: 'closed', closedAt: { gte: since } },
        orderBy: { plannedAt: 'asc' },
        include: withItems,
      }),
    incident: (id) => prisma.incident.findUnique({ where: { id } }),
    staff: (id) => prisma.staff.findUnique({ where: { id } }),
    staffByTelegram: (telegramId) => prisma.staff.findFirst({ where: { telegramId: BigInt(telegramId), active: true } }),
    holderOf: async ({ role, branch }) =>
      (branch === undefined ? null : await prisma.staff.findFirst({ where: { role, branch, active: true }, orderBy: { id: 'asc' } })) ??
      (await prisma.staff.findFirst({ where: { role, branch: null, active: true }, orderBy: { id: 'asc' } })),
    chat: (id) => prisma.chat.findUnique({ where: { id: BigInt(id) } }),
    topic: ({ chatId, threadId }) => prisma.topic.findUnique({ where: { chatId_threadId: { chatId: BigInt(chatId), threadId } } }),
    topicsOf: (subject) => prisma.topic.findMany({ where: { subject }, include: { chat: true }, orderBy: { threadId: 'asc' } }),
  }
}

function spellings(plate: string): string[] {
  const bare = plate.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
  const parts = /^(\p{L}+)(\d+)(\p{L}+)$/u.exec(bare)?.slice(1) ?? []
  return [...new Set([plate, bare, ...(parts.length === 0 ? [] : [parts.join('-'), parts.join(' ')])])]
}
