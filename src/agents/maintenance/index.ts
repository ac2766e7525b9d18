// The agent of service and state inspection: cars are looked after in time, and only while nobody has booked them.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { keywords } from './keywords.ts'
import { propose } from './propose.ts'
import { reads } from './reads.ts'

export const maintenance = defineAgent({
  name: 'maintenance',
  title: 'Обслуживание и техосмотр',
  code: 'mt',
  accepts: [
    'car.updated',
    'car.moved',
    'check.to',
    'inspection.checked',
    'browser.result',
    'reminder.due',
    'callback.button',
    'message.employee',
  ],
  follows: { care_status: ['car', 'branch'] },
  commands: { '/service': { intent: 'care_status', says: 'обслуживание и техосмотр авто' } },
  intents: {
    service_done: 'сообщить, что авто обслужили (масло, ТО): номер, пробег, дата',
    care_status: 'узнать, когда авто пора на обслуживание или техосмотр',
  },
  keywords,
  reads,
  gather,
  decide,
  propose,
})
