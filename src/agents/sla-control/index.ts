// The card of SLA control: what it takes, and its three steps.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { propose } from './propose.ts'

export const slaControl = defineAgent({
  name: 'sla-control',
  title: 'Контроль ответов',
  code: 'sl',
  accepts: ['message.incoming', 'message.sent', 'sla.due'],
  gather,
  decide,
  propose,
})
