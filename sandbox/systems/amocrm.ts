// amoCRM API v4, as a recorder: tasks and notes get ids and can be read back, leads look plausible.
import { createLimiter, inSeconds } from '../limits.ts'
import { routes } from '../routes.ts'
import type { Surroundings, System } from '../system.ts'
import { fail } from './amocrm/answers.ts'
import { leadDoors } from './amocrm/leads.ts'
import { noteDoors, taskDoors } from './amocrm/tasks.ts'

export const AMOCRM_TOKEN = 'sandbox-amocrm'

export function createAmocrm({ now, vendorLimits }: Surroundings): System {
  const limiter = createLimiter(now)
  const table = routes({ ...taskDoors(now), ...noteDoors(now), ...leadDoors(now) })
  return {
    name: 'amocrm',
    mount: '/amocrm/api/v4',
    fail,
    record: ({ path, query }) => ({ path: query.size > 0 ? `${path}?${query}` : path }),
    async answer(call) {
      if (call.headers.authorization !== `Bearer ${AMOCRM_TOKEN}`) return fail({ status: 401 })
      const wait = vendorLimits ? limiter([{ key: 'integration', calls: 7, windowMs: 1_000 }]) : 0
      if (wait > 0) return fail({ status: 429, retryAfter: inSeconds(wait) })
      return (await table(call)) ?? fail({ status: 404 })
    },
  }
}
