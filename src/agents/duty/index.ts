// The duty agent: the system's own health, and what nobody owns: a person is told honestly what arrived.
import { eventTypes } from '../../events/index.ts'
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { propose } from './propose.ts'

export const duty = defineAgent({
  name: 'duty',
  title: 'Дежурный',
  code: 'du',
  accepts: eventTypes,
  gather,
  decide,
  propose,
})
