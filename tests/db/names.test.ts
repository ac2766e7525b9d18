// Names by their sound: Postgres writes them as the words of staff are read, in a cluster that knows no alphabet but Latin.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it, test } from 'vitest'
import { folded } from '../../src/agents/spelling.ts'
import { createRental } from '../../src/tools/rental.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  for (const [id, name] of [
    [1, 'Иван ТЕСТОВ'],
    [2, 'Ivan Schultz'],
    [3, 'ნინო ლაგიძე'],
  ])
    await database.db.query('INSERT INTO clients (id, name, updated_at) VALUES ($1, $2, now())', [id, name])
})
afterAll(() => database.drop())

const LETTERS = [...'abcdefghijklmnopqrstuvwxyzабвгдеёжзийклмнопрстуфхцчшщъыьэюяაბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ']
const name = fc
  .array(fc.constantFrom(...LETTERS, ...LETTERS.map((letter) => (/[ა-ჰ]/.test(letter) ? letter : letter.toUpperCase()))), { maxLength: 12 })
  .map((letters) => letters.join(''))

it('is the same in SQL as in our reading of words', async () => {
  const names = fc.sample(name, process.env.LONG ? 100_000 : 2_000)
  const rows = await database.db.query<{ sounds: string }>(
    'SELECT sounds_of(said) AS sounds FROM unnest($1::text[]) WITH ORDINALITY AS t(said, n) ORDER BY n',
    [names],
  )
  expect(rows.map(({ sounds }) => sounds)).toEqual(names.map(folded))
})

test.each([
  ['тестов', [1]],
  ['Testov', [1]],
  ['ИВАН', [2, 1]],
  ['лагидзе', [3]],
  ['Пушкин', []],
])('«%s» finds', async (said, ids) => {
  const found = await createRental(database.db).clientsNamed([folded(said)])
  expect(found.map(({ id }) => id).sort()).toEqual([...ids].sort())
})
