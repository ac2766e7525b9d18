// The card of the agent of tasks: what it takes, what people call for, and its three steps.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { clientIntents, clientKeywords, commands, intents, keywords } from './keywords.ts'
import { propose } from './propose.ts'
import { reads } from './reads.ts'
import { isOfTask } from './replied.ts'
import { wishes } from './wishes.ts'

export const tasks = defineAgent({
  name: 'tasks',
  title: 'Задачи',
  code: 'tk',
  accepts: ['message.employee', 'message.incoming', 'callback.button', 'reminder.due', 'task.overdue', 'suggestion.taken'],
  intents,
  keywords,
  clientIntents,
  clientKeywords,
  commands,
  follows: { task_list: ['branch', 'day'] },
  topics: ['task'],
  answers: isOfTask,
  reads,
  wishes,
  gather,
  decide,
  propose,
})
