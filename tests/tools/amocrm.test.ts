// amoCRM as our client asks it: leads and contacts found, tasks and notes written, and how it says no.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { samePhone } from '../../src/tools/amocrm-shapes.ts'
import { type Sandboxed, sandboxed } from './sandboxed.ts'

let world: Sandboxed
beforeAll(async () => {
  world = await sandboxed()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const DUE = 1_919_577_600
const LEAD = { type: 'leads', id: 2_100_001 } as const
const create = (text: string, more: object = {}) =>
  world.tools.amocrm.write.createTasks({ tasks: [{ text, completeTill: DUE, entity: LEAD, ...more }] })

it('finds a client by the phone, with the leads of the bookings', async () => {
  const { read } = world.tools.amocrm
  const [contact, ...others] = await read.contacts({ query: '995500060001' })
  expect([contact?.name, contact?.phones, others]).toEqual(['Иван Тестов', ['+995500060001'], []])
  const leads = await read.leads({ ids: contact?.leadIds ?? [] })
  expect(leads.map(({ id, name, open, contactIds }) => [id, name, open, contactIds])).toContainEqual([
    2_100_001,
    'Бронь 4001',
    true,
    [contact?.id],
  ])
  expect((await world.calls('amocrm'))[0]?.path).toBe('/contacts?query=995500060001&with=leads&limit=50')
})

it('nobody found is an empty list: 204 without a body', async () => {
  const { read } = world.tools.amocrm
  expect(await read.contacts({ query: '0000000000000' })).toEqual([])
  expect(await read.tasks({ entity: { type: 'contacts', id: 1 } })).toEqual([])
  expect(await read.notes({ entity: LEAD })).toEqual([])
  expect((await world.calls('amocrm')).map(({ status }) => status)).toEqual([204, 204, 204])
})

it('reads one lead, the users and the stages', async () => {
  const { read } = world.tools.amocrm
  expect(await read.lead({ id: LEAD.id })).toMatchObject({ id: LEAD.id, name: 'Бронь 4001', pipeline_id: 4_000_001 })
  expect((await read.users({})).map(({ id }) => id)).toContain(5_000_002)
  const [pipeline] = await read.pipelines({})
  expect([pipeline?.name, pipeline?.statuses.at(-1)]).toEqual(['Первичка', { id: 143, name: 'Закрыто и не реализовано' }])
})

it('makes tasks in a batch, shows the open ones by when they are due, and completes one', async () => {
  const { read, write } = world.tools.amocrm
  const entity = { type: 'contacts', id: 2_100_005 } as const
  const tasks = [
    { text: 'Позвонить', completeTill: DUE + 60, entity, responsibleId: 5_000_002 },
    { text: 'Проверить оплату', completeTill: DUE, entity },
  ]
  const made = await write.createTasks({ tasks })
  expect((await world.calls('amocrm'))[0]?.body).toEqual([
    {
      text: 'Позвонить',
      complete_till: DUE + 60,
      task_type_id: 1,
      responsible_user_id: 5_000_002,
      entity_id: entity.id,
      entity_type: 'contacts',
      request_id: '0',
    },
    { text: 'Проверить оплату', complete_till: DUE, task_type_id: 1, entity_id: entity.id, entity_type: 'contacts', request_id: '1' },
  ])
  expect((await read.tasks({ entity, open: true })).map(({ text }) => text)).toEqual(['Проверить оплату', 'Позвонить'])
  for (let time = 0; time < 2; time++) await write.completeTask({ id: made[1]?.id ?? 0, result: 'Оплачено' })
  expect((await world.calls('amocrm')).at(-1)).toMatchObject({
    method: 'PATCH',
    body: { is_completed: true, result: { text: 'Оплачено' } },
  })
  expect((await read.tasks({ entity, open: true })).map(({ text }) => text)).toEqual(['Позвонить'])
})

it('reads all pages of tasks', async () => {
  const entity = { type: 'leads', id: 2_100_003 } as const
  const tasks = Array.from({ length: 50 }, (_, n) => ({ text: `задача ${n}`, completeTill: DUE + n, entity }))
  for (let batch = 0; batch < 6; batch++) await world.tools.amocrm.write.createTasks({ tasks })
  expect(await world.tools.amocrm.read.tasks({ entity })).toHaveLength(300)
  await expect(world.tools.amocrm.write.createTasks({ tasks: [...tasks, ...tasks] })).rejects.toMatchObject({ name: 'BadInput' })
})

it('writes notes and reads them back', async () => {
  const { read, write } = world.tools.amocrm
  const entity = { type: 'leads', id: 2_100_002 } as const
  await write.addNotes({ type: 'leads', notes: [{ entityId: entity.id, text: 'Авто выдано' }] })
  expect(await read.notes({ entity })).toMatchObject([{ text: 'Авто выдано', note_type: 'common' }])
})

describe('when amoCRM says no', () => {
  it('names the field it did not like, in its own words', async () => {
    await world.fault({ system: 'amocrm', match: 'POST', status: 400, message: 'Request validation failed' })
    await expect(create('x')).rejects.toMatchObject({
      name: 'Refused',
      status: 400,
      message: 'amocrm createTasks: 400 Request validation failed',
    })
  })

  it('a long-lived token that is refused is not tried again, and the variable is named', async () => {
    await world.fault({ system: 'amocrm', status: 401, times: 5 })
    await expect(world.tools.amocrm.read.users({})).rejects.toMatchObject({
      name: 'Refused',
      message: expect.stringContaining('AMOCRM_TOKEN'),
    })
    expect(await world.calls('amocrm')).toHaveLength(1)
  })

  it('being shut out says whom to ask', async () => {
    await world.fault({ system: 'amocrm', status: 403 })
    await expect(create('x')).rejects.toMatchObject({ name: 'Refused', code: 'shut-out', message: expect.stringContaining('support') })
  })

  it('a page of HTML becomes a sentence, and nobody knows what was done', async () => {
    await world.fault({ system: 'amocrm', html: true })
    await expect(create('x')).rejects.toMatchObject({
      name: 'Unavailable',
      maybeDone: true,
      message: 'amocrm createTasks: 502 502 Bad Gateway 502 Bad Gateway nginx',
    })
    await world.fault({ system: 'amocrm', html: true, status: 404, message: 'Not Found' })
    await expect(create('x')).rejects.toMatchObject({ name: 'Refused', status: 404 })
  })
})

it.each([
  ['+995 500 06-00-01', '995500060001', true],
  ['8 (916) 123-45-67', '+79161234567', true],
  ['+995500060001', '+995500060002', false],
  ['12345', '12345', false],
])('%s and %s are one phone: %s', (a, b, same) => {
  expect(samePhone(a, b)).toBe(same)
})
