// YouGile REST API v2: tasks with idempotency keys, task chats, and the company's structure.
import { randomUUID } from 'node:crypto'
import { fields } from '../bodies.ts'
import { createLimiter, inSeconds, MINUTE_MS } from '../limits.ts'
import { routes } from '../routes.ts'
import { createShelf, type Shelf } from '../shelf.ts'
import { type Answer, type Call, type Failure, type Handler, ok, retryAfterHeader, type Surroundings, type System } from '../system.ts'
import type { World } from '../world.ts'

export const YOUGILE_KEY = 'sandbox-yougile'
const MAX_TASKS = 50_000
const MAX_MESSAGES_PER_CHAT = 1_000
const MESSAGES: Record<number, string> = { 401: 'Unauthorized', 404: 'Not found', 429: 'Too Many Requests' }

type Task = Record<string, unknown> & { id: string; title: string }
interface Message {
  id: number
  fromUserId: string
  text: string
  textHtml: string
  label: string
  reactions: Record<string, string[]>
}

interface State {
  world: World
  now: () => Date
  tasks: Shelf<string, Task>
  idByKey: Shelf<string, string>
  chats: Shelf<string, Shelf<number, Message>>
  nextMessageId(): number
}

export function createYougile({ world, now, vendorLimits }: Surroundings): System {
  const limiter = createLimiter(now)
  const state = createState(world, now)
  const table = routes({ ...taskDoors(state), ...chatDoors(state), ...structureDoors(world) })
  return {
    name: 'yougile',
    mount: '/yougile/api-v2',
    fail,
    record: ({ path, query }) => ({ path: query.size > 0 ? `${path}?${query}` : path }),
    async answer(call) {
      if (call.headers.authorization !== `Bearer ${YOUGILE_KEY}`) return fail({ status: 401 })
      const wait = vendorLimits ? limiter([{ key: 'company', calls: 50, windowMs: MINUTE_MS }]) : 0
      if (wait > 0) return fail({ status: 429, retryAfter: inSeconds(wait) })
      return (await table(call)) ?? fail({ status: 404, message: `Cannot ${call.method} ${call.path}` })
    },
  }
}

const fail = ({ status, message, retryAfter }: Failure): Answer => ({
  status,
  body: { error: message ?? MESSAGES[status] ?? 'Internal server error' },
  headers: retryAfterHeader(retryAfter),
})

function createState(world: World, now: () => Date): State {
  const tasks = createShelf<string, Task>(MAX_TASKS)
  let lastMessageId = 0
  for (const task of world.yougile.tasks) tasks.set(task.id, { ...newTask(task.id, now()), ...task })
  return {
    world,
    now,
    tasks,
    idByKey: createShelf(MAX_TASKS),
    chats: createShelf(MAX_TASKS),
    // A message's id is its time; two in one millisecond still differ.
    nextMessageId() {
      lastMessageId = Math.max(lastMessageId + 1, now().getTime())
      return lastMessageId
    },
  }
}

const newTask = (id: string, at: Date) => ({ id, timestamp: at.getTime(), createdBy: null, archived: false, completed: false, type: 'task' })

function taskDoors(state: State): Record<string, Handler> {
  const { tasks } = state
  return {
    'POST /tasks': (call) => createTask(call, state),
    'GET /tasks/:id': (_, id = '') => {
      const task = tasks.get(id)
      return task ? ok(task) : fail({ status: 404, message: 'Task not found' })
    },
    'PUT /tasks/:id': (call, id = '') => updateTask(call, id, state),
    'GET /task-list': ({ query }) => ok(paged(tasks.values().filter((task) => chosen(task, query)), query)),
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
  return assignedTo === null || (Array.isArray(task.assigned) && assignedTo.split(',').some((id) => (task.assigned as unknown[]).includes(id)))
}

function chatDoors(state: State): Record<string, Handler> {
  return {
    'POST /chats/:id/messages': (call, id = '') => postMessage(call, id, state),
    'GET /chats/:id/messages': ({ query }, id = '') => {
      if (!state.tasks.get(id)) return fail({ status: 404, message: 'Chat not found' })
      const since = Number(query.get('since') ?? 0)
      const text = query.get('text')
      const messages = state.chats.get(id)?.values() ?? []
      return ok(paged(messages.filter((message) => message.id >= since && (text === null || message.text.includes(text))), query))
    },
  }
}

/** The chat of a task has the task's id. */
function postMessage({ body }: Call, chatId: string, state: State): Answer {
  if (!state.tasks.get(chatId)) return fail({ status: 404, message: 'Chat not found' })
  const { text, textHtml, label } = fields(body)
  for (const [name, value] of Object.entries({ text, textHtml, label })) {
    if (typeof value !== 'string') return fail({ status: 400, message: `${name} must be a string` })
  }
  const id = state.nextMessageId()
  const messages = state.chats.get(chatId) ?? createShelf<number, Message>(MAX_MESSAGES_PER_CHAT)
  state.chats.set(chatId, messages)
  messages.set(id, { id, fromUserId: BOT_USER, text: String(text), textHtml: String(textHtml), label: String(label), reactions: {} })
  return { status: 201, body: { id } }
}

/** The owner of the API key. */
const BOT_USER = '00000000-0000-4000-8000-0000000000ff'

function structureDoors({ staff, yougile }: World): Record<string, Handler> {
  const users = staff.map(({ id, name, role, yougileId }) => ({
    id: yougileId,
    email: `staff${id}@example.com`,
    isAdmin: role === 'admin' || role === 'director',
    realName: name,
    status: 'offline',
    lastActivity: 0,
  }))
  const columns = yougile.columns.map(({ branch: _, ...column }) => column)
  return {
    'GET /users': ({ query }) => ok(paged(users.filter(({ email }) => !query.has('email') || email === query.get('email')), query)),
    'GET /projects': ({ query }) => ok(paged(yougile.projects, query)),
    'GET /boards': ({ query }) => ok(paged(yougile.boards.filter((b) => !query.has('projectId') || b.projectId === query.get('projectId')), query)),
    'GET /columns': ({ query }) => ok(paged(columns.filter((c) => !query.has('boardId') || c.boardId === query.get('boardId')), query)),
  }
}

function paged<T>(rows: T[], query: URLSearchParams) {
  const limit = Math.min(1_000, Number(query.get('limit')) || 50)
  const offset = Number(query.get('offset')) || 0
  const content = rows.slice(offset, offset + limit)
  return { paging: { count: content.length, limit, offset, next: offset + limit < rows.length }, content }
}
