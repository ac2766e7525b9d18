// YouGile tasks: made once per idempotency key, changed by fields, listed by filters.
import { randomUUID } from 'node:crypto'
import { fields } from '../../bodies.ts'
import { type Answer, type Call, type Handler, ok } from '../../system.ts'
import type { World } from '../../world.ts'
import { fail, paged } from './answers.ts'
import { newTask, type State, type Task } from './state.ts'

export function taskDoors(state: State): Record<string, Handler> {
  const { tasks } = state
  return {
    'POST /tasks': (call) => createTask(call, state),
    'GET /tasks/:id': (_, id = '') => {
      const task = tasks.get(id)
      return task ? ok(task) : fail({ status: 404, message: 'Task not found' })
    },
    'PUT /tasks/:id': (call, id = '') => updateTask(call, id, state),
    'GET /task-list': ({ query }) =>
      ok(
        paged(
          tasks.values().filter((task) => chosen(task, query)),
          query,
        ),
      ),
  }
}

function createTask({ body }: Call, state: State): Answer {
  const { idempotencyKey, ...given } = fields(body)
  const known = typeof idempotencyKey === 'string' ? state.idByKey.get(idempotencyKey) : undefined
  if (known) return { status: 201, body: { id: known } }
  const wrong = typeof given.title === 'string' && given.title.trim() !== '' ? fault(given, state.world) : 'title should not be empty'
  if (wrong) return fail({ status: 400, message: wrong })
  const id = randomUUID()
  state.tasks.set(id, { ...newTask(id, state.now()), ...given, title: String(given.title) })
  if (typeof idempotencyKey === 'string') state.idByKey.set(idempotencyKey, id)
  return { status: 201, body: { id } }
}

function updateTask({ body }: Call, id: string, state: State): Answer {
  const task = state.tasks.get(id)
  if (!task) return fail({ status: 404, message: 'Task not found' })
  const { columnId, deadline, ...changes } = fields(body)
  const wrong = fault({ columnId, ...changes }, state.world)
  if (wrong) return fail({ status: 400, message: wrong })
  Object.assign(task, changes)
  if (columnId !== undefined) task.columnId = columnId === '-' ? undefined : columnId
  if (deadline !== undefined) task.deadline = fields(deadline).deleted === true ? undefined : deadline
  if (changes.completed !== undefined) task.completedTimestamp = changes.completed === true ? state.now().getTime() : undefined
  return ok({ id })
}

/** What is wrong with a task's references, or undefined. */
function fault({ columnId, assigned }: Record<string, unknown>, world: World): string | undefined {
  if (columnId !== undefined && columnId !== '-' && !world.yougile.columns.some(({ id }) => id === columnId)) return 'Column not found'
  if (assigned === undefined) return undefined
  if (!Array.isArray(assigned)) return 'assigned must be an array'
  return assigned.every((userId) => world.staff.some(({ yougileId }) => yougileId === userId)) ? undefined : 'User not found'
}

function chosen(task: Task, query: URLSearchParams): boolean {
  const [title, columnId, assignedTo] = [query.get('title'), query.get('columnId'), query.get('assignedTo')]
  if (task.deleted === true && query.get('includeDeleted') !== 'true') return false
  if (title !== null && !task.title.toLowerCase().includes(title.toLowerCase())) return false
  if (columnId !== null && task.columnId !== columnId) return false
  return (
    assignedTo === null || (Array.isArray(task.assigned) && assignedTo.split(',').some((id) => (task.assigned as unknown[]).includes(id)))
  )
}
