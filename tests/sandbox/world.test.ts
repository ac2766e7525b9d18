// The world: what it must contain, and how its dates come alive.
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { formatted, resolveDate } from '../../sandbox/dates.ts'
import { loadWorld, WORLD_FILE } from '../../sandbox/world.ts'
import { sandboxForThisFile } from './harness.ts'

const START = new Date('2030-11-05T06:30:20Z') // 10:30 in Tbilisi
const BRANCHES = ['tbilisi', 'kutaisi', 'batumi', 'service-center']

describe('dates of world.json', () => {
  it.each([
    ['+2h', '05-11-2030 12:30'],
    ['-30m', '05-11-2030 10:00'],
    ['+1d 9:00', '06-11-2030 9:00'],
    ['-3d 19:45', '02-11-2030 19:45'],
    ['+0d 18:00', '05-11-2030 18:00'],
    ['+14h', '06-11-2030 0:30'],
    ['05-11-2030 9:00', '05-11-2030 9:00'],
    ['2030-11-05T09:00:00.000+04:00', '05-11-2030 9:00'],
    ['2030-11-05T05:00:00Z', '05-11-2030 9:00'],
  ])('reads %s', (text, date) => {
    expect(resolveDate(text, START)).toBe(date)
  })

  it('refuses what is no date', () => {
    expect(() => resolveDate('tomorrow', START)).toThrow('"tomorrow" is no date')
  })

  it('pads the hour only in the formatted form', () => {
    expect(formatted('05-11-2030 9:00')).toBe('2030-11-05T09:00:00.000+04:00')
  })
})

describe('world.json', () => {
  it('has staff, cars and bookings of every kind in every branch', async () => {
    const world = await loadWorld(WORLD_FILE, START)
    for (const branch of BRANCHES) {
      const bookings = [...world.bookings.values()].filter((booking) => booking.branch === branch)
      const clientOf = (id: number | null) => world.clients.get(id ?? 0)?.name
      const roles = world.staff.filter((person) => person.branch === branch).map(({ role }) => role)
      expect(roles.filter((role) => role === 'employee').length, branch).toBeGreaterThanOrEqual(2)
      expect(roles, branch).toContain('manager')
      expect([...world.cars.values()].filter((car) => car.branch === branch).length, branch).toBeGreaterThanOrEqual(4)
      expect(bookings.length, branch).toBeGreaterThanOrEqual(4)
      expect(
        bookings.some((b) => b.technical === true && clientOf(b.client_id) === 'Сервис'),
        branch,
      ).toBe(true)
      expect(
        bookings.some((b) => b.in_rent === true),
        branch,
      ).toBe(true)
      expect(
        bookings.some((b) => b.state === 'Отмена'),
        branch,
      ).toBe(true)
      expect(
        bookings.some((b) => b.responsible_id === null),
        branch,
      ).toBe(true)
    }
    expect(world.staff.filter(({ branch }) => branch === null).map(({ role }) => role)).toEqual(['head', 'director', 'admin'])
    expect(new Set(world.staff.map(({ telegramId }) => telegramId)).size).toBe(world.staff.length)
  })

  it('points only at what exists: cars and clients of bookings, people, subjects of topics', async () => {
    const world = await loadWorld(WORLD_FILE, START)
    const people = new Set(world.staff.map(({ id }) => id))
    for (const { id, branch, car_id, client_id, responsible_id, start_date, end_date } of world.bookings.values()) {
      expect(world.cars.get(car_id ?? 0)?.branch, `car of ${id}`).toBe(branch)
      expect(world.clients.has(client_id ?? 0), `client of ${id}`).toBe(true)
      if (responsible_id) expect(people, `responsible of ${id}`).toContain(responsible_id)
      expect(formatted(start_date) < formatted(end_date), `dates of ${id}`).toBe(true)
    }
    for (const { branch, topics } of world.chats.filter(({ purpose }) => purpose === 'branch')) {
      const cars = [...world.cars.values()].filter((car) => car.branch === branch).map(({ id }) => `car:${id}`)
      expect(topics.map(({ subject }) => subject)).toEqual(expect.arrayContaining(cars))
    }
    const hq = world.chats.find(({ purpose }) => purpose === 'hq')
    expect(hq?.topics.map(({ subject }) => subject).sort()).toEqual([...world.cars.keys()].map((id) => `car:${id}`).sort())
  })

  it('knows everybody and everything the samples name', async () => {
    const world = await loadWorld(WORLD_FILE, START)
    const topic = (chat: number, thread: number) =>
      world.chats.find(({ id }) => id === chat)?.topics.find(({ threadId }) => threadId === thread)?.subject
    expect(world.staff.find(({ telegramId }) => telegramId === 100000001)).toMatchObject({ id: 90001, role: 'employee', branch: 'batumi' })
    expect(topic(-1000000000001, 77)).toBe('car:80001')
    expect(topic(-1000000000003, 12)).toBe('car:80001')
    expect(topic(-1000000000004, 31)).toBe('client:60001')
    expect(topic(-1000000000005, 9)).toMatch(/^task:/)
    expect(world.bookings.get(700001)).toMatchObject({
      branch: 'batumi',
      car_id: 80001,
      client_id: 60001,
      responsible_id: 90001,
      in_rent: false,
    })
    expect([700002, 700003, 700004].every((id) => world.bookings.has(id))).toBe(true)
    expect(world.clients.has(60002)).toBe(true)
    expect(world.companies.map(({ id, branch }) => [id, branch])).toEqual(BRANCHES.map((branch, i) => [91001 + i, branch]))
  })
})

describe('the live world', () => {
  const { ask } = sandboxForThisFile({ now: () => START })

  it('shows absolute dates', async () => {
    const { body } = await ask<{ startedAt: string; bookings: { id: number; start_date: string }[] }>('/_world')
    const file = JSON.parse(await readFile(WORLD_FILE, 'utf8')) as { bookings: { id: number; start_date: string }[] }
    expect(file.bookings.find(({ id }) => id === 700001)?.start_date).toBe('+3h')
    expect(body.bookings.find(({ id }) => id === 700001)?.start_date).toBe('05-11-2030 13:30')
    expect(body.startedAt).toBe(START.toISOString())
  })

  it('merges fields into a booking, relative dates included', async () => {
    const changed = await ask('/_world/bookings/700002', { body: { state: 'Отмена', start_date: '+1h' } })
    expect(changed).toMatchObject({ status: 200, body: { id: 700002, car_id: 80002, state: 'Отмена', start_date: '05-11-2030 11:30' } })
  })

  it('makes a booking that was not there, when the fields are enough', async () => {
    const body = { branch: 'tbilisi', car_id: 81001, client_id: 60001, start_date: '+1d 8:00', end_date: '+2d 8:00' }
    expect((await ask('/_world/bookings/799001', { body })).status).toBe(201)
    expect((await ask<{ error: string }>('/_world/bookings/799002', { body: { state: 'Новая' } })).body.error).toContain('branch')
  })

  it('moves a car to another branch', async () => {
    await ask('/_world/cars/80005', { body: { branch: 'service-center' } })
    const { body } = await ask<{ cars: { id: number; branch: string }[] }>('/_world')
    expect(body.cars.find(({ id }) => id === 80005)?.branch).toBe('service-center')
  })
})
