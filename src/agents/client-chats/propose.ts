// The decisions of the agent of client chats as effects.
import type { Place, Proposal } from '../../effects/catalogue.ts'
import type { ProposeContext } from '../agent.ts'
import { leadRef } from '../conversation.ts'
import type { Decision } from './decide.ts'

export function propose(decision: Decision, { key }: ProposeContext): Proposal[] {
  const { place, client, cards, replies, edits, answer } = decision
  const posted = cards.find((card) => card.key === null)
  const cardKey = posted && key('telegram.message', 'card')
  return [
    ...(answer === null ? [] : [answering(answer)]),
    ...(client === null ? [] : [{ kind: 'client.upsert', payload: client } as const]),
    ...decision.saves.map(
      ({ leadId, set }): Proposal => ({
        kind: 'conversation.upsert',
        slot: leadRef(leadId),
        payload: { leadId, set: leadId === posted?.leadId ? { ...set, cardKey } : set },
      }),
    ),
    ...replies.map(({ slot, ...payload }): Proposal => ({ kind: 'umnico.reply', slot, payload })),
    ...decision.renames.map(
      (place): Proposal => ({
        kind: 'telegram.topic',
        slot: `name-${place.topic}`,
        payload: { action: 'rename', place, name: place.name },
      }),
    ),
    ...(place === null ? [] : inTopic(decision, place, key)),
    ...edits.map((payload): Proposal => ({ kind: 'telegram.edit', slot: 'ask', payload })),
    ...timer(decision.session),
  ]
}

function inTopic({ topic, cards, notes, replies, confirm }: Decision, place: Place, key: ProposeContext['key']): Proposal[] {
  const posted = cards.find((card) => card.key === null)
  const sent = replies.at(-1)
  return [
    ...(topic?.action === 'open' ? [{ kind: 'telegram.topic', slot: 'topic', payload: { ...topic, place } } as const] : []),
    ...(posted === undefined ? [] : posting(posted, place, key)),
    ...cards.flatMap(({ leadId, key: message, html, buttons }): Proposal[] =>
      message === null ? [] : [{ kind: 'telegram.edit', slot: `card-${leadRef(leadId)}`, payload: { message, html, buttons } }],
    ),
    ...notes.map(
      ({ slot, html, buttons }): Proposal => ({
        kind: 'telegram.message',
        slot,
        payload: { place, html, buttons },
        // Never one message with the card: it is pinned, and replies to the client's words must be told from replies to the card.
        ...(posted && { after: key('telegram.message', 'card') }),
      }),
    ),
    ...(confirm === null || sent === undefined ? [] : [confirming(confirm, place, key('umnico.reply', sent.slot))]),
    ...(topic?.action === 'close' ? [{ kind: 'telegram.topic', slot: 'topic', payload: { ...topic, place } } as const] : []),
  ]
}

const posting = ({ html, buttons }: Decision['cards'][number], place: Place, key: ProposeContext['key']): Proposal[] => [
  {
    kind: 'telegram.message',
    slot: 'card',
    payload: { place, html, buttons },
  },
  { kind: 'telegram.pin', slot: 'card', payload: { message: key('telegram.message', 'card') } },
]

/** `from`: a reply that never arrived is not confirmed. */
const confirming = ({ html, instead }: NonNullable<Decision['confirm']>, place: Place, from: string): Proposal =>
  instead === undefined
    ? { kind: 'telegram.message', slot: 'sent', payload: { place, html, from } }
    : { kind: 'telegram.edit', slot: 'sent', payload: { message: instead, html, from }, after: from }

const answering = ({ queryId, text, alert }: NonNullable<Decision['answer']>): Proposal => ({
  kind: 'telegram.answer',
  payload: { callbackQueryId: queryId, text: text.slice(0, 200), alert },
})

function timer(session: Decision['session']): Proposal[] {
  if (session === null) return []
  const { leadId, until } = session
  const subject = `chat:umnico:${leadId}`
  if (until === null)
    return [{ kind: 'event.withdraw', payload: { type: 'reminder.due', subject, timerSlot: 'session', reason: 'диалог закрыли' } }]
  const payload = { subject, stage: 'session', ref: leadId }
  return [{ kind: 'event.defer', payload: { type: 'reminder.due', payload, notBefore: until.toISOString(), timerSlot: 'session' } }]
}
