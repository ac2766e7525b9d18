// The return assistant: the checklist of a return, its materials, and the report when it is posted.
import { defineAgent } from '../agent.ts'
import { CLIENT } from '../handover-client.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { keywords } from './keywords.ts'
import { propose } from './propose.ts'

export const returnAssistant = defineAgent({
  name: 'return-assistant',
  title: 'Помощник по приемке',
  code: 'rt',
  accepts: [
    'booking.return.planned',
    'booking.returned',
    'photo.uploaded',
    'message.employee',
    'message.incoming',
    'callback.button',
    'reminder.due',
  ],
  intents: {
    return_materials: 'узнать, чего не хватает по приемке: фото, пункты чек-листа, проверка штрафов',
    return_done: 'сообщить, что пункт приемки сделан: авто принято, жидкости и комплектация проверены, штрафы проверены',
  },
  follows: { return_materials: ['booking'] },
  keywords,
  photosOf: 'return',
  clientIntents: CLIENT.return.intents,
  clientKeywords: CLIENT.return.keywords,
  gather,
  decide,
  propose,
})
