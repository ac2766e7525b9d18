// YouGile REST API v2: tasks with idempotency keys, task chats, and the company's structure.
import { createLimiter, inSeconds, MINUTE_MS } from '../limits.ts'
import { routes } from '../routes.ts'
import { type Handler, ok, type Surroundings, type System } from '../system.ts'
import type { World } from '../world.ts'
import { fail, paged } from './yougile/answers.ts'
import { chatDoors } from './yougile/chats.ts'
import { createState } from './yougile/state.ts'
import { taskDoors } from './yougile/tasks.ts'

export const YOUGILE_KEY = 'sandbox-yougile'

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
    'GET /users': ({ query }) =>
      ok(
        paged(
          users.filter(({ email }) => !query.has('email') || email === query.get('email')),
          query,
        ),
      ),
    'GET /projects': ({ query }) => ok(paged(yougile.projects, query)),
    'GET /boards': ({ query }) =>
      ok(
        paged(
          yougile.boards.filter((b) => !query.has('projectId') || b.projectId === query.get('projectId')),
          query,
        ),
      ),
    'GET /columns': ({ query }) =>
      ok(
        paged(
          columns.filter((c) => !query.has('boardId') || c.boardId === query.get('boardId')),
          query,
        ),
      ),
  }
}
