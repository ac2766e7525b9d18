// A whole orchestrator in which somebody can want things that need a word: the agents that want them, and people who press.
import type { Update, User } from 'grammy/types'
import { agents } from '../../src/agents/index.ts'
import { bookingNumbersIn } from '../../src/agents/phrases.ts'
import { PRESS } from '../../src/agents/words.ts'
import type { Overrides } from '../../src/app.ts'
import type { Proposal } from '../../src/effects/catalogue.ts'
import { Unavailable } from '../../src/errors.ts'
import { createGraph } from '../../src/graph/index.ts'
import type { AnyAgent } from '../../src/graph/nodes/agent.ts'
import { byRules } from '../../src/graph/nodes/rules.ts'
import { answersTo, botCalls, post } from './telegram-door.ts'
import { presses } from './telegram-updates.ts'
import type { World } from './world.ts'

export const EMPLOYEE = 100000001
export const MANAGER = 100000002
export const OTHER_MANAGER = 100000013
export const HEAD = 100000041
export const DIRECTOR = 100000042
export const ADMIN = 100000043

/** What is said of a booking is said of this one. */
export const BOOKING = 700001

interface Wish {
  eventId: string
  bookingId: number | undefined
  sums: number[]
}

/** Wants a payment link per number in the text, each followed by a message with its address. */
const wisher = (name: 'payments' | 'tasks', more: number, fails: () => boolean): AnyAgent => ({
  name,
  title: name === 'payments' ? 'Платежи' : 'Задачи',
  accepts: ['message.employee', 'booking.updated'],
  gather: async (given: never): Promise<Wish> => {
    const event = given as { id: string; payload: { text?: string; fields?: { text?: string } } }
    if (fails()) throw new Unavailable('not now')
    const text = event.payload.text ?? event.payload.fields?.text ?? ''
    return {
      eventId: event.id,
      bookingId: text.includes('both') || text.includes('по брони') ? BOOKING : undefined,
      sums: bookingNumbersIn(text).map((sum) => sum + more),
    }
  },
  decide: (facts: never) => ({ ...(facts as Wish), summary: 'Клиент просит ссылку на доплату.' }),
  propose: (decision: never, { key }) => {
    const { eventId, bookingId, sums } = decision as Wish
    return sums.flatMap((sum): Proposal[] => {
      const linkId = `${eventId.slice(-8)}-${name}-${sum}`
      const link = { amountMinor: sum * 100, currency: 'gel', description: 'доплата', bookingId }
      return [
        {
          kind: 'link.upsert',
          slot: `${sum}`,
          payload: { id: linkId, set: { ...link, status: 'requested', createdAt: '2030-11-05T08:00:00Z' } },
        },
        { kind: 'stripe.link', slot: `${sum}`, payload: { linkId, ...link } },
        {
          kind: 'telegram.message',
          slot: `${sum}`,
          payload: { place: { to: 'branch', branch: 'batumi' }, html: 'Ссылка на {{sum}}: {{url}}', from: key('stripe.link', `${sum}`) },
        },
      ]
    })
  },
})

/** The shipped agents, but for two; `both` in the text makes the two want different things. */
export function wishing(sick: () => boolean = () => false): NonNullable<Overrides['graph']> {
  const wishers = [wisher('payments', 0, sick), wisher('tasks', 1, () => false)]
  return (stock) =>
    createGraph({
      ...stock,
      agents: [...agents.filter(({ name }) => name !== 'payments' && name !== 'tasks'), ...wishers] as unknown as AnyAgent[],
      rules: (event, where) => {
        if (where.repliesTo.length > 0) return byRules(event, where)
        if (event.type !== 'message.employee' && event.type !== 'booking.updated') return byRules(event)
        const text = JSON.stringify(event.payload)
        return { agents: text.includes('both') ? ['payments', 'tasks'] : ['payments'], mode: 'parallel', by: 'rules', reason: 'test' }
      },
    })
}

export interface Card {
  chatId: number
  messageId: number
  text: string
  /** Data of the buttons, by what they say. */
  buttons: Record<string, string>
}

/** A card as it stands now: the last edit of it, else as it was sent. */
export async function cardNow(world: World, { chatId, messageId }: Pick<Card, 'chatId' | 'messageId'>): Promise<Card> {
  const edit = (await botCalls(world)).findLast(
    ({ path, body }) => path === '/editMessageText' && body.message_id === messageId && body.chat_id === chatId,
  )?.body
  const rows = (edit?.reply_markup as { inline_keyboard: { text: string; callback_data: string }[][] } | undefined)?.inline_keyboard ?? []
  const buttons = Object.fromEntries(rows.flat().map(({ text, callback_data }) => [text, callback_data]))
  return { chatId, messageId, text: String(edit?.text ?? ''), buttons }
}

/** The cards that ask, newest last; the sandbox says which message each became. */
export async function cardsIn(world: Pick<World, 'calls' | 'app'>): Promise<Card[]> {
  const rows = await world.app.db.prisma.effect.findMany({
    where: { agent: 'approvals', kind: 'telegram.message', status: 'sent', slot: { startsWith: 'card-' } },
    orderBy: { seq: 'asc' },
  })
  return rows.map(({ payload, receipt }) => {
    const { html, buttons } = payload as { html: string; buttons: { text: string; data: string }[][] }
    const { chatId, messageIds } = receipt as { chatId: number; messageIds: number[] }
    return {
      chatId,
      messageId: messageIds[0] ?? 0,
      text: html,
      buttons: Object.fromEntries(buttons.flat().map(({ text, data }) => [text, data])),
    }
  })
}

let nextQuery = 1
/** Somebody's finger on a button of a card. */
export function pressOf(card: Pick<Card, 'chatId' | 'messageId'>, data: string, by: number): { update: Update; queryId: string } {
  const queryId = `finger-${nextQuery++}`
  const from: User = { id: by, is_bot: false, first_name: 'Кто-то' }
  const update = presses(data, { from, id: queryId, message: card.messageId })
  const message = update.callback_query?.message
  if (message)
    message.chat =
      card.chatId > 0 ? { id: card.chatId, type: 'private', first_name: 'x' } : { id: card.chatId, type: 'supergroup', title: 'x' }
  return { update, queryId }
}

/** Presses and waits. @returns what the finger was told, and the event it became. */
export async function press(world: World, card: Pick<Card, 'chatId' | 'messageId'>, data: string, by: number) {
  const { update, queryId } = pressOf(card, data, by)
  const { body } = await post(world, update)
  await world.app.drain()
  const event = await world.event(body.events[0] as string)
  const answers = await answersTo(world, queryId)
  // Where this machine itself is slow, the finger hears that first, and then what came of it.
  const late = (await world.calls('telegram')).filter(
    ({ effectKey }) => effectKey?.startsWith(event.id) && effectKey.endsWith(':late-answer'),
  )
  return { told: answers[0] === PRESS.slow ? late.map(({ body: { text } }) => String(text)) : answers, event }
}
