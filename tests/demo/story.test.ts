import { beforeAll, describe, expect, it } from 'vitest'
import type { Line } from '../../demo/line.ts'
import { worldChangeOf } from '../../demo/rentprog.ts'
import { theDay } from '../../demo/story.ts'
import { whyNot } from '../../demo/types.ts'
import { BRANCHES } from '../../src/events/event.ts'
import { eventTypes } from '../../src/events/index.ts'
import { routeOf } from '../../src/graph/routes.ts'
import { normalizeRentProgWebhook } from '../../src/ingress/sources/rentprog/normalize.ts'
import { companies } from '../support/rentprog-webhook.ts'
import { demoFleet, NOW } from './fleet.ts'

let day: Line[]
beforeAll(async () => {
  day = theDay(await demoFleet())
})

const read = ({ branch, body }: Line) => normalizeRentProgWebhook({ branch, body, companies, receivedAt: NOW })
const seen = <T>(of: (line: Line) => T) => new Set(day.map(of))

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
    for (const line of day) {
      const reading = read(line)
      if (line.expected.outcome === 'quarantined') expect(reading.outcome).toBe('quarantined')
      if (line.expected.outcome !== 'accepted') continue
      if (reading.outcome !== 'accepted') throw new Error(`${line.title}: ${reading.reason}`)
      const { type, agents } = line.expected.becomes
      expect(reading.events.map((event) => event.type)).toEqual([type])
      expect(routeOf(type).always).toEqual(agents)
    }
  })

  it('shows a company id that nobody knows', () => {
    const alerts = day.map(read).flatMap((reading) => (reading.outcome === 'accepted' ? (reading.alerts ?? []) : []))
    expect(alerts).toHaveLength(1)
  })

  it('speaks of other bookings the next time, and never of one RentProg has', async () => {
    const bookings = (lines: readonly Line[]) =>
      new Set(lines.filter(({ event }) => event === 'booking_create').map(({ payload }) => payload?.id))
    const next = bookings(theDay(await demoFleet(new Date(NOW.getTime() + 1_000))))
    expect(next.size).toBe(5)
    expect([...bookings(day)].filter((id) => next.has(id))).toEqual([])
  })

  it('changes RentProg before it says so', async () => {
    const fleet = await demoFleet()
    const changes = theDay(fleet).map((line) => worldChangeOf(line, fleet))
    const [, car] = fleet.at.batumi.cars
    expect(changes[0]?.fields).toMatchObject({ branch: 'batumi', in_rent: false })
    expect(changes[4]?.fields).toMatchObject({ in_rent: true })
    expect(changes.filter((change) => change?.path === `/_world/cars/${car.id}`).map((change) => change?.fields.branch)).toEqual([
      'tbilisi',
      'batumi',
    ])
  })

  it('has a reason for every event type it cannot play', () => {
    for (const type of eventTypes) expect(whyNot(type)).toMatch(/\w{3}/)
  })
})
