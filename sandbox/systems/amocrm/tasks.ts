// Tasks and notes of amoCRM: made with ids, read back, completed.
import { fields } from '../../bodies.ts'
import { type Answer, type Call, type Handler, ok } from '../../system.ts'
import { collection, createRows, ENTITIES, fail, invalid, listed, pageOf, type Row, self, USER_ID } from './answers.ts'

/** More than are recommended take too long. */
const MOST_AT_ONCE = 50

export function taskDoors(now: () => Date): Record<string, Handler> {
  const tasks = createRows(8_000_000)
  return {
    'POST /tasks': ({ body }) => {
      const given = listed(body)
      if (given.length > MOST_AT_ONCE) return fail({ status: 504, message: 'Gateway Timeout' })
      const wrong = given.findIndex(
        ({ text, complete_till, entity_type }) => typeof text !== 'string' || typeof complete_till !== 'number' || !known(entity_type),
      )
      if (wrong !== -1) return invalid(wrong, typeof given[wrong]?.text === 'string' ? 'entity_type' : 'text')
      const made = given.map(({ request_id, ...task }, i) => {
        const { id } = tasks.add({ responsible_user_id: USER_ID, is_completed: false, result: {}, task_type_id: 1, ...task }, now())
        return { id, request_id: request_id ?? String(i), _links: self(`tasks/${id}`) }
      })
      return collection('tasks', made)
    },
    'GET /tasks': ({ query }) =>
      pageOf(
        'tasks',
        tasks
          .values()
          .filter((task) => filtered(task, query))
          .sort((a, b) => (query.has('order[complete_till]') ? Number(a.complete_till) - Number(b.complete_till) : 0)),
        query,
      ),
    'GET /tasks/:id': (_, id) => shown(tasks.get(Number(id))),
    'PATCH /tasks/:id': ({ body }, id) => {
      const task = tasks.get(Number(id))
      if (!task) return fail({ status: 404 })
      Object.assign(task, fields(body), { updated_at: Math.floor(now().getTime() / 1000) })
      return ok({ id: task.id, updated_at: task.updated_at, _links: self(`tasks/${task.id}`) })
    },
  }
}

const known = (entityType: unknown): boolean => entityType === undefined || ENTITIES.includes(String(entityType))
const shown = (row: Row | undefined): Answer => (row ? ok(row) : fail({ status: 404 }))

function filtered(task: Row, query: URLSearchParams): boolean {
  const ids = [...query.getAll('filter[entity_id][]'), ...query.getAll('filter[entity_id]')]
  const completed = query.get('filter[is_completed]')
  const type = query.get('filter[entity_type]')
  if (ids.length > 0 && !ids.includes(String(task.entity_id))) return false
  if (type !== null && task.entity_type !== type) return false
  if (Number(task.updated_at) < Number(query.get('filter[updated_at][from]') ?? 0)) return false
  return completed === null || task.is_completed === (completed === '1')
}

export function noteDoors(now: () => Date): Record<string, Handler> {
  const notes = createRows(9_000_000)
  const add = (type: string, { body }: Call, entityId?: string): Answer => {
    const given = listed(body)
    if (given.length > MOST_AT_ONCE) return fail({ status: 504, message: 'Gateway Timeout' })
    const unfit = given.findIndex(({ params }) => typeof fields(params).text !== 'string')
    if (unfit !== -1) return invalid(unfit, 'params.text')
    const made = given.map((note) => {
      const entity_id = entityId === undefined ? note.entity_id : Number(entityId)
      const { id } = notes.add({ ...note, entity_id, entity_type: type }, now())
      return { id, entity_id, request_id: note.request_id ?? '0', _links: self(`${type}/notes/${id}`) }
    })
    return collection('notes', made, `${type}/notes`)
  }
  const doors = ENTITIES.flatMap((type): [string, Handler][] => [
    [`POST /${type}/notes`, (call) => add(type, call)],
    [`POST /${type}/:id/notes`, (call, id) => add(type, call, id)],
    [
      `GET /${type}/:id/notes`,
      (_, id) =>
        collection(
          'notes',
          notes.values().filter((note) => note.entity_type === type && note.entity_id === Number(id)),
          `${type}/notes`,
        ),
    ],
  ])
  return Object.fromEntries(doors)
}
