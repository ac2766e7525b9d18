// The tasks, plans and people of a world under test, as lists.

import type { TaskReads } from '../../../src/tools/rental/tasks.ts'
import type { DailyPlan, Rental, Said, Staff, TaskWithLog } from '../../../src/tools/rental.ts'

export interface TaskRows {
  tasks?: TaskWithLog[]
  plans?: DailyPlan[]
  /** Messages that came in earlier. */
  said?: Said[]
}

export function tasksOf(
  { tasks = [], plans = [], said = [] }: TaskRows,
  { staff = [] }: { staff?: Staff[] },
): Pick<Rental, keyof TaskReads> {
  const isOpen = ({ status }: TaskWithLog) => status !== 'done' && status !== 'cancelled'
  return {
    task: async (id) => tasks.find((row) => row.id === id) ?? null,
    openTasks: async (query) => {
      const wanted = Object.entries(query).filter(([, value]) => value !== undefined)
      return tasks.filter((row) => isOpen(row) && wanted.every(([column, value]) => row[column as keyof TaskWithLog] === value))
    },
    said: async (id) => said.find((row) => row.id === id) ?? null,
    dailyPlan: async ({ branch, day }) => plans.find((row) => row.branch === branch && row.day.toISOString().slice(0, 10) === day) ?? null,
    staffOf: async ({ branch }) => staff.filter((row) => row.active && (branch === undefined || row.branch === branch)),
    staffNamed: async (word) => staff.filter((row) => row.active && row.name.toLowerCase().includes(word.toLowerCase())),
  }
}
