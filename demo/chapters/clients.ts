// Clients write in their messengers; Umnico tells of it, and of the answers that were given there.
import type { Fleet } from '../fleet.ts'
import { comesDue, type Line, posted } from '../line.ts'

const ASKS = 'a client asks where the car is'

export function clients(fleet: Fleet): Line[] {
  const leadId = fleet.fresh()
  const message = (incoming: boolean, text: string) => ({
    messageId: `msg-demo-${fleet.fresh()}`,
    datetime: fleet.now.getTime(),
    incoming,
    message: { text, attachments: [] },
    sender: incoming ? { id: 300001, customerId: 200001, login: '995000000000', type: 'whatsapp2' } : { id: 15 },
    source: { id: '10001', realId: 255, saId: 88, type: 'message' },
    sa: { id: 88, type: 'whatsapp2', login: '995000000001' },
  })
  const told = (type: string, more: object) => ({ type, accountId: 5001, leadId, ...more })
  return [
    posted(
      ASKS,
      'umnico',
      'message.incoming',
      told('message.incoming', { isNewLead: true, isNewCustomer: false, message: message(true, 'Здравствуйте, где забрать машину?') }),
      {
        outcome: 'accepted',
        becomes: {
          type: 'message.incoming',
          agents: ['client-chats', 'sla-control', 'issue-assistant'],
          effects: ['telegram.message', 'conversation.upsert', 'event.defer'],
        },
      },
    ),
    comesDue('nobody answers for a while', ASKS, undefined, { type: 'sla.due', agents: ['sla-control'], effects: [] }),
    posted(
      'a colleague answers in Umnico',
      'umnico',
      'message.outgoing',
      told('message.outgoing', { message: message(false, 'Добрый день! Аэропорт Батуми, зал прилёта.') }),
      { outcome: 'accepted', becomes: { type: 'message.sent', effects: [], silent: true } },
    ),
    posted(
      'and moves the conversation on',
      'umnico',
      'lead.changed.status',
      told('lead.changed.status', { lead: { id: leadId, statusId: 2, amount: 0 } }),
      { outcome: 'ignored' },
    ),
  ]
}
