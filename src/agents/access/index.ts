// The card of the agent access: staff bring colleagues to the bot by a one-time code, and detach accounts. The code itself is taken in src/linking.ts.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { keywords } from './keywords.ts'
import { propose } from './propose.ts'

export const access = defineAgent({
  name: 'access',
  title: 'Доступ',
  code: 'ac',
  accepts: ['message.employee'],
  commands: {
    '/invite': { intent: 'invite', says: 'подключить сотрудника к боту: код на один раз' },
    '/unlink': { intent: 'unlink', says: 'отсоединить Telegram сотрудника' },
    '/link': { intent: 'link', says: 'подключиться по коду' },
  },
  intents: {
    invite: 'подключить сотрудника к боту: получить для него код',
    unlink: 'отсоединить Telegram-аккаунт сотрудника',
    link: 'подключиться самому по коду',
  },
  keywords,
  gather,
  decide,
  propose,
})
