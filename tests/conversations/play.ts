// Plays conversations at Telegram's door and writes down what stands in the chats afterwards; the turns take the replicas' doors in turn.
import { expect } from 'vitest'
import { answersTo, botCalls, post } from '../support/telegram-door.ts'
import { FORUM, presses, privateChat, says, sendsPhoto, updateId } from '../support/telegram-updates.ts'
import type { World } from '../support/world.ts'
import { type Conversation, PEOPLE, type Person, TOPIC, type Turn } from './script.ts'

interface Message {
  message_id: number
  message_thread_id?: number
  text?: string
  caption?: string
  media_group_id?: string
  reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] }
}

/** A message as it stands after a turn; or, above everything, what the finger was told. */
export interface Said {
  where: string
  how: 'new' | 'edited' | 'over the chat'
  text: string
  buttons: string[][]
}

const fromOf = (who: Person) => ({ id: PEOPLE[who].id, is_bot: false as const, first_name: PEOPLE[who].name })
const placeOf = ({ who, in: where }: { who: Person; in?: 'topic' }) =>
  where === 'topic'
    ? { chat: FORUM, message_thread_id: TOPIC.threadId, is_topic_message: true as const }
    : { chat: privateChat(fromOf(who)) }

/** What differs from run to run. */
const settled = (text: string): string =>
  text.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>').replaceAll(/https?:\/\/[^\s)]+/g, '<link>')

export function player(world: World) {
  const stood = new Map<string, string>()
  const fingers = new Map<string, { chatId: number; messageId: number; data: string }>()
  const lastSaid = new Map<Person, object>()
  const newest = new Map<number, number>()
  let turns = 0
  let seen = 0

  const ask = async <T>(what: string) => (await (await fetch(`${world.sandbox.url}/_telegram/${what}`)).json()) as T
  async function nameOf(chatId: number, threadId?: number): Promise<string> {
    const person = Object.values(PEOPLE).find(({ id }) => id === chatId)
    if (person) return `${person.name}, in private`
    const title = world.sandbox.world.chats.find(({ id }) => id === chatId)?.title ?? `${chatId}`
    if (threadId === undefined) return title
    const topics = await ask<{ message_thread_id: number; name: string }[]>(`topics?chat=${chatId}`)
    return `${title}, topic «${topics.find((topic) => topic.message_thread_id === threadId)?.name}»`
  }

  /** What is new or changed where the bot did something since the last look. */
  async function changes(): Promise<Said[]> {
    const calls = await botCalls(world)
    const wrote = calls.slice(seen).filter(({ path }) => /^\/(send|edit)/.test(path))
    const touched = [...new Set(wrote.map(({ body }) => Number(body.chat_id)))]
    seen = calls.length
    const said: Said[] = []
    for (const chatId of touched) {
      for (const message of await ask<Message[]>(`messages?chat=${chatId}`)) {
        const key = `${chatId}/${message.message_id}`
        const rows = message.reply_markup?.inline_keyboard ?? []
        const text = message.text ?? message.caption ?? '(a photo)'
        const now = JSON.stringify([text, rows])
        if (stood.get(key) === now) continue
        const how = stood.has(key) ? 'edited' : 'new'
        stood.set(key, now)
        newest.set(chatId, Math.max(newest.get(chatId) ?? 0, message.message_id))
        for (const { text: label, callback_data: data } of rows.flat()) fingers.set(label, { chatId, messageId: message.message_id, data })
        const buttons = rows.map((row) => row.map(({ text: label }) => label))
        said.push({ where: await nameOf(chatId, message.message_thread_id), how, text: settled(text), buttons })
      }
    }
    // What two lanes say meanwhile comes in any order.
    return said.sort((a, b) => (`${a.where} ${a.text}` < `${b.where} ${b.text}` ? -1 : 1))
  }

  const script = (line: object) =>
    fetch(`${world.sandbox.url}/_model`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(line) })

  async function tell(...updates: Parameters<typeof post>[1][]): Promise<void> {
    const app = world.apps[turns++ % world.apps.length]
    if (app === undefined) throw new Error('nobody is at home')
    for (const update of updates) expect((await post({ app }, update)).status).toBe(200)
  }

  async function play(turn: Turn): Promise<Said[]> {
    if ('passes' in turn) {
      world.clock.advance(turn.passes)
      await world.drain()
      return changes()
    }
    if ('presses' in turn) {
      const finger = [...fingers].reverse().find(([label]) => label.startsWith(turn.presses))?.[1]
      if (finger === undefined) throw new Error(`there is no button ${turn.presses}`)
      const update = presses(finger.data, { from: fromOf(turn.who), message: finger.messageId })
      const message = update.callback_query?.message
      const chat = finger.chatId > 0 ? privateChat({ id: finger.chatId, is_bot: false, first_name: 'x' }) : FORUM
      if (message) Object.assign(message, { chat })
      await tell(update)
      await world.drain()
      const told = await answersTo(world, update.callback_query?.id ?? '')
      const { name: where } = PEOPLE[turn.who]
      return [...told.map((text): Said => ({ where, how: 'over the chat', text, buttons: [] })), ...(await changes())]
    }
    const place = { ...placeOf(turn), from: fromOf(turn.who), date: Math.floor(world.clock.now().getTime() / 1_000) }
    if ('edits' in turn) {
      const message = { ...lastSaid.get(turn.who), text: turn.edits, edit_date: place.date }
      await tell({ update_id: updateId(), edited_message: message } as never)
    } else if ('sends' in turn) {
      await tell(...['A', 'B'].map((mark) => sendsPhoto(mark, { album: '13000000000000009', ...place })))
    } else {
      for (const line of turn.model ?? []) await script(line)
      const repliedTo = { message_id: newest.get(place.chat.id), date: 0, chat: place.chat }
      const update = says(turn.says, { ...place, ...(turn.replies && { reply_to_message: repliedTo as never }) })
      lastSaid.set(turn.who, update.message ?? {})
      await tell(update)
    }
    await world.drain()
    return changes()
  }
  return async (conversation: Conversation): Promise<Said[][]> => {
    const transcript: Said[][] = []
    for (const turn of conversation.turns) transcript.push(await play(turn))
    return transcript
  }
}
