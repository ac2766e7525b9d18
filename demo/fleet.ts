// Whom and what the story is about: people, cars and clients chosen from the sandbox's world, ids that no earlier demo has used.
import { z } from 'zod'
import { addMs, inTbilisi } from '../src/clock.ts'
import { BRANCHES, Branch } from '../src/events/event.ts'

export const World = z.object({
  companies: z.array(z.object({ id: z.number(), branch: Branch })),
  staff: z.array(
    z.object({ id: z.number(), name: z.string(), role: z.string(), branch: Branch.nullable(), telegramId: z.number().nullish() }),
  ),
  cars: z.array(
    z.object({ id: z.number(), branch: Branch, plate: z.string(), car_name: z.string(), mileage: z.number(), state: z.number() }),
  ),
  clients: z.array(z.object({ id: z.number(), name: z.string(), lastname: z.string() })),
  bookings: z.array(z.object({ id: z.number() })),
  chats: z.array(
    z.object({
      id: z.number(),
      branch: Branch.nullish(),
      purpose: z.string(),
      topics: z.array(z.object({ threadId: z.number(), subject: z.string() })),
    }),
  ),
})
export type World = z.infer<typeof World>

export interface Place {
  branch: Branch
  companyId: number
  /** In working order, in the order of the world. */
  cars: readonly [World['cars'][number], World['cars'][number]]
  employees: readonly [World['staff'][number], World['staff'][number]]
  /** The branch's forum, and the topics of `cars` in it. */
  forum: { id: number; topics: readonly number[] }
}

export interface Fleet {
  at: Record<Branch, Place>
  /** Real people: the world's technical clients are left out. */
  clients: World['clients']
  /** A RentProg id nobody has, or an id of another vendor. */
  fresh(): number
  now: Date
  /** A date as RentProg writes it, so many milliseconds from now. */
  date(ms: number): string
  /** Differs from demo to demo, so that the same change is not taken for a repetition. */
  mark: number
}

/** @throws Error when the world is too small for the story. */
export function fleetOf(world: World, now: Date): Fleet {
  const taken = new Set([...world.bookings, ...world.cars, ...world.clients].map(({ id }) => id))
  // One new number a second, below what a Postgres integer holds, with room for the ids of one story.
  const mark = Math.floor(now.getTime() / 1000) % 10_000_000
  let next = 1_000_000_000 + mark * 100
  return {
    at: Object.fromEntries(BRANCHES.map((branch) => [branch, placeOf(world, branch)])) as Record<Branch, Place>,
    clients: world.clients.filter(({ name, lastname }) => lastname !== '' && !/сервис|сотрудник/i.test(name)),
    fresh() {
      do next++
      while (taken.has(next))
      return next
    },
    now,
    date: (ms) => inTbilisi(addMs(now, ms)).toFormat('dd-MM-yyyy H:mm'),
    mark,
  }
}

const IN_ORDER = 1

function placeOf({ companies, cars, staff, chats }: World, branch: Branch): Place {
  const here = <T extends { branch: Branch | null }>(rows: T[]) => rows.filter((row) => row.branch === branch)
  const own = here(cars)
  const forum = one(
    chats.filter((chat) => chat.branch === branch && chat.purpose === 'branch'),
    branch,
    'forum',
  )
  const chosen = two([...own.filter(({ state }) => state === IN_ORDER), ...own.filter(({ state }) => state !== IN_ORDER)], branch, 'cars')
  return {
    branch,
    companyId: one(here(companies), branch, 'company').id,
    cars: chosen,
    forum: { id: forum.id, topics: chosen.map(({ id }) => forum.topics.find(({ subject }) => subject === `car:${id}`)?.threadId ?? 0) },
    employees: two(
      here(staff).filter(({ role }) => role === 'employee'),
      branch,
      'employees',
    ),
  }
}

function one<T>([first]: T[], branch: Branch, what: string): T {
  if (first === undefined) throw new Error(`the sandbox's world has no ${what} in ${branch}`)
  return first
}

function two<T>([first, second]: T[], branch: Branch, what: string): [T, T] {
  if (first === undefined || second === undefined) throw new Error(`the sandbox's world has fewer than two ${what} in ${branch}`)
  return [first, second]
}
