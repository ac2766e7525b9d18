// The outside world of an agent under test: our tables as lists, RentProg as what it would answer, and a run of the agent in it.
import { expect } from 'vitest'
import type { Agent, Earlier, GatherContext, Spoken } from '../../src/agents/agent.ts'
import { agents } from '../../src/agents/index.ts'
import { settingsTable } from '../../src/agents/settings.ts'
import { frozenClock } from '../../src/clock.ts'
import {
  type About,
  catalogue,
  type EffectKind,
  type EffectPayload,
  effectKey,
  type Proposal,
  placeKey,
} from '../../src/effects/catalogue.ts'
import { notCaused } from '../../src/effects/causes.ts'
import { policy } from '../../src/effects/policy.ts'
import { Refused, Unavailable } from '../../src/errors.ts'
import { createEvent, type NewEvent } from '../../src/events/index.ts'
import type { Reads } from '../../src/tools/index.ts'
import type { ModelAccess } from '../../src/tools/model.ts'
import type { Booking, Car, Chat, Client, LaneEvent, Operation, Staff, Topic } from '../../src/tools/rental.ts'
import { CarPrice } from '../../src/tools/rentprog-availability.ts'
import { CashOperation, RentprogHolder } from '../../src/tools/rentprog-cash.ts'
import { RentprogBooking, RentprogCar, RentprogClient } from '../../src/tools/rentprog-shapes.ts'
import { type AmocrmRows, amocrmOf } from './world/amocrm.ts'
import { type ApprovalRows, approvalsOf } from './world/approvals.ts'
import { type CallRows, callsOf } from './world/calls.ts'
import { type ConversationRows, conversationsOf } from './world/conversations.ts'
import { type FleetRows, fleetOf } from './world/fleet.ts'
import { type LedgerRows, ledgerOf } from './world/ledger.ts'
import { type MaterialRows, materialsOf } from './world/materials.ts'
import { type MoneyRows, moneyOf } from './world/money.ts'
import { type PlanRows, planOf } from './world/plan.ts'
import { type SpokenRows, spokenOf } from './world/spoken.ts'
import { type TalkRows, talkOf } from './world/talk.ts'
import { type TaskRows, tasksOf } from './world/tasks.ts'
import { type UmnicoRows, umnicoOf } from './world/umnico.ts'

/** Ten in the morning in Tbilisi. */
export const NOW = new Date('2030-11-05T06:00:00.000Z')

export interface World
  extends AmocrmRows,
    ApprovalRows,
    CallRows,
    ConversationRows,
    FleetRows,
    LedgerRows,
    MaterialRows,
    MoneyRows,
    PlanRows,
    SpokenRows,
    TalkRows,
    TaskRows,
    UmnicoRows {
  bookings?: Booking[]
  cars?: Car[]
  clients?: Client[]
  staff?: Staff[]
  operations?: Operation[]
  chats?: Chat[]
  topics?: Topic[]
  /** What has come in. */
  lanes?: LaneEvent[]
  /** Ids of incidents that are open. */
  incidents?: string[]
  /** RentProg's bookings and cars as its API would write them; `down`: it does not answer. */
  rentprog?:
    | 'down'
    | {
        bookings?: Record<string, unknown>[] /** All of them when absent. */
        active?: Record<string, unknown>[]
        cars?: Record<string, unknown>[]
        clients?: Record<string, unknown>[]
        /** All of them when absent. */
        free?: Record<string, unknown>[]
        prices?: Record<string, unknown>[]
        users?: Record<string, unknown>[]
        /** Rows of the cash register. */
        cash?: Record<string, unknown>[]
      }
  now?: Date
  /** Where a test runs several events. */
  eventId?: string
  intent?: string
  follows?: About
  model?: ModelAccess
  /** Pictures in Telegram by file id. */
  pictures?: Record<string, string>
  earlier?: Earlier[]
}

export interface Asked {
  reads: Reads
  /** What RentProg was asked, in order. */
  asked: string[]
}

export function readsOf(world: World): Asked {
  const asked: string[] = []
  const { rentprog = {} } = world
  const ask = async <T>(question: string, answer: (vendor: Exclude<World['rentprog'], 'down' | undefined>) => T): Promise<T> => {
    asked.push(question)
    if (rentprog === 'down') throw new Unavailable('RentProg is down')
    return answer(rentprog)
  }
  const notOurs = () => Promise.reject(new Error('no agent reads this'))
  const reads: Reads = {
    rental: rentalOf(world),
    rentprog: {
      booking: ({ id }) =>
        ask(`booking ${id}`, ({ bookings = [] }) => RentprogBooking.nullable().parse(bookings.find((b) => b.id === id) ?? null)),
      activeBookings: ({ branch }) =>
        ask(`active bookings of ${branch}`, ({ bookings = [], active = bookings }) => active.map((b) => RentprogBooking.parse(b))),
      car: ({ id }) => ask(`car ${id}`, ({ cars = [] }) => RentprogCar.nullable().parse(cars.find((c) => c.id === id) ?? null)),
      cars: ({ branch }) => ask(`cars of ${branch}`, ({ cars = [] }) => cars.map((c) => RentprogCar.parse(c))),
      client: ({ id }) =>
        ask(`client ${id}`, ({ clients = [] }) => RentprogClient.nullable().parse(clients.find((c) => c.id === id) ?? null)),
      users: ({ branch }) => ask(`users of ${branch}`, ({ users = [] }) => users.map((u) => RentprogHolder.parse(u))),
      bookingsNumbered: ({ branch, number }) =>
        ask(`bookings of ${branch} numbered ${number}`, ({ bookings = [] }) =>
          bookings.filter((b) => b.number === number).map((b) => RentprogBooking.parse(b)),
        ),
      freeCars: ({ branch }) => ask(`free cars of ${branch}`, ({ cars = [], free = cars }) => free.map((c) => RentprogCar.parse(c))),
      carPrice: ({ carId }) =>
        ask(`price of car ${carId}`, ({ prices = [] }) => CarPrice.nullable().parse(prices.find((p) => p.id === carId) ?? null)),
      cashOperations: ({ branch, from }) =>
        ask(`cash of ${branch} since ${from}`, ({ cash = [] }) => cash.map((row) => CashOperation.parse(row))),
    },
    yougile: { messages: notOurs, task: notOurs, users: notOurs },
    umnico: umnicoOf(world, asked),
    stripe: { undelivered: notOurs },
    amocrm: amocrmOf(world, asked),
    telegram: {
      async file({ fileId }) {
        const base64 = world.pictures?.[fileId]
        if (base64 === undefined) throw new Refused('telegram file: no picture', { code: 'no-picture' })
        return { type: 'image/jpeg', base64 }
      },
    },
  }
  return { reads, asked }
}

function rentalOf(world: World): Reads['rental'] {
  const { bookings = [], cars = [], clients = [], staff = [], operations = [], chats = [], topics = [], lanes = [], incidents = [] } = world
  const byTime = [...operations].sort((a, b) => a.plannedAt.getTime() - b.plannedAt.getTime())
  const bare = (plate: string | null) => plate?.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return {
    ...approvalsOf(world),
    ...callsOf(world),
    ...conversationsOf(world, world),
    ...fleetOf(world, world),
    ...ledgerOf(world),
    ...materialsOf(world),
    ...moneyOf(world, world),
    ...planOf(world),
    ...spokenOf(world),
    ...talkOf(world),
    ...tasksOf(world, world),
    booking: async (id) => bookings.find((row) => row.id === id) ?? null,
    bookingsAround: async () => bookings,
    unfinishedBookings: async ({ branch, readSince }) =>
      bookings.filter((row) => row.branch === branch && (row.inRent || row.active !== false || (row.readAt ?? 0) >= readSince)),
    lanes: async (subjects) => lanes.filter(({ subject }) => subjects.includes(subject)),
    bookingsNumbered: async (number) => bookings.filter((row) => row.number === number),
    car: async (id) => cars.find((row) => row.id === id) ?? null,
    carByPlate: async (plate) => cars.find((row) => bare(row.plate) === bare(plate)) ?? null,
    clients: async (ids) => clients.filter((row) => ids.includes(row.id)),
    client: async (id) => clients.find((row) => row.id === id) ?? null,
    operation: async ({ bookingId, kind }) => operations.find((row) => row.bookingId === bookingId && row.kind === kind) ?? null,
    openOperations: async ({ carId, branch }) =>
      byTime.filter(
        (row) => row.status === 'open' && (carId === undefined || row.carId === carId) && (branch === undefined || row.branch === branch),
      ),
    closedOperations: async ({ since }) => byTime.filter((row) => row.status === 'closed' && (row.closedAt ?? since) >= since),
    incident: async (id) =>
      world.openIncidents?.find((row) => row.id === id) ??
      (incidents.includes(id)
        ? {
            id,
            kind: 'test',
            branch: null,
            carId: null,
            bookingId: null,
            summary: '',
            status: 'open',
            openedAt: NOW,
            closedAt: null,
            closedBy: null,
            outcome: null,
          }
        : null),
    staff: async (id) => staff.find((row) => row.id === id) ?? null,
    staffByTelegram: async (id) => staff.find((row) => row.telegramId === BigInt(id)) ?? null,
    holderOf: async ({ role, branch }) => {
      const holders = staff.filter((row) => row.role === role)
      return holders.find((row) => branch === undefined || row.branch === branch) ?? holders.find((row) => row.branch === null) ?? null
    },
    chat: async (id) => chats.find((row) => row.id === BigInt(id)) ?? null,
    topic: async ({ chatId, threadId }) => topics.find((row) => row.chatId === BigInt(chatId) && row.threadId === threadId) ?? null,
    topicsOf: async (subject) =>
      topics
        .filter((row) => row.subject === subject)
        .flatMap((row) => chats.filter(({ id }) => id === row.chatId).map((chat) => ({ ...row, chat }))),
  }
}

export const EVENT_ID = '01930000-0000-7000-8000-000000000001'

export interface Run {
  summary: string
  /** What the decision was about. */
  about?: Spoken | null
  effects: Proposal[]
  /** `kind slot`, and where a message goes. */
  listing: string[]
  /** What RentProg was asked. */
  asked: string[]
  /** The only effect of that kind (and slot). */
  only<K extends EffectKind>(kind: K, slot?: string): EffectPayload<K>
  /** All effects of a kind. */
  all<K extends EffectKind>(kind: K): Extract<Proposal, { kind: K }>[]
}

/** What an agent is given to look things up, and what was asked of RentProg. */
export function contextOf(world: World = {}): { context: GatherContext; asked: string[] } {
  const { reads, asked } = readsOf(world)
  const context: GatherContext = {
    read: reads,
    clock: frozenClock(world.now ?? NOW),
    signal: new AbortController().signal,
    settings: settingsTable(),
    intent: world.intent,
    ...(world.follows && { follows: world.follows }),
    model: world.model ?? null,
    earlier: world.earlier ?? [],
    titleOf: (name) => agents.find((one) => one.name === name)?.title ?? name,
    reads: agents.flatMap((agent: Pick<Agent, 'reads'>) => agent.reads ?? []),
    wishes: agents.flatMap((one: Pick<Agent, 'name' | 'wishes'>) => (one.wishes ?? []).map((wish) => ({ ...wish, agent: one.name }))),
    progress: () => undefined,
  }
  return { context, asked }
}

/** The agent at work: gather → decide → propose, and every proposal fits the catalogue. */
export async function run(worker: (typeof agents)[number], input: NewEvent, world: World = {}): Promise<Run> {
  // Its facts and decisions are its own business here.
  const agent = worker as unknown as Agent
  const { eventId = EVENT_ID } = world
  const { context, asked } = contextOf(world)
  const { clock, settings } = context
  const event = { ...createEvent(input, clock.now()), id: eventId }
  expect(agent.accepts).toContain(event.type)
  const facts = await agent.gather(event, context)
  const decision = await agent.decide(facts, { clock, settings })
  const effects = agent.propose(decision, { key: (kind, slot) => effectKey(eventId, agent.name, kind, slot) })
  for (const effect of effects) expect(notCaused(event, agent.name, effect)).toBeNull()
  return { ...proposed(agent.name, effects), summary: decision.summary, about: decision.about, asked }
}

/** Each proposal must be one the outbox would take. */
export function proposed(agent: string, effects: Proposal[]): Omit<Run, 'summary' | 'about' | 'asked'> {
  const keys = effects.map(({ kind, slot, payload }) => {
    expect(catalogue[kind].safeParse(payload), `${kind} ${slot ?? ''}`).toMatchObject({ success: true })
    expect(policy[kind].open, `${kind} has a handler`).toBe(true)
    return effectKey(EVENT_ID, agent, kind, slot)
  })
  expect(new Set(keys).size, `keys differ: ${keys.join(', ')}`).toBe(keys.length)
  for (const key of keys) expect(key).toMatch(/^[\x21-\x7e]+$/)
  const all = <K extends EffectKind>(kind: K) => effects.filter((effect): effect is Extract<Proposal, { kind: K }> => effect.kind === kind)
  return {
    effects,
    all,
    listing: effects.map((effect) => {
      const where =
        effect.kind === 'telegram.message' || effect.kind === 'telegram.media' || effect.kind === 'telegram.topic'
          ? ` → ${placeKey(effect.payload.place)}`
          : ''
      return `${effect.kind} ${effect.slot ?? 'main'}${where}`
    }),
    only(kind, slot) {
      const [first, ...others] = all(kind).filter((effect) => slot === undefined || effect.slot === slot)
      if (first === undefined || others.length > 0) throw new Error(`${others.length + (first ? 1 : 0)} effects ${kind} ${slot ?? ''}`)
      return first.payload as unknown as EffectPayload<typeof kind>
    },
  }
}
