// Whether a line ended as it should; every way in which it did not, in one sentence each. Pure.
import { routeOf } from '../src/graph/routes.ts'
import type { ExpectedEvent, Line } from './line.ts'
import type { Played, Settled } from './play.ts'

const STATUS = { accepted: 200, duplicate: 200, quarantined: 202, ignored: 200, unsigned: 401 } as const

/** @param earlier lines played before this one. */
export function problemsOf(played: Played, earlier: readonly Played[]): string[] {
  const { line, status, answer, late } = played
  const { expected } = line
  if (status !== STATUS[expected.outcome])
    return [`the door answered ${status}${answer.error === undefined ? '' : ` (${answer.error})`}, not ${STATUS[expected.outcome]}`]
  if (late !== undefined) return [late]
  switch (expected.outcome) {
    case 'accepted':
      return accepted(played, expected)
    case 'duplicate':
      return duplicate(played, earlier)
    case 'quarantined':
      return quarantined(played)
    case 'ignored':
      return answer.events.length === 0 ? [] : [`became ${answer.events.length} events, though there is nothing in it for us`]
    case 'unsigned':
      return answer.id === undefined ? [] : ['a stranger was told the id of a delivery']
  }
}

function accepted(
  { answer, events }: Played,
  { becomes, next = [], later = [] }: Extract<Played['line']['expected'], { outcome: 'accepted' }>,
): string[] {
  if (answer.duplicate) return ['taken for a duplicate']
  const [main, ...followers] = events
  if (main === undefined || answer.events.length !== 1) return [`became ${answer.events.length} events, not one`]
  const follower = (type: string, status: string) => followers.find((event) => event.type === type && event.status === status)
  return [
    ...eventProblems(main, becomes),
    ...next.flatMap((wanted) => {
      const found = follower(wanted.type, 'done')
      return found === undefined ? [`${wanted.type} did not follow`] : eventProblems(found, wanted)
    }),
    ...later.filter((type) => !follower(type, 'scheduled')).map((type) => `${type} was not scheduled`),
    ...followers.filter(({ status }) => !FINE.includes(status)).map(({ type, status, error }) => `${type} ended ${status} (${error})`),
  ]
}

/** Ways for a follower to end: `ignored` is a timer that was withdrawn or replaced. */
const FINE = ['done', 'scheduled', 'ignored']

function eventProblems(event: Settled, { type, agents = routeOf(type).always, effects, silent, waits = false }: ExpectedEvent): string[] {
  if (event.type !== type) return [`became ${event.type}, not ${type}`]
  if (waits && event.status !== 'waiting') return [`${type} is ${event.status}: nobody was asked`]
  if (!waits && event.status !== 'done') return [`${type} ended ${event.status}: ${event.error ?? 'no error given'}`]
  const silentOnes = agents.filter((name) => !event.agents.some((agent) => agent.name === name && agent.status === 'done'))
  const strangers = (event.plan?.agents ?? []).filter((name) => !agents.some((agent) => agent === name))
  const missing = effects.filter((kind) => !event.effects.some((effect) => effect.kind === kind && isDelivered(effect, event)))
  const calm = waits ? ['skipped', 'awaiting'] : ['skipped']
  const broken = event.effects.filter(
    (effect) => !isDelivered(effect, event) && !calm.includes(effect.status) && !event.behind.includes(effect.key),
  )
  const heard = silent ? event.effects.filter(({ kind }) => /^(telegram|yougile|amocrm|umnico)\./.test(kind)) : []
  return [
    ...silentOnes.map((name) => `${type}: ${name} did not report`),
    ...strangers.map((name) => `${type}: ${name} was asked, nobody expected that`),
    ...missing.map((kind) => `${type}: no ${kind} was delivered`),
    ...broken.map(({ kind, status, error }) => `${type}: ${kind} is ${status}${error === null ? '' : ` (${error})`}`),
    ...heard.map(({ kind }) => `${type}: nobody should have been told, but there is a ${kind}`),
  ]
}

const isDelivered = ({ key, status }: Settled['effects'][number], { held }: Settled): boolean => status === 'sent' || held.includes(key)

function duplicate({ line, answer }: Played, earlier: readonly Played[]): string[] {
  const same = (other: Line) => line.by === 'door' && other.by === 'door' && other.body === line.body && other.door === line.door
  const first = earlier.findLast((played) => same(played.line))
  if (first === undefined) return ['there is nothing it could be a duplicate of']
  if (!answer.duplicate) return ['taken for something new']
  return answer.id === first.answer.id && `${answer.events}` === `${first.answer.events}`
    ? []
    : ['answered with another delivery than the first one']
}

function quarantined({ line, answer, kept }: Played): string[] {
  if (answer.quarantined !== true || answer.events.length > 0) return ['was not quarantined']
  if (kept?.status !== 'quarantined') return [`its delivery is ${kept?.status ?? 'not there'}, not quarantined`]
  return line.by === 'door' && kept.raw === line.body ? [] : ['what was kept is not what was posted']
}
