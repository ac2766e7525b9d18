// The decisions of the agent of car topics as effects.
import type { Proposal } from '../../effects/catalogue.ts'
import { proposeNote } from '../client-ask.ts'
import type { Decision } from './decide.ts'
import { arrivedText, chatText, forwardText, movedText, thanksText, topicName, whichCarText } from './words.ts'

type Doing<D extends Decision['do']> = Extract<Decision, { do: D }>

export function propose(decision: Decision): Proposal[] {
  switch (decision.do) {
    case 'nothing':
      return []
    case 'note':
      return [proposeNote(decision)]
    case 'call': {
      const { kind, place, html, note } = decision
      const call: Proposal = { kind: 'telegram.message', slot: kind, payload: { place, html, urgent: true } }
      return note === null ? [call] : [proposeNote(note), call]
    }
    case 'add-to-call':
      return [{ kind: 'telegram.edit', slot: 'call', payload: { message: decision.message, html: decision.html } }]
    case 'move':
      return moving(decision)
    case 'forward':
      return forwarding(decision)
    case 'ask-which-car':
      return [{ kind: 'telegram.message', slot: 'answer', payload: { place: decision.said.place, html: whichCarText(decision.said) } }]
    case 'report-chat': {
      const payload = {
        place: { to: 'chat', purpose: decision.to } as const,
        html: chatText(decision.change),
        urgent: decision.isTrouble || undefined,
      }
      return [...following(decision.change), { kind: 'telegram.message', slot: 'chat', payload }]
    }
  }
}

/** What is said in the old chat from now on arrives in the new one. */
const following = ({ change, chatId, migratedTo }: Doing<'report-chat'>['change']): Proposal[] =>
  change === 'migrated' && migratedTo !== null ? [{ kind: 'chat.move', payload: { from: chatId, to: migratedTo } }] : []

function moving({ car, from, to }: Doing<'move'>): Proposal[] {
  const name = topicName(car)
  const there = { to: 'car', carId: car.id, branch: to } as const
  const closing: Proposal[] =
    from === null
      ? []
      : [{ kind: 'telegram.topic', slot: 'close', payload: { action: 'close', place: { to: 'car', carId: car.id, branch: from }, name } }]
  return [
    { kind: 'car.upsert', payload: { id: car.id, set: { ...car.unsaved, branch: to } } },
    ...closing,
    { kind: 'telegram.topic', slot: 'open', payload: { action: 'open', place: there, name } },
    { kind: 'telegram.message', slot: 'arrived', payload: { place: there, html: arrivedText(car, from) } },
    { kind: 'telegram.message', slot: 'hq', payload: { place: { to: 'hq-car', carId: car.id }, html: movedText(car, from, to) } },
  ]
}

function forwarding({ said, incident, toHq }: Doing<'forward'>): Proposal[] {
  const { car, branch, id, text, author } = said
  const opened: Proposal[] =
    incident === null
      ? []
      : [
          {
            kind: 'incident.open',
            payload: {
              id: `telegram:${id}`,
              kind: incident,
              branch: branch ?? undefined,
              carId: car.id,
              summary: `${author}: ${text}`.slice(0, 1000),
            },
          },
        ]
  const forwarded: Proposal[] = toHq
    ? [{ kind: 'telegram.message', slot: 'hq', payload: { place: { to: 'hq-car', carId: car.id }, html: forwardText(said) } }]
    : []
  return [
    ...opened,
    ...forwarded,
    { kind: 'telegram.message', slot: 'answer', payload: { place: said.place, html: thanksText(said, incident !== null) } },
  ]
}
