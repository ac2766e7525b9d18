// Staff talk with the bot over Telegram, without a model: what is asked, what goes on from it, why, and what is forgotten.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { menu, setMenu } from '../../src/menu.ts'
import { createTools } from '../../src/tools/index.ts'
import { botCalls, messagesTo, post } from '../support/telegram-door.ts'
import { EMPLOYEE, FORUM, says, TOPIC } from '../support/telegram-updates.ts'
import { type EventView, startWorld, type World } from '../support/world.ts'
import { sandboxConfig } from '../tools/sandboxed.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { SCHEDULES: 'off', OPENAI_MODEL: 'off' } })
})
afterAll(() => world.stop())

const CHAT = EMPLOYEE.id
const tell = async (update: Parameters<typeof post>[1]) => {
  const { body } = await post(world, update)
  await world.app.drain()
  return world.event(body.events[0] ?? '')
}
/** Telegram quotes the message that is answered. */
const replyTo = ({ effects }: EventView) => {
  const messageIds = effects.find(({ kind }) => kind === 'telegram.message')?.receipt?.messageIds as number[] | undefined
  return { reply_to_message: { message_id: messageIds?.[0], date: 0, chat: { id: CHAT, type: 'private', first_name: 'Test' } } } as never
}
const said = async (chatId: number = CHAT) => (await messagesTo(world, chatId)).at(-1) ?? ''

describe('«почему»', () => {
  it('as a reply to a message of the bot tells what came in, who decided, and what was done', async () => {
    const asked = await tell(says('/people'))
    await tell(says('привет'))
    await tell(says('/why', replyTo(asked)))
    expect(await said()).toContain('Кто решил: правило — команда /people')
    expect(await said()).toContain('<blockquote>/people</blockquote>')
    expect(await said()).toContain(`GET /api/events/${asked.id}`)
  })

  it('alone means the last message there, asked again still the same one', async () => {
    const asked = await tell(says('/status'))
    await tell(says('/why'))
    expect(await said()).toContain(asked.id)
    await tell(says('/why'))
    expect(await said()).toContain(asked.id)
  })

  it('in a topic means what was said in that topic', async () => {
    const inTopic = { chat: FORUM, message_thread_id: TOPIC, is_topic_message: true }
    const asked = await tell(says('/people', inTopic))
    await tell(says('/status', { chat: FORUM }))
    await tell(says('/why', inTopic))
    expect(await said(FORUM.id)).toContain(asked.id)
  })
})

describe('the menu of commands', () => {
  it('is set for private chats and groups once, whatever replicas start', async () => {
    const { db } = world.app
    const tools = createTools(sandboxConfig(world.sandbox.url), { db, clock: world.clock })
    const options = { sql: db, clock: world.clock, telegram: tools.telegram.write }
    expect([await setMenu(options), await setMenu(options)]).toEqual([true, false])
    const set = (await world.calls('telegram')).filter(({ path }) => path === '/setMyCommands')
    expect(set.map(({ body }) => body.scope)).toEqual([{ type: 'all_private_chats' }, { type: 'all_group_chats' }])
    expect(set[0]?.body.commands).toEqual(menu())
    expect((await botCalls(world)).some(({ path }) => path === '/setMyCommands')).toBe(false)
  })
})
