// YouGile REST API v2 as the sandbox speaks it.
import { describe, expect, it } from 'vitest'
import { YOUGILE_KEY } from '../../sandbox/systems/yougile.ts'
import { bearer, sandboxForThisFile } from './harness.ts'

const { ask: raw } = sandboxForThisFile()
const ask = <T = unknown>(path: string, asked = {}) => raw<T>(`/yougile/api-v2${path}`, { headers: bearer(YOUGILE_KEY), ...asked })
const COLUMN = '00000000-0000-4000-8000-000100000001'
const DONE = '00000000-0000-4000-8000-000100020001'
const USER = '00000000-0000-4000-8000-000000000002'

const create = async (body: Record<string, unknown>) => (await ask<{ id: string }>('/tasks', { body })).body.id
interface Page<T> {
  paging: { count: number; limit: number; offset: number; next: boolean }
  content: T[]
}

describe('tasks', () => {
  it('are made once per idempotency key', async () => {
    const body = { title: 'Выдача #4001', columnId: COLUMN, assigned: [USER], idempotencyKey: 'event:agent:yougile.task:main' }
    const first = await ask<{ id: string }>('/tasks', { body })
    const again = await ask<{ id: string }>('/tasks', { body: { ...body, title: 'Другое имя' } })
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.body).toEqual(first.body)
    const { body: task } = await ask(`/tasks/${first.body.id}`)
    expect(task).toMatchObject({ id: first.body.id, title: 'Выдача #4001', assigned: [USER], completed: false, type: 'task' })
    expect(task).not.toHaveProperty('idempotencyKey')
  })

  it('are changed by what is named, the checklist as a whole', async () => {
    const id = await create({
      title: 'Приемка',
      columnId: COLUMN,
      deadline: { deadline: 1, blockedPoints: [], links: [] },
      checklists: [{ title: 'a', items: [] }],
    })
    const checklists = [{ title: 'Приемка', items: [{ title: 'Фото', isCompleted: true }] }]
    const changes = { completed: true, columnId: DONE, checklists, deadline: { deleted: true, blockedPoints: [], links: [] } }
    expect((await ask(`/tasks/${id}`, { method: 'PUT', body: changes })).body).toEqual({ id })
    const { body } = await ask<Record<string, unknown>>(`/tasks/${id}`)
    expect(body).toMatchObject({ title: 'Приемка', completed: true, columnId: DONE, checklists, completedTimestamp: expect.any(Number) })
    expect(body.deadline).toBeUndefined()
    await ask(`/tasks/${id}`, { method: 'PUT', body: { columnId: '-' } })
    expect((await ask<Record<string, unknown>>(`/tasks/${id}`)).body.columnId).toBeUndefined()
  })

  it('are listed by title, column and person, in pages, without the deleted', async () => {
    const ids = [
      await create({ title: 'Поиск один', columnId: DONE }),
      await create({ title: 'Поиск два', assigned: [USER] }),
      await create({ title: 'Поиск три' }),
    ]
    const found = async (query: string) => (await ask<Page<{ id: string }>>(`/task-list?title=Поиск${query}`)).body
    expect((await found('')).content.map(({ id }) => id)).toEqual(ids)
    expect(await found('&limit=2')).toMatchObject({ paging: { count: 2, limit: 2, offset: 0, next: true } })
    expect((await found('&limit=2&offset=2')).paging).toEqual({ count: 1, limit: 2, offset: 2, next: false })
    expect((await found(`&columnId=${DONE}`)).content).toHaveLength(1)
    expect((await found(`&assignedTo=${USER}`)).content.map(({ id }) => id)).toEqual([ids[1]])
    await ask(`/tasks/${ids[0]}`, { method: 'PUT', body: { deleted: true } })
    expect((await found('')).content).toHaveLength(2)
    expect((await found('&includeDeleted=true')).content).toHaveLength(3)
  })

  it('are refused with one sentence', async () => {
    expect(await ask('/tasks', { body: {} })).toMatchObject({ status: 400, body: { error: 'title should not be empty' } })
    expect(await ask('/tasks', { body: { title: 'x', columnId: USER } })).toMatchObject({
      status: 400,
      body: { error: 'Column not found' },
    })
    expect(await ask('/tasks', { body: { title: 'x', assigned: [COLUMN] } })).toMatchObject({
      status: 400,
      body: { error: 'User not found' },
    })
    expect(await ask('/tasks/none')).toMatchObject({ status: 404, body: { error: 'Task not found' } })
    expect(await ask('/tasks', { body: { title: 'x' }, headers: bearer('other') })).toMatchObject({
      status: 401,
      body: { error: 'Unauthorized' },
    })
  })
})

describe('chats of tasks', () => {
  it('keep messages under growing numbers, readable since one of them', async () => {
    const id = await create({ title: 'С разговором' })
    const say = async (text: string) =>
      (await ask<{ id: number }>(`/chats/${id}/messages`, { body: { text, textHtml: `<p>${text}</p>`, label: '' } })).body.id
    const [first, second] = [await say('Раз'), await say('Два')]
    expect(second).toBeGreaterThan(first)
    const all = (await ask<Page<{ id: number; text: string }>>(`/chats/${id}/messages`)).body
    expect(all.content.map(({ text }) => text)).toEqual(['Раз', 'Два'])
    expect((await ask<Page<{ id: number }>>(`/chats/${id}/messages?since=${second}`)).body.content.map((m) => m.id)).toEqual([second])
    expect((await ask<Page<{ id: number }>>(`/chats/${id}/messages?limit=1`)).body.paging.next).toBe(true)
  })

  it('need text, textHtml and label', async () => {
    const id = await create({ title: 'Строгая' })
    expect(await ask(`/chats/${id}/messages`, { body: { text: 'a', label: '' } })).toMatchObject({
      status: 400,
      body: { error: 'textHtml must be a string' },
    })
    expect((await ask('/chats/none/messages', { body: { text: 'a', textHtml: 'a', label: '' } })).status).toBe(404)
  })
})

describe('structure', () => {
  it('has a board per branch, columns on it, and the staff', async () => {
    const boards = (await ask<Page<{ id: string; title: string }>>('/boards')).body.content
    expect(boards.map(({ title }) => title)).toEqual(['Тбилиси', 'Батуми', 'Кутаиси', 'Сервисный центр'])
    const columns = (await ask<Page<{ id: string; title: string }>>(`/columns?boardId=${boards[1]?.id}`)).body.content
    expect(columns.map(({ id, title }) => [id, title])).toEqual([
      [COLUMN, 'Новые'],
      ['00000000-0000-4000-8000-000100010001', 'В работе'],
      [DONE, 'Готово'],
    ])
    expect(columns[0]).not.toHaveProperty('branch')
    expect((await ask<Page<unknown>>('/projects')).body.content).toHaveLength(1)
    expect((await ask<Page<unknown>>('/users?email=staff90001@example.com')).body.content).toMatchObject([
      { id: USER, realName: 'Тест Сотрудник' },
    ])
  })
})
