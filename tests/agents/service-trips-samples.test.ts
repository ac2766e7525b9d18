// What the agent of service trips makes of a tracker's samples, of detected trips and of its five-minute look around.
import { describe, expect, test } from 'vitest'
import { serviceTrips } from '../../src/agents/service-trips/index.ts'
import type { NewEvent } from '../../src/events/index.ts'
import { DEVICE, permitRow, trackerRow, tripRow } from './fleet-rows.ts'
import { at, bookingRow, carRow, staffRow } from './rows.ts'
import { run, type World } from './world.ts'

const CAR = { cars: [carRow()] }
const act = (event: NewEvent, world: World = {}) => run(serviceTrips, event, { rentprog: 'down', ...CAR, ...world })
const told = (listing: readonly string[]) => listing.filter((line) => line.startsWith('telegram') || line.startsWith('event'))
const rented = bookingRow({ inRent: true, startAt: at('2030-11-04T06:00:00.000Z') })

const sample = (payload: object = {}, type = 'device.state.changed'): NewEvent =>
  ({ type, payload: { deviceId: DEVICE, carPlate: 'AA000AA', fixAt: '2030-11-05T05:58:00.000Z', ...payload } }) as NewEvent
const moving = (payload: object = {}) => sample({ status: 'moving', speedKmh: 40, lat: 41.65, lon: 41.64, ...payload })
const parked = (payload: object = {}) => sample({ status: 'parked_off', lat: 41.7, lon: 41.7, ...payload })

describe('the row of a tracker', () => {
  test('is made, with its car, and remembers since when it moves', async () => {
    const { only } = await act(moving(), { bookings: [rented] })
    expect(only('tracker.upsert')).toMatchObject({
      id: DEVICE,
      set: {
        carId: 80001,
        plate: 'AA000AA',
        status: 'moving',
        speedKmh: 40,
        fixAt: '2030-11-05T05:58:00.000Z',
        movingSince: '2030-11-05T05:58:00.000Z',
      },
    })
    expect(only('trip.upsert').set).toMatchObject({ verdict: 'rental', bookingId: 700001, startLat: 41.65 })
  })

  test('ignores what is older than it, and takes what is as old', async () => {
    const world = { trackers: [trackerRow({ fixAt: at('2030-11-05T05:58:00.000Z') })] }
    expect((await act(moving({ fixAt: '2030-11-05T05:57:59.000Z' }), world)).effects).toEqual([])
    expect((await act(moving(), world)).effects).not.toEqual([])
  })

  test('does not let a clock that is ahead hide what follows', async () => {
    const { only } = await act(parked({ fixAt: '2030-11-05T09:00:00.000Z' }))
    expect(only('tracker.upsert').set.fixAt).toBe('2030-11-05T06:00:00.000Z')
  })

  test('that loses the sky goes on moving, that parks does not', async () => {
    const world = { trackers: [trackerRow({ status: 'moving', movingSince: at('2030-11-05T05:56:00.000Z') })], bookings: [rented] }
    expect((await act(sample({ status: 'gps_offline' }), world)).only('tracker.upsert').set.movingSince).toBe('2030-11-05T05:56:00.000Z')
    expect((await act(parked(), world)).only('tracker.upsert').set.movingSince).toBeNull()
  })

  test.each<[string, object, string]>([
    ['fast', { speedKmh: 12 }, 'moving'],
    ['hardly', { speedKmh: 3, engine: true }, 'parked_on'],
    ['at rest', { speedKmh: 0, ignition: false }, 'parked_off'],
  ])('without a status says itself how it moves: %s', async (_, payload, status) => {
    expect((await act(sample(payload), { bookings: [rented] })).only('tracker.upsert').set.status).toBe(status)
  })

  test.each<[number, number | null]>([
    [50012.4, 50012],
    [49999, null],
    [55001, null],
  ])('tells the car its mileage forward and in reason: %d → %j', async (mileageKm, expected) => {
    const { all } = await act(parked({ mileageKm }))
    expect(all('car.upsert').map(({ payload }) => payload)).toEqual(expected === null ? [] : [{ id: 80001, set: { mileageKm: expected } }])
  })

  test('believes a new plate more than its old car', async () => {
    const cars = [carRow(), carRow({ id: 80002, plate: 'BB-002-BT' })]
    expect((await act(parked({ carPlate: 'BB002BT' }), { cars, trackers: [trackerRow()] })).only('tracker.upsert').set.carId).toBe(80002)
    expect((await act(parked({ carPlate: undefined }), { cars, trackers: [trackerRow()] })).only('tracker.upsert').set.carId).toBe(80001)
  })
})

describe('a trip', () => {
  const trip = (payload: object = {}): NewEvent => ({
    type: 'trip.detected',
    payload: {
      ...{
        deviceId: DEVICE,
        carPlate: 'AA000AA',
        tripId: 't1',
        startedAt: '2030-11-05T05:00:00.000Z',
        endedAt: '2030-11-05T05:28:00.000Z',
      },
      ...{ startLat: 41.64, startLon: 41.63, endLat: 41.7, endLon: 41.7, distanceKm: 6.4, maxSpeedKmh: 63 },
      ...payload,
    },
  })

  test('without a booking is raised as an event of its own, once per trip', async () => {
    const { only, listing, summary } = await act(trip())
    expect(told(listing)).toEqual([expect.stringMatching(/^event\.defer/)])
    expect(only('event.defer')).toMatchObject({
      type: 'unauthorized.trip',
      notBefore: '2030-11-05T06:00:00.000Z',
      payload: {
        deviceId: DEVICE,
        carPlate: 'AA-000-AA',
        startedAt: '2030-11-05T05:00:00.000Z',
        lat: 41.7,
        lon: 41.7,
        distanceKm: 6.4,
        fixAt: '2030-11-05T05:28:00.000Z',
      },
    })
    expect(only('event.defer').dedupeKey).toMatch(/^unauthorized\.trip:[0-9a-f]{16}$/)
    expect(only('trip.upsert').set).toMatchObject({ verdict: 'unauthorized', maxSpeedKmh: 63, endedAt: '2030-11-05T05:28:00.000Z' })
    expect(summary).toMatch(/без брони и разрешения .*поднимаю тревогу/)
    const again = await act(trip(), {
      trips: [tripRow({ id: `${DEVICE}:x`, startedAt: at('2030-11-05T05:00:00.000Z'), verdict: 'unauthorized' })],
    })
    expect(told(again.listing)).toEqual([])
  })

  test.each<[string, World, object, string]>([
    ['of a rented car', { bookings: [rented] }, {}, 'rental'],
    ['of a car in service', { bookings: [{ ...rented, technical: true }] }, {}, 'technical'],
    ['that was permitted', { permits: [permitRow()] }, {}, 'permitted'],
    ['that is none', {}, { endedAt: '2030-11-05T05:03:00.000Z', distanceKm: 0.4 }, 'short'],
  ])('%s is only written down', async (_, world, payload, verdict) => {
    const { listing, only } = await act(trip(payload), world)
    expect(told(listing)).toEqual([])
    expect(only('trip.upsert').set.verdict).toBe(verdict)
  })

  test('of a car nobody knows is shown to a person, once a day', async () => {
    const { listing, only } = await act(trip({ carPlate: undefined }), { cars: [] })
    expect(told(listing)).toEqual(['telegram.message unmatched → chat-managers'])
    expect(only('telegram.message').html).toContain('Маяк 860000000000001 не привязан к авто')
    expect(only('tracker.upsert').set.told).toEqual({ unmatched: '2030-11-05T05:00:00.000Z' })
    const known = trackerRow({ carId: null, plate: null, told: { unmatched: '2030-11-05T01:00:00.000Z' } })
    expect(told((await act(trip({ carPlate: undefined }), { cars: [], trackers: [known] })).listing)).toEqual([])
  })

  test('that ends without a booking is found by the tracker’s own samples', async () => {
    const world = {
      trackers: [trackerRow({ status: 'moving', movingSince: at('2030-11-05T05:30:00.000Z'), fixAt: at('2030-11-05T05:30:00.000Z') })],
      trips: [tripRow()],
    }
    const { only } = await act(parked(), world)
    expect(only('trip.upsert')).toMatchObject({ id: tripRow().id, set: { verdict: 'unauthorized', endedAt: '2030-11-05T05:58:00.000Z' } })
    expect(only('event.defer').payload).toMatchObject({ startedAt: '2030-11-05T05:30:00.000Z', distanceKm: expect.closeTo(8.9, 0) })
  })
})

describe('speeding', () => {
  const fast = (speedKmh: number, fixAt = '2030-11-05T05:58:00.000Z') => sample({ speedKmh, fixAt, status: 'moving' }, 'speeding')

  test.each<[number, number]>([
    [125, 0],
    [125.5, 1],
    [160, 1],
  ])('%d km/h is told %d times', async (speedKmh, times) => {
    expect(told((await act(fast(speedKmh), { bookings: [rented] })).listing)).toHaveLength(times)
  })

  test('goes to whoever answers for the booking, else to the manager, and then at any hour', async () => {
    const client = await act(fast(141), { bookings: [rented], staff: [staffRow()] })
    expect(told(client.listing)).toEqual(['telegram.message speeding → staff-90001'])
    expect(client.only('telegram.message')).not.toHaveProperty('urgent')
    expect(client.only('telegram.message').html).toMatch(/141 км\/ч<\/b> \(порог 125\).*\n.*Бронь 4001[\s\S]*с клиентом/)
    const nobody = await act(fast(141))
    expect(told(nobody.listing)).toEqual(['telegram.message speeding → role-manager-batumi'])
    expect(nobody.only('telegram.message').urgent).toBe(true)
  })

  test.each<[string, string, number]>([
    ['9 minutes after', '2030-11-05T05:49:00.000Z', 0],
    ['10 minutes after', '2030-11-05T05:48:00.000Z', 1],
  ])('%s the last one is told %s', async (_, last, times) => {
    const other = trackerRow({ id: 'second device of the car', told: { speeding: last } })
    expect(told((await act(fast(141), { bookings: [rented], trackers: [trackerRow(), other] })).listing)).toHaveLength(times)
  })
})

describe('a battery', () => {
  const fleet = (volts: readonly number[]) =>
    volts.map((batteryV, n) => trackerRow({ id: `fleet-${n}`, carId: 90000 + n, batteryV, fixAt: at('2030-11-05T01:00:00.000Z') }))
  const even = Array.from({ length: 10 }, () => 12.5)
  const low = (batteryV: number, payload: object = {}) => sample({ batteryV, status: 'parked_off', ...payload }, 'battery.low')

  test.each<[string, number, readonly number[], RegExp | null]>([
    ['exactly half a volt below', 12, even, null],
    ['more than that', 11.99, even, /Критическое падение вольтажа: 11,99 В[\s\S]*В среднем по парку за сутки 12,50 В/],
    ['within the usual spread', 11.9, [11, 11, 11, 14, 14, 14, 12.5, 12.5, 12.5, 12.5], /Нестандартное падение вольтажа: 11,90 В/],
    ['with nothing to compare', 11.9, even.slice(1), /Нестандартное падение вольтажа/],
  ])('%s', async (_, batteryV, volts, words) => {
    const { listing, all } = await act(low(batteryV), { trackers: fleet(volts) })
    expect(told(listing)).toEqual(words === null ? [] : ['telegram.message battery → role-manager-batumi'])
    if (words !== null) expect(all('telegram.message')[0]?.payload.html).toMatch(words)
  })

  test('is not judged while the engine charges it', async () => {
    expect(told((await act(low(11, { engine: true }), { trackers: fleet(even) })).listing)).toEqual([])
  })

  test('is told again after an hour', async () => {
    const last = (moment: string) => ({ trackers: [trackerRow({ told: { battery: moment } })] })
    expect(told((await act(low(11), last('2030-11-05T04:59:00.000Z'))).listing)).toEqual([])
    expect(told((await act(low(11), last('2030-11-05T04:58:00.000Z'))).listing)).toHaveLength(1)
  })
})

describe('a silent tracker', () => {
  const silent = (lastSeenAt: string) => sample({ lastSeenAt, fixAt: lastSeenAt }, 'device.offline')
  const DEAD = '2030-11-05T03:59:00.000Z'

  test.each<[string, string, World, number]>([
    ['exactly two hours', '2030-11-05T04:00:00.000Z', {}, 0],
    ['longer', DEAD, {}, 1],
    ['longer, away with a client', DEAD, { bookings: [rented] }, 0],
    ['longer, and people know', DEAD, { trackers: [trackerRow({ fixAt: at(DEAD), told: { offline: DEAD } })] }, 0],
    ['since another time', DEAD, { trackers: [trackerRow({ fixAt: at(DEAD), told: { offline: '2030-11-04T03:00:00.000Z' } })] }, 1],
    ['but heard of since', DEAD, { trackers: [trackerRow()] }, 0],
  ])('%s', async (_, lastSeenAt, world, times) => {
    expect(told((await act(silent(lastSeenAt), world)).listing)).toHaveLength(times)
  })

  test('is the manager’s to find', async () => {
    const { listing, only } = await act(silent(DEAD))
    expect(told(listing)).toEqual(['telegram.message offline → role-manager-batumi'])
    expect(only('telegram.message').html).toBe(
      '📡 <b>Нет связи с маяком</b> — <b>Toyota Prius AA-000-AA</b>, уже 2 ч 1 мин (с сегодня 07:59).\nБрони у авто сейчас нет. Проверьте, пожалуйста, где оно.',
    )
  })
})

describe('the look around every five minutes', () => {
  const check: NewEvent = { type: 'check.starline', payload: { branch: 'batumi' } }
  const since = (movingSince: string, row: object = {}) =>
    trackerRow({ status: 'moving', movingSince: at(movingSince), fixAt: at(movingSince), ...row })

  test.each<[string, World, number]>([
    ['moving for exactly five minutes', { trackers: [since('2030-11-05T05:55:00.000Z')] }, 1],
    ['not yet', { trackers: [since('2030-11-05T05:55:01.000Z')] }, 0],
    [
      'not yet, but it came far',
      { trackers: [since('2030-11-05T05:58:00.000Z', { lat: 41.66 })], trips: [tripRow({ startedAt: at('2030-11-05T05:58:00.000Z') })] },
      1,
    ],
    ['rented', { trackers: [since('2030-11-05T05:30:00.000Z')], bookings: [rented] }, 0],
    ['raised already', { trackers: [since('2030-11-05T05:30:00.000Z')], trips: [tripRow({ verdict: 'unauthorized' })] }, 0],
    ['with two trackers', { trackers: [since('2030-11-05T05:30:00.000Z'), since('2030-11-05T05:31:00.000Z', { id: 'second' })] }, 1],
    ['parked', { trackers: [trackerRow()] }, 0],
  ])('a car %s', async (_, world, times) => {
    expect(told((await act(check, world)).listing)).toHaveLength(times)
  })

  test('finds a tracker without GPS, tells it once, and says what it saw', async () => {
    const blind = trackerRow({ status: 'gps_offline', fixAt: at('2030-11-05T03:00:00.000Z') })
    const { only, listing, summary } = await act(check, { trackers: [blind] })
    expect(told(listing)).toEqual(['telegram.message dead-80001 → role-manager-batumi'])
    expect(only('tracker.upsert').set).toEqual({ told: { offline: '2030-11-05T03:00:00.000Z' } })
    expect(summary).toBe('Батуми: посмотрел 1 маяк; Toyota Prius AA-000-AA — нет GPS больше 2 ч, сообщил.')
    const known = { ...blind, told: { offline: '2030-11-05T03:00:00.000Z' } }
    expect((await act(check, { trackers: [known] })).effects).toEqual([])
  })
})

test('other results of browser automation go to the journal', async () => {
  const { effects, summary } = await act({ type: 'browser.result', source: 'starline', payload: { deviceId: DEVICE } })
  expect(effects).toEqual([])
  expect(summary).toBe('Результат автопроверки (860000000000001): записал в журнал.')
})
