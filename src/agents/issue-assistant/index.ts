// The issue assistant: the checklist of an issue, its materials, and the report when it is posted.
import { defineAgent } from '../agent.ts'
import { CLIENT } from '../handover-client.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { keywords } from './keywords.ts'
import { propose } from './propose.ts'

export const issueAssistant = defineAgent({
  name: 'issue-assistant',
  title: 'Помощник по выдаче',
  code: 'is',
  accepts: [
    'booking.issue.planned',
    'booking.issued',
    'photo.uploaded',
    'message.employee',
    'message.incoming',
    'callback.button',
    'reminder.due',
  ],
  intents: {
    issue_materials: 'узнать, чего не хватает по выдаче: фото, пункты чек-листа',
    issue_done: 'сообщить, что пункт выдачи сделан: авто помыто, заправлено, жидкости и комплектация проверены, авто выдано',
  },
  follows: { issue_materials: ['booking'] },
  keywords,
  photosOf: 'issue',
  clientIntents: CLIENT.issue.intents,
  clientKeywords: CLIENT.issue.keywords,
  gather,
  decide,
  propose,
})
