import { beforeAll, describe, expect, it } from 'vitest'
import { knockOf } from '../../demo/doors.ts'
import type { Line, Posted, ToldByRentprog } from '../../demo/line.ts'
import { worldChangeOf } from '../../demo/rentprog.ts'
import { theDay } from '../../demo/story.ts'
import { ONLY_WITH_MODEL } from '../../demo/types.ts'
import { readConfig } from '../../src/config.ts'
import { BRANCHES } from '../../src/events/event.ts'
import { eventTypes } from '../../src/events/index.ts'
import { routeOf } from '../../src/graph/routes.ts'
import type { Reading } from '../../src/ingress/source.ts'
import { sourcesOf } from '../../src/ingress/sources/index.ts'
import { demoFleet, NOW } from './fleet.ts'

let day: Line[]
beforeAll(async () => {
  day = theDay(await demoFleet())
})

const config = readConfig({})
const sources = sourcesOf(config)

/** As the door would: let in, then read. */
function read(line: Posted): Reading | null {
  const { path, headers } = knockOf(line, config, NOW)
  const [id, door = 'main'] = line.door.split('/')
  const source = sources.find((one) => one.id === id)
  if (source === undefined) throw new Error(`there is no door ${line.door}`)
  const query = Object.fromEntries(new URL(path, 'http://localhost').searchParams)
  const delivery = { source: source.id, door, headers, query, raw: Buffer.from(line.body), receivedAt: NOW }
  return source.verify(delivery) === 'ok' ? source.read(delivery) : null
}

const isPosted = (line: Line): line is Posted => line.by === 'door'
const told = () => day.filter(isPosted).flatMap(({ rentprog }) => rentprog ?? [])
const seen = <T>(of: (told: ToldByRentprog) => T) => new Set(told().map(of))

describe('the day the demo plays', () => {
  it('posts every raw event of RentProg, in every encoding, through the door of every branch', () => {
    const entities = ['booking', 'car', 'client']
    expect([...seen(({ event }) => event)].sort()).toEqual(
      entities.flatMap((entity) => ['create', 'destroy', 'update'].map((action) => `${entity}_${action}`)),
    )
    expect([...seen(({ encoding }) => encoding)].sort()).toEqual(['json-string', 'object', 'ruby', 'ruby-3.4'])
    expect([...seen(({ branch }) => branch)].sort()).toEqual([...BRANCHES].sort())
  })

  it('expects of each line the event that the door makes of it, and the agents of its route', () => {
    for (const line of day.filter(isPosted)) {
      const reading = read(line)
      const { outcome } = line.expected
      expect(reading === null, line.title).toBe(outcome === 'unsigned')
      if (outcome === 'quarantined' || outcome === 'ignored') expect(reading?.outcome).toBe(outcome)
      if (outcome !== 'accepted') continue
      if (reading?.outcome !== 'accepted') throw new Error(`${line.title}: ${reading?.reason}`)
      const { type, agents = [] } = line.expected.becomes
      expect(reading.events.map((event) => event.type)).toEqual([type])
      // Named where words, a press or a timer decide; elsewhere the table does.
      if (agents.length > 0) expect(agents).toEqual(expect.arrayContaining([...routeOf(type).always]))
      else expect([type, routeOf(type).always.length > 0]).toEqual([type, true])
    }
  })

  it('shows a company id that nobody knows', () => {
    const alerts = day
      .filter(isPosted)
      .map(read)
      .flatMap((reading) => (reading?.outcome === 'accepted' ? (reading.alerts ?? []) : []))
    expect(alerts).toHaveLength(1)
  })

  it('speaks of other bookings the next time, and never of one RentProg has', async () => {
    const bookings = (lines: readonly Line[]) =>
      new Set(lines.filter(isPosted).flatMap(({ rentprog }) => (rentprog?.event === 'booking_create' ? [rentprog.payload.id] : [])))
    const next = bookings(theDay(await demoFleet(new Date(NOW.getTime() + 1_000))))
    expect(next.size).toBe(5)
    expect([...bookings(day)].filter((id) => next.has(id))).toEqual([])
  })

  it('changes RentProg before it says so', async () => {
    const fleet = await demoFleet()
    const changes = theDay(fleet).map((line) => worldChangeOf(line, fleet))
    const [, car] = fleet.at.batumi.cars
    expect(changes.find((change) => change !== null)?.fields).toMatchObject({ branch: 'batumi', in_rent: false })
    expect(changes.some((change) => change?.fields.in_rent === true)).toBe(true)
    expect(changes.filter((change) => change?.path === `/_world/cars/${car.id}`).map((change) => change?.fields.branch)).toEqual([
      'tbilisi',
      'batumi',
    ])
  })

  it('expects every event type there is', () => {
    const expected = day.flatMap(({ expected: line }) =>
      line.outcome === 'accepted' ? [line.becomes.type, ...(line.next ?? []).map(({ type }) => type)] : [],
    )
    expect(eventTypes.filter((type) => !expected.includes(type))).toEqual(ONLY_WITH_MODEL)
  })

  it('wakes only timers of lines that were played before', () => {
    for (const [at, line] of day.entries()) {
      if (line.by === 'timer') expect(day.slice(0, at).map(({ title }) => title)).toContain(line.of)
    }
  })
})
