// What agents hold of the outside world, and what they hold in Studio.
import { expect, it } from 'vitest'
import { readsOf, toolsForStudio } from '../../src/tools/index.ts'

it('gives agents reads and nothing that writes', () => {
  const tools = toolsForStudio()
  expect(Object.keys(readsOf(tools))).toEqual(['rental', 'rentprog', 'yougile', 'umnico', 'stripe', 'amocrm', 'telegram'])
  expect(Object.keys(readsOf(tools).telegram)).toEqual(['file'])
  expect(readsOf(tools).rentprog).toBe(tools.rentprog.read)
})

it('says in Studio that there is nothing to read from', async () => {
  const read = readsOf(await toolsForStudio())
  const why = { name: 'Unavailable', message: 'no database in Studio' }
  await expect(read.rental.booking(700001)).rejects.toMatchObject(why)
  await expect(read.rentprog.booking({ branch: 'batumi', id: 700001 })).rejects.toMatchObject(why)
  await expect(Promise.resolve(read.yougile)).resolves.toBe(read.yougile)
})
