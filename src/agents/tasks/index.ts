// The card of the agent tasks: what it takes, and its three steps.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { propose } from './propose.ts'

export const tasks = defineAgent({
  name: 'tasks',
  title: 'Задачи',
  code: 'tk',
  accepts: ['task.overdue'],
  gather,
  decide,
  propose,
})
