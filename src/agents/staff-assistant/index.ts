// The staff assistant: answers questions of staff with facts from our tables and RentProg. It changes nothing itself.
import { defineAgent } from '../agent.ts'
import { commands } from './commands.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { keywords } from './keywords.ts'
import { propose } from './propose.ts'
import { reads } from './reads.ts'

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
    more: 'короткое продолжение разговора: а завтра, а в другом филиале',
    forget: 'забыть, о чём говорили',
    why: 'почему бот написал то или иное сообщение, из-за чего',
    help: 'что умеет бот, приветствие, благодарность',
  },
  keywords,
  follows: { car: ['car', 'day'], free_cars: ['day', 'branch'], branch: ['day', 'branch'], people: ['branch'] },
  folds: true,
  commands,
  reads,
  gather,
  decide,
  propose,
})
