// The staff assistant: answers questions of staff with facts from our tables and RentProg. It changes nothing.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { keywords } from './keywords.ts'
import { propose } from './propose.ts'

export const staffAssistant = defineAgent({
  name: 'staff-assistant',
  title: 'Помощник',
  code: 'sa',
  accepts: ['message.employee'],
  intents: {
    free_cars: 'какие авто свободны на названное время',
    car: 'узнать об авто: где оно, у кого, когда освободится, пробег, техосмотр, инциденты',
    client: 'узнать о клиенте по имени или телефону: брони, переписка',
    branch: 'как дела в филиале сегодня: выдачи, приемки, задачи, инциденты',
    people: 'кто где работает, кто руководитель, как связаться',
    why: 'почему бот написал то или иное сообщение, что его к этому привело',
    help: 'что умеет бот, приветствие, благодарность',
  },
  keywords,
  commands: {
    '/car': { intent: 'car', says: 'что с авто: где, у кого, что дальше' },
    '/free': { intent: 'free_cars', says: 'какие авто свободны' },
    '/client': { intent: 'client', says: 'что за клиент' },
    '/status': { intent: 'branch', says: 'как дела в филиале' },
    '/people': { intent: 'people', says: 'кто где работает' },
    '/why': { intent: 'why', says: 'почему бот так написал (ответом на его сообщение)' },
    '/help': { intent: 'help', says: 'что умеет бот' },
    '/start': { intent: 'help', says: 'начать разговор' },
  },
  gather,
  decide,
  propose,
})
