// What the agent of car topics looks up before it decides.
import type { Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { Chat } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { clientAsk } from '../client-ask.ts'
import { type CarFacts, carById } from '../known-booking.ts'
import { plateIn } from '../phrases.ts'
import { intentIn } from '../understanding.ts'
import { threadOf } from '../words.ts'
import { CALLS } from './calls.ts'
import { type ClientSaid, clientKeywords } from './client.ts'
import { keywords } from './keywords.ts'

export type Heard = EventOf<'car.moved' | 'message.employee' | 'message.incoming' | 'chat.changed'>
type Change = EventOf<'chat.changed'>['payload']

export interface Said {
  text: string
  isEdited: boolean
  /** One of the intents; null when neither the supervisor nor we could tell. */
  intent: string | null
  author: string
  /** `chat:message`: the same message is the same incident. */
  id: string
  place: Place
  car: CarFacts | null
  branch: Branch | null
  /** It was written at headquarters already. */
  isAtHq: boolean
}

export type Facts =
  | { what: 'moved'; car: CarFacts; from: Branch | null; to: Branch }
  | { what: 'said'; said: Said }
  | ClientSaid
  | { what: 'chat'; change: Change; chat: Pick<Chat, 'purpose' | 'branch' | 'title'> | null }

export async function gather(event: Heard, context: GatherContext): Promise<Facts> {
  switch (event.type) {
    case 'car.moved': {
      const { car_id: id, from_branch: from, to_branch: to } = event.payload
      const row = await context.read.rental.car(id)
      return { what: 'moved', car: await carById(id, to, context), from: from ?? branchOf(row?.branch) ?? null, to }
    }
    case 'message.employee':
      return { what: 'said', said: await said(event, context) }
    case 'message.incoming':
      return clientSaid(event, context)
    case 'chat.changed':
      return { what: 'chat', change: event.payload, chat: await chatOf(event.payload, context) }
  }
}

async function clientSaid(event: EventOf<'message.incoming'>, context: GatherContext): Promise<ClientSaid> {
  const [ask, last] = await Promise.all([
    clientAsk(event, clientKeywords, context),
    context.read.rental.lastCall({ lane: event.subject, agent: 'car-topics', slots: CALLS }),
  ])
  return { ...ask, text: event.payload.text, last }
}

/** Whoever wrote to a group that migrated may have moved our row already. */
async function chatOf({ chatId, migratedTo }: Change, { read: { rental } }: GatherContext): Promise<Chat | null> {
  return (await rental.chat(chatId)) ?? (migratedTo === undefined ? null : rental.chat(migratedTo))
}

async function said({ payload }: EventOf<'message.employee'>, context: GatherContext): Promise<Said> {
  const { chatId, threadId, fromId, text } = payload
  const { rental } = context.read
  const [staff, chat, topic] = await Promise.all([
    rental.staffByTelegram(fromId),
    rental.chat(chatId),
    threadId === undefined ? null : rental.topic({ chatId, threadId }),
  ])
  const [, topicCar] = /^car:(\d+)$/.exec(topic?.subject ?? '') ?? []
  const plate = plateIn(text)
  const named = topicCar === undefined && plate !== undefined ? await rental.carByPlate(plate) : null
  const carId = topicCar === undefined ? (named?.id ?? null) : Number(topicCar)
  const own = branchOf(chat?.branch) ?? branchOf(staff?.branch)
  const car = carId === null ? null : await carById(carId, own ?? branchOf(named?.branch) ?? 'tbilisi', context)
  return {
    text,
    isEdited: payload.edited,
    intent: context.intent ?? intentIn(text, keywords) ?? null,
    author: staff?.name ?? payload.fromName ?? 'сотрудник',
    id: `${chatId}:${payload.messageId}`,
    place: threadOf(payload),
    car,
    branch: own ?? branchOf(named?.branch) ?? null,
    isAtHq: chat?.purpose === 'hq',
  }
}
