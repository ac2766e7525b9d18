// The agent of client chats: a topic per client, what the client writes in Russian, what staff answer in the client's language.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { propose } from './propose.ts'

export const clientChats = defineAgent({
  name: 'client-chats',
  title: 'Чаты с клиентами',
  code: 'cc',
  accepts: ['message.incoming', 'message.employee', 'photo.uploaded', 'callback.button', 'reminder.due', 'client.updated'],
  topics: ['client', 'lead'],
  gather,
  decide,
  propose,
})
