// The card of the agent client-chats: what it takes, and its three steps.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { propose } from './propose.ts'

export const clientChats = defineAgent({
  name: 'client-chats',
  title: 'Чаты с клиентами',
  code: 'cc',
  accepts: ['message.incoming'],
  gather,
  decide,
  propose,
})
