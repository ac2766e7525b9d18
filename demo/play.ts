// Plays one line: posts the webhook (or lets the clock strike) and waits until everything that follows from it has come to rest.
import type { Clockwork } from './clockwork.ts'
import type { Knock } from './doors.ts'
import type { Asked, Line, Posted, Woken } from './line.ts'
import { becomes, type DoorAnswer, type EventPage, type RentProg, type Service } from './pages.ts'
import type { WorldChange } from './rentprog.ts'

export type Settled = EventPage & {
  /** Keys of effects that wait for a later hour on purpose: quiet hours. */
  held: readonly string[]
  /** Keys of effects that come after one somebody is asked about. */
  behind: readonly string[]
}

export interface Played {
  line: Line
  status: number
  answer: DoorAnswer
  /** The event of the delivery first, then those that followed from it. */
  events: readonly Settled[]
  /** Set when it did not come to rest in time. */
  late?: string
  /** What the door kept of a body it could not read. */
  kept?: { status: string; raw: string }
}

export interface PlayOptions {
  service: Service
  rentprog: Pick<RentProg, 'change'>
  changeOf: (line: Line) => WorldChange | null
  knockOf: (line: Posted) => Knock
  clockwork: Clockwork
  limitMs: number
  now: () => Date
}

/** @param earlier lines played before this one: a timer is looked for among what they have set. */
export async function play(line: Line, options: PlayOptions, earlier: readonly Played[] = []): Promise<Played> {
  const { service, rentprog, changeOf, limitMs, now } = options
  const change = changeOf(line)
  if (change !== null) await rentprog.change(change.path, change.fields)
  const { status, answer } = await begin(line, options, earlier)
  const [id] = answer.events
  if (id === undefined) {
    const kept = answer.id === undefined ? undefined : await service.delivery(answer.id)
    return { line, status, answer, events: [], kept }
  }
  let events: Settled[] = []
  const atRest = await becomes(limitMs, async () => {
    const main = await service.event(id)
    events = await withHeld([main, ...followersOf(main, await service.after(main))], service, now())
    return events.every((event) => isAtRest(event, now()))
  })
  return { line, status, answer, events, late: atRest ? undefined : unrest(events, now(), limitMs) }
}

/** What the door answers; the clock answers as a door would. */
async function begin(line: Line, options: PlayOptions, earlier: readonly Played[]) {
  if (line.by === 'door') return options.service.post(options.knockOf(line), line.body)
  const id = await idOf(line, options, earlier)
  const answer: DoorAnswer = { ok: id !== undefined, duplicate: false, events: id === undefined ? [] : [id] }
  return { status: id === undefined ? 404 : 200, answer }
}

async function idOf(line: Exclude<Line, Posted>, options: PlayOptions, earlier: readonly Played[]): Promise<string | undefined> {
  const { service, clockwork } = options
  switch (line.by) {
    case 'clock':
      return clockwork.fire(line.schedule, line.branch)
    case 'timer': {
      const id = await timerOf(line, service, earlier)
      if (id !== undefined) await clockwork.wake(id)
      return id
    }
    case 'poll':
      return found(line, options)
  }
}

/** A poll runs within seconds of being due. */
async function found(
  { poll, subject, change }: Asked,
  { service, rentprog, clockwork, limitMs }: PlayOptions,
): Promise<string | undefined> {
  const known = new Set((await service.lane(subject)).map(({ id }) => id))
  await rentprog.change(change.path, change.fields)
  await clockwork.ask(poll)
  let id: string | undefined
  await becomes(limitMs, async () => {
    id = (await service.lane(subject)).find((event) => !known.has(event.id))?.id
    return id !== undefined
  })
  return id
}

/** The sleeping event that the line has set, looked up afresh: it may have been replaced or withdrawn meanwhile. */
async function timerOf({ of, type, stage }: Woken, service: Service, earlier: readonly Played[]): Promise<string | undefined> {
  const causes = new Set(earlier.filter(({ line }) => line.title === of).flatMap(({ events }) => events.map(({ id }) => id)))
  const asleep = await service.scheduled(type)
  return asleep.find(({ cause, payload }) => causes.has(cause?.eventId ?? '') && (stage === undefined || payload.stage === stage))?.id
}

/** In the order they came, so a follower of a follower is met after it. */
function followersOf(main: EventPage, later: readonly EventPage[]): EventPage[] {
  const known = new Set([main.id])
  return later.filter(({ id, cause }) => {
    const follows = cause !== null && known.has(cause.eventId)
    if (follows) known.add(id)
    return follows
  })
}

const withHeld = (events: readonly EventPage[], service: Service, now: Date): Promise<Settled[]> =>
  Promise.all(
    events.map(async (event) => {
      const planned = event.effects.filter(({ status, attempts }) => status === 'planned' && attempts === 0)
      const pages = new Map(await Promise.all(planned.map(async ({ key }) => [key, await service.effect(key)] as const)))
      const asked = event.effects.filter(({ status }) => status === 'awaiting').map(({ key }) => key)
      const isBehind = (key: string): boolean => {
        const after = pages.get(key)?.after ?? null
        return after !== null && (asked.includes(after) || isBehind(after))
      }
      const keys = [...pages.keys()]
      return { ...event, held: keys.filter((key) => isLater(pages.get(key)?.notBefore ?? null, now)), behind: keys.filter(isBehind) }
    }),
  )

const isLater = (at: Date | null, now: Date): boolean => at !== null && at > now
const MOVING = ['received', 'queued', 'running']
const UNDER_WAY = ['planned', 'sending']

/** What hangs on a person's word waits with it. */
const underWay = ({ effects, held, behind }: Settled) =>
  effects.filter(({ key, status }) => UNDER_WAY.includes(status) && !held.includes(key) && !behind.includes(key))

const isAtRest = (event: Settled, now: Date): boolean =>
  event.status === 'scheduled' ? isLater(event.notBefore, now) : !MOVING.includes(event.status) && underWay(event).length === 0

function unrest(events: readonly Settled[], now: Date, limitMs: number): string {
  const what = events
    .filter((event) => !isAtRest(event, now))
    .map((event) => {
      const effects = underWay(event).map(({ kind, status, error }) => `${kind} ${status}${error === null ? '' : ` (${error})`}`)
      return [`${event.type} is ${event.status}`, event.error, ...effects].filter((part) => part !== null).join(', ')
    })
  return `not at rest within ${limitMs / 1000} s: ${what.join('; ')}`
}
