// «Сделано» in reply to a card: which task that card is of, wherever it stands.
import { type EffectPayload, Place } from '../../effects/catalogue.ts'
import type { SentMessage } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { saysToTask } from './said.ts'

/** Messages that speak of one task: to its topic, its assignee, its author, those above, and whoever spoke of it. */
const CARDS: ReadonlySet<string> = new Set(['card', 'assignee', 'set', 'said', 'reminder', 'manager', 'head', 'director'])

export const isOfTask = (slot: string, text: string): boolean => CARDS.has(slot) && saysToTask(text)

type Sent = SentMessage['run']['effects'][number]

/** @returns null where the message is of no task, or of several. */
export async function taskOfMessage(message: { chatId: number; messageId: number }, { read }: GatherContext): Promise<string | null> {
  const sent = await read.rental.sentMessage(message)
  if (sent === null) return null
  const { effects } = sent.run
  const ours = effects.filter(({ agent, kind }) => agent === 'tasks' && kind === 'telegram.message')
  const here = ours.filter(({ key }) => key === sent.key)
  // Not every word has buttons, and messages to one place are sent as one: then the run speaks of one task, or nobody knows.
  const ways = [here.flatMap(shown), ours.flatMap(shown), effects.flatMap(spoken)]
  const ids = ways.map((some) => [...new Set(some)]).find((some) => some.length > 0) ?? []
  return ids.length === 1 ? (ids[0] ?? null) : null
}

const BUTTON = /^tk\|([\w-]{1,40})\|(?!make$)/

function shown({ payload }: Sent): string[] {
  const { buttons = [], place } = payload as EffectPayload<'telegram.message'>
  const named = buttons.flat().flatMap(({ data = '' }) => BUTTON.exec(data)?.[1] ?? [])
  const { data: where } = Place.safeParse(place)
  return where?.to === 'task' ? [where.id, ...named] : named
}

const spoken = ({ kind, payload }: Sent): string[] =>
  kind === 'conversation.remember'
    ? (payload as EffectPayload<'conversation.remember'>).turns.flatMap(({ about }) => about?.taskId ?? [])
    : []
