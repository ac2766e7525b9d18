// RentProg where it is asked for free cars and prices, and where something is changed: on the wire, and in the sandbox's world.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { changeBooking, changeCar } from '../../sandbox/world.ts'
import { type Sandboxed, sandboxed } from './sandboxed.ts'

let world: Sandboxed
beforeAll(async () => {
  world = await sandboxed()
  const { sandbox } = world
  const now = new Date()
  for (const booking of sandbox.world.bookings.values())
    if (booking.branch === 'kutaisi') changeBooking(sandbox.world, booking.id, { active: false }, now)
  const taken = {
    branch: 'kutaisi',
    car_id: 82_001,
    client_id: 60_001,
    active: true,
    start_date: '10-11-2030 9:00',
    end_date: '15-11-2030 9:00',
  }
  changeBooking(sandbox.world, 799_001, { ...taken, number: 6_777, state: 'Активная' }, now)
  for (const car of sandbox.world.cars.values())
    if (car.branch === 'kutaisi') changeCar(sandbox.world, car.id, { state: car.id === 82_004 ? 2 : 1, deposit: 500, price: 60 })
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const period = (from: string, until: string) => ({ branch: 'kutaisi', from: `${from}:00+04:00`, until: `${until}:00+04:00` })
const free = async (from: string, until: string) =>
  (await world.tools.rentprog.read.freeCars(period(from, until))).map(({ id }) => id).sort()

it('a car is free unless a booking takes a part of the period, or it may not be issued', async () => {
  expect(await free('2030-11-14T10:00', '2030-11-20T10:00')).toEqual([82_002, 82_003])
  expect(await free('2030-11-15T09:00', '2030-11-20T10:00')).toEqual([82_001, 82_002, 82_003])
  expect(await free('2030-11-01T09:00', '2030-11-10T09:00')).toEqual([82_001, 82_002, 82_003])
  const [call] = (await world.calls('rentprog')).filter(({ path }) => path.startsWith('/free_cars'))
  expect(decodeURIComponent(call?.path.replaceAll('+', ' ') ?? '')).toBe('/free_cars?start_date=14-11-2030 10:00&end_date=20-11-2030 10:00')
})

it('a car costs by the number of days, in minor units; an unknown one costs nothing that could be said', async () => {
  const { carPrice } = world.tools.rentprog.read
  const week = period('2030-12-01T09:00', '2030-12-08T09:00')
  expect(await carPrice({ ...week, carId: 82_002 })).toEqual({
    carId: 82_002,
    days: 7,
    perDayMinor: 5_400,
    rentalMinor: 37_800,
    depositMinor: 50_000,
    totalMinor: 37_800,
  })
  expect(await carPrice({ ...week, carId: 999_999 })).toBeNull()
  await expect(carPrice({ ...period('2030-12-08T09:00', '2030-12-01T09:00'), carId: 82_002 })).rejects.toMatchObject({ name: 'BadInput' })
})

it('a booking is found by the number staff quote, and by nothing that only looks like it', async () => {
  const { bookingsNumbered } = world.tools.rentprog.read
  expect((await bookingsNumbered({ branch: 'kutaisi', number: 6_777 })).map(({ id }) => id)).toEqual([799_001])
  // Every id of the branch begins so.
  expect(await bookingsNumbered({ branch: 'kutaisi', number: 7_200 })).toEqual([])
})

it('fields of a booking are set, as often as it is asked', async () => {
  const { write, read } = world.tools.rentprog
  for (let time = 0; time < 2; time++)
    await write.updateBooking({ branch: 'batumi', bookingId: 700_001, set: { location_end: 'Аэропорт', wifi_router: true, fine: 50 } })
  expect((await world.calls('rentprog')).at(-1)).toMatchObject({
    method: 'POST',
    path: expect.stringContaining('/update_booking?booking_id=700001&'),
  })
  expect(await read.booking({ branch: 'batumi', id: 700_001 })).toMatchObject({ location_end: 'Аэропорт', wifi_router: true, fine: 50 })
  await expect(write.updateBooking({ branch: 'batumi', bookingId: 700_001, set: { state: 'Завершена' } })).rejects.toMatchObject({
    name: 'Refused',
    status: 422,
  })
  await expect(write.updateBooking({ branch: 'tbilisi', bookingId: 700_001, set: { fine: 1 } })).rejects.toMatchObject({ status: 404 })
  await expect(write.updateBooking({ branch: 'batumi', bookingId: 700_001, set: { 'x&booking_id': 1 } })).rejects.toMatchObject({
    name: 'BadInput',
  })
})

it('a payment is booked to the hundredth, and stands in the cash register', async () => {
  await world.tools.rentprog.write.createPayment({ branch: 'batumi', bookingId: 700_001, amountMinor: 15_029, group: 1 })
  expect((await world.calls('rentprog')).at(-1)).toMatchObject({
    path: '/create_payments',
    body: { booking_id: 700_001, payments: [{ sum: 150.29, group: 1 }] },
  })
  const today = new Date(Date.now() + 4 * 3_600_000).toISOString().slice(0, 10)
  const rows = await world.tools.rentprog.read.cashOperations({ branch: 'batumi', from: today, to: today })
  expect(rows.find(({ sum_minor }) => sum_minor === 15_029)).toMatchObject({ operation: true, user_id: 90_001, currency: 'GEL' })
})

it('nobody knows whether a payment was booked when the answer is lost', async () => {
  await world.fault({ system: 'rentprog', match: 'create_payments', dropAfter: true })
  await expect(
    world.tools.rentprog.write.createPayment({ branch: 'batumi', bookingId: 700_001, amountMinor: 100, group: 1 }),
  ).rejects.toMatchObject({ name: 'Unavailable', maybeDone: true })
  await world.fault({ system: 'rentprog', match: 'create_payments', status: 429, retryAfter: 7 })
  await expect(
    world.tools.rentprog.write.createPayment({ branch: 'batumi', bookingId: 700_001, amountMinor: 100, group: 1 }),
  ).rejects.toMatchObject({ retryAfterMs: 7_000, maybeDone: false })
})
