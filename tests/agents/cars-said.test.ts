// Which car is meant.
import { expect, test } from 'vitest'
import { carsMeant } from '../../src/agents/cars-said.ts'

const car = (id: number, name: string, plate: string) => ({ id, name, plate, code: null })
const fleet = [
  car(1, 'Toyota Prius', 'AA-000-AA'),
  car(2, 'Kia Rio', 'AA-002-BT'),
  car(3, 'Toyota Camry', 'AA-004-BT'),
  car(4, 'Toyota Prius', 'BB-001-TB'),
  car(5, 'Toyota RAV4', 'BB-004-TB'),
]

test.each([
  ['что с AA-000-AA', [1]],
  ['aa 000 aa где?', [1]],
  ['где приус', [1, 4]],
  ['где приус 001', [4]],
  ['камри на ходу?', [3]],
  ['что с 004', [3, 5]],
  ['рав 004', [5]],
  ['рав4', [5]],
  ['kia rio', [2]],
  ['какая-нибудь тойота', [1, 3, 4, 5]],
  ['ZZ-999-ZZ', []],
  ['сколько у нас авто', []],
])('«%s» means %j', (text, ids) => {
  expect(carsMeant(text, fleet).map(({ id }) => id)).toEqual(ids)
})
