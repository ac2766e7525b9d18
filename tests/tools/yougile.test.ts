// YouGile as our client writes to it and reads from it.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Sandboxed, sandboxed } from './sandboxed.ts'

let world: Sandboxed
beforeAll(async () => {
  world = await sandboxed()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const key = () => `${randomUUID()}:issue-assistant:yougile.task:main`

it('opens a task in the column of its branch, with a checklist and a deadline', async () => {
  const { read, write } = world.tools.yougile
  const effectKey = key()
  const { id } = await write.createTask(
    {
      title: 'Выдача #4001',
      description: 'Бронь 700001',
      branch: 'tbilisi',
      assigned: ['00000000-0000-4000-8000-000000000002'],
      deadlineMs: 1919577600000,
      checklist: {
        title: 'Выдача',
        items: [
          { title: 'Мойка', done: false },
          { title: 'Фото', done: true },
        ],
      },
      urgent: true,
    },
    { effectKey },
  )
  const [call] = await world.calls('yougile')
  expect(call).toMatchObject({ method: 'POST', path: '/tasks', effectKey })
  expect(call?.body).toEqual({
    title: 'Выдача #4001',
    description: 'Бронь 700001',
    columnId: '00000000-0000-4000-8000-000000000001',
    assigned: ['00000000-0000-4000-8000-000000000002'],
    color: 'task-red',
    deadline: { deadline: 1919577600000, withTime: true, blockedPoints: [], links: [] },
    checklists: [
      {
        title: 'Выдача',
        items: [
          { title: 'Мойка', isCompleted: false },
          { title: 'Фото', isCompleted: true },
        ],
      },
    ],
    idempotencyKey: effectKey,
  })
  expect(await read.task({ id })).toMatchObject({
    id,
    title: 'Выдача #4001',
    completed: false,
    checklists: [{ items: [{ isCompleted: false }, { isCompleted: true }] }],
  })
})

it('opens one task however often it is asked with one key, also when the answer was lost', async () => {
  const effectKey = key()
  await world.fault({ system: 'yougile', match: 'POST /tasks', dropAfter: true })
  const lost = world.tools.yougile.write.createTask({ title: 'Приёмка' }, { effectKey })
  await expect(lost).rejects.toMatchObject({ name: 'Unavailable', maybeDone: true })
  const again = await world.tools.yougile.write.createTask({ title: 'Приёмка' }, { effectKey })
  expect((await world.tools.yougile.write.createTask({ title: 'Приёмка' }, { effectKey })).id).toBe(again.id)
})

it('changes a task and nothing it was not told to', async () => {
  const { read, write } = world.tools.yougile
  const { id } = await write.createTask(
    { title: 'Выдача', checklist: { title: 'Выдача', items: [{ title: 'Мойка', done: false }] } },
    { effectKey: key() },
  )
  await write.updateTask({ id, completed: true }, { effectKey: key() })
  expect((await world.calls('yougile')).at(-1)?.body).toEqual({ completed: true })
  expect(await read.task({ id })).toMatchObject({ completed: true, checklists: [{ title: 'Выдача' }] })
})

it('comments with all three fields, escaped, and reads the comments back', async () => {
  const { read, write } = world.tools.yougile
  const { id: chatId } = await write.createTask({ title: 'Выдача' }, { effectKey: key() })
  const sinceMs = Date.now() - 1_000
  const message = await write.comment({ chatId, text: 'Пробег < 100 & топливо\nпо нулям' }, { effectKey: key() })
  expect((await world.calls('yougile')).at(-1)?.body).toEqual({
    text: 'Пробег < 100 & топливо\nпо нулям',
    textHtml: '<p>Пробег &lt; 100 &amp; топливо</p><p>по нулям</p>',
    label: '',
  })
  expect(await read.messages({ chatId, sinceMs })).toMatchObject([{ id: message.id, text: 'Пробег < 100 & топливо\nпо нулям' }])
})

it('says null for a task that is not there, and lists users', async () => {
  expect(await world.tools.yougile.read.task({ id: randomUUID() })).toBeNull()
  expect((await world.tools.yougile.read.users({})).map(({ id }) => id)).toContain('00000000-0000-4000-8000-000000000002')
})

it('tells what YouGile did not like, in its words', async () => {
  await world.fault({ system: 'yougile', status: 400, message: 'columnId must be a UUID' })
  await expect(world.tools.yougile.write.createTask({ title: 'x' })).rejects.toMatchObject({
    name: 'Refused',
    message: 'yougile createTask: 400 columnId must be a UUID',
  })
  await world.fault({ system: 'yougile', status: 401 })
  await expect(world.tools.yougile.write.createTask({ title: 'x' })).rejects.toMatchObject({
    name: 'Refused',
    message: expect.stringContaining('YOUGILE_API_KEY'),
  })
})
