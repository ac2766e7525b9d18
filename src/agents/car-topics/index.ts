// The agent of car topics: they follow the car between branches, and what matters in them reaches headquarters.
import { defineAgent } from '../agent.ts'
import { clientIntents, clientKeywords } from './client.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { keywords } from './keywords.ts'
import { propose } from './propose.ts'

export const carTopics = defineAgent({
  name: 'car-topics',
  title: 'Темы авто',
  code: 'ct',
  accepts: ['car.moved', 'message.employee', 'message.incoming', 'chat.changed'],
  intents: {
    breakdown: 'авто сломалось или ведёт себя странно: горит чек, стук, не заводится, прокол',
    incident: 'ДТП, повреждение, угон, полиция',
    repair_receipt: 'чек, квитанция или накладная за ремонт, мойку, запчасти',
    client_problem: 'жалоба или проблема клиента с этим авто',
  },
  keywords,
  clientIntents,
  clientKeywords,
  critical: ['incident', 'breakdown', 'client_trouble'],
  otherwise: ['client_help'],
  gather,
  decide,
  propose,
})
