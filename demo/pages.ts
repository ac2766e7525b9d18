// What the service and the sandbox answer over HTTP, as far as the demo reads it.
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { EventType } from '../src/events/index.ts'
import type { Knock } from './doors.ts'
import { World } from './fleet.ts'

export const DoorAnswer = z.object({
  ok: z.boolean(),
  id: z.string().optional(),
  duplicate: z.boolean().optional(),
  quarantined: z.boolean().optional(),
  events: z.array(z.string()).default([]),
  error: z.string().optional(),
})
export type DoorAnswer = z.infer<typeof DoorAnswer>

const Effect = z.object({
  key: z.string(),
  kind: z.string(),
  status: z.string(),
  attempts: z.number(),
  error: z.string().nullable(),
  payload: z.looseObject({ html: z.string().optional() }),
})
export const EventPage = z.object({
  id: z.string(),
  type: z.string(),
  subject: z.string(),
  status: z.string(),
  attempts: z.number(),
  plan: z.object({ agents: z.array(z.string()), by: z.string() }).nullable(),
  agents: z.array(z.object({ name: z.string(), status: z.string(), summary: z.string().nullable(), error: z.string().nullable() })),
  effects: z.array(Effect),
  receivedAt: z.coerce.date(),
  finishedAt: z.coerce.date().nullable(),
  notBefore: z.coerce.date().nullable(),
  cause: z.object({ eventId: z.string() }).nullable(),
  payload: z.looseObject({ stage: z.string().optional() }),
  error: z.string().nullable(),
})
export type EventPage = z.infer<typeof EventPage>

const Followers = z.object({ events: z.array(EventPage), next: z.string().nullable() })
const EffectPage = z.object({ notBefore: z.coerce.date().nullable(), after: z.string().nullable() })
export type EffectPage = z.infer<typeof EffectPage>
const DeliveryPage = z.object({ status: z.string(), raw: z.string() })

export interface Service {
  url: string
  post(knock: Knock, body: string): Promise<{ status: number; answer: DoorAnswer }>
  event(id: string): Promise<EventPage>
  /** The events of the same lane that came after this one. */
  after(event: Pick<EventPage, 'id' | 'subject'>): Promise<EventPage[]>
  /** Every event of a lane, oldest first. */
  lane(subject: string): Promise<EventPage[]>
  /** Events of a type that sleep, oldest first. */
  scheduled(type: EventType): Promise<EventPage[]>
  /** Until when an effect waits. */
  effect(key: string): Promise<EffectPage>
  delivery(id: string): Promise<z.infer<typeof DeliveryPage>>
}

const ANSWER_LIMIT_MS = 15_000
const within = () => AbortSignal.timeout(ANSWER_LIMIT_MS)

export function serviceAt(url: string, adminToken: string): Service {
  const page = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const response = await fetch(`${url}/api${path}`, { headers: { authorization: `Bearer ${adminToken}` }, signal: within() })
    if (response.status === 401) throw new Error(`the service at ${url} does not accept our ADMIN_TOKEN: set the one it was started with`)
    if (!response.ok) throw new Error(`GET /api${path} answered ${response.status}`)
    return schema.parse(await response.json())
  }
  const pages = async (query: Record<string, string>, after = ''): Promise<EventPage[]> => {
    const found: EventPage[] = []
    for (let next: string | null = after; next !== null; ) {
      const some: z.infer<typeof Followers> = await page(
        `/events?${new URLSearchParams({ ...query, ...(next !== '' && { after: next }) })}`,
        Followers,
      )
      found.push(...some.events)
      next = some.next
    }
    return found
  }
  return {
    url,
    async post({ path, headers }, body) {
      const response = await fetch(`${url}${path}`, { method: 'POST', headers, body, signal: within() })
      return { status: response.status, answer: DoorAnswer.parse(await response.json()) }
    },
    event: (id) => page(`/events/${id}`, EventPage),
    after: ({ id, subject }) => pages({ subject }, id),
    lane: (subject) => pages({ subject }),
    scheduled: (type) => pages({ type, status: 'scheduled' }),
    effect: (key) => page(`/effects/${encodeURIComponent(key)}`, EffectPage),
    delivery: (id) => page(`/deliveries/${id}`, DeliveryPage),
  }
}

export interface RentProg {
  world(): Promise<World>
  change(path: string, fields: object): Promise<void>
}

/** The sandbox's RentProg, where everything happens first. */
export const rentprogAt = (sandboxUrl: string): RentProg => ({
  async world() {
    const response = await fetch(`${sandboxUrl}/_world`, { signal: within() })
    return World.parse(await response.json())
  },
  async change(path, fields) {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${sandboxUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(fields), signal: within() })
    if (!response.ok) throw new Error(`the sandbox answered ${response.status} to ${path}: ${await response.text()}`)
  },
})

export async function answers(url: string, path = '/healthz'): Promise<boolean> {
  try {
    return (await fetch(`${url}${path}`, { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    return false
  }
}

/** @returns false when it is not so within the limit. */
export async function becomes(limitMs: number, isSo: () => Promise<boolean>): Promise<boolean> {
  const until = performance.now() + limitMs
  while (!(await isSo())) {
    if (performance.now() > until) return false
    await pause(LOOK_EVERY_MS)
  }
  return true
}

const LOOK_EVERY_MS = 75
