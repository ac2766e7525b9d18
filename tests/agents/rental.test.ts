// Our own tables as agents read them, in a real Postgres.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRental, type Rental } from '../../src/tools/rental.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { at, bookingRow, carRow, operationRow } from './rows.ts'

let database: TestDatabase
let rental: Rental

beforeAll(async () => {
  database = await testDatabase()
  const { prisma } = database.db
  rental = createRental(database.db)
  await prisma.booking.createMany({
    data: [
      bookingRow({ extras: {} }),
      bookingRow({ id: 700002, branch: 'tbilisi', extras: {} }),
      bookingRow({ id: 700003, number: 5, extras: {} }),
    ].map(({ extras, ...row }) => ({ ...row, extras: extras as object })),
  })
  await prisma.car.createMany({
    data: [carRow(), carRow({ id: 80002, plate: 'TT000TT' }), carRow({ id: 80003, plate: 'BB-111-BB', archived: true })],
  })
  for (const [bookingId, done] of [
    [700001, ['body']],
    [700002, ['body', 'dash', 'fluids', 'kit', 'fines', 'posted']],
  ] as const) {
    const {
      items,
      report: _,
      ...operation
    } = operationRow('return', { bookingId, status: 'closed', closedAt: at('2030-11-08T06:00:00.000Z'), done })
    await prisma.operation.create({
      data: {
        ...operation,
        items: { create: items.map(({ bookingId: _b, kind: _k, evidence: _e, ...item }) => ({ ...item, evidence: [] })) },
      },
    })
  }
})

afterAll(async () => {
  await database.drop()
})

test('a booking is found by the number staff quote, in every branch that has it', async () => {
  expect((await rental.bookingsNumbered(4001)).map(({ id }) => id)).toEqual([700002, 700001])
  expect(await rental.bookingsNumbered(9)).toEqual([])
})

test.each([
  ['AA-000-AA', 80001],
  ['aa000aa', 80001],
  ['AA 000 AA', 80001],
  ['TT-000-TT', 80002],
  ['tt000tt', 80002],
  ['BB-111-BB', undefined],
  ['%', undefined],
])('the car with the plate %s', async (plate, id) => {
  expect((await rental.carByPlate(plate))?.id).toBe(id)
})

test('operations that were posted are found for a while', async () => {
  expect((await rental.closedOperations({ since: at('2030-11-08T00:00:00.000Z') })).map(({ bookingId }) => bookingId)).toEqual([
    700001, 700002,
  ])
  expect(await rental.closedOperations({ since: at('2030-11-08T07:00:00.000Z') })).toEqual([])
})
