// Changes of tasks, of their log, and of the daily plan.
import type { Changes } from './change.ts'
import { upsert } from './upsert.ts'

export const taskChanges = {
  async 'task.upsert'({ id, set }, context) {
    await upsert('tasks', { id }, set, context)
    return { id }
  },
  async 'task.log'({ taskId, what, by, text }, { sql, clock, key }) {
    await sql.query('INSERT INTO task_log (id, task_id, what, by, text, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING', [
      key,
      taskId,
      what,
      by ?? null,
      text ?? null,
      clock.now(),
    ])
    return {}
  },
  async 'plan.upsert'({ branch, day, messages, shown }, context) {
    await upsert('daily_plans', { branch, day }, { messages, shown }, context)
    return {}
  },
} as const satisfies Changes
