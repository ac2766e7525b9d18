// The card of the agent staff-assistant: what it takes, and its three steps.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { propose } from './propose.ts'

export const staffAssistant = defineAgent({
  name: 'staff-assistant',
  title: 'Помощник',
  code: 'sa',
  accepts: ['message.employee'],
  gather,
  decide,
  propose,
})
