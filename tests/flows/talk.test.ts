// Staff talk with the bot over Telegram, without a model: what is asked, what goes on from it, why, and what is forgotten.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { menu, setMenu } from '../../src/menu.ts'
import { createTools } from '../../src/tools/index.ts'
import { botCalls, messagesTo, post } from '../support/telegram-door.ts'
import { EMPLOYEE, FORUM, says, TOPIC, updateId } from '../support/telegram-updates.ts'
import { type EventView, startWorld, type World } from '../support/world.ts'
import { sandboxConfig } from '../tools/sandboxed.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { SCHEDULES: 'off', OPENAI_MODEL: 'off' } })
})
afterAll(() => world.stop())

const CHAT = EMPLOYEE.id
const COLLEAGUE = { id: 100000002, is_bot: false, first_name: 'Colleague' }
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

describe('a talk goes on', () => {
  it('from what was spoken of, in private and in the topic of a car, whichever agent answered', async () => {
    await world.app.db.prisma.car.create({
      data: { id: 80001, branch: 'batumi', name: 'Toyota Prius', plate: 'AA-000-AA', updatedAt: world.clock.now() },
    })
    await world.rentprog('batumi', 'booking_create', { id: 700001 })
    await world.app.drain()
    await tell(says('что с бронью 700001'))
    expect(await said()).toContain('700001')
    expect(await tell(says('а когда вернётся?'))).toMatchObject({ plan: { by: 'rules', agents: ['staff-assistant'] } })
    expect(await said()).toContain('Toyota Prius')
    const followed = await tell(says('а завтра?'))
    expect(followed).toMatchObject({ plan: { by: 'rules', intent: 'car', follows: { carId: 80001, agent: 'staff-assistant' } } })
    expect(await said()).toMatch(/Toyota Prius[\s\S]*(свободна|занята)/)
    await tell(says('когда освободится?', { chat: FORUM, message_thread_id: TOPIC, is_topic_message: true }))
    expect(await said(FORUM.id)).toContain('Toyota Prius')
  })

  it.each([
    ['daily-plan', '/plan', 'а завтра?', 'План на завтра — Батуми'],
    ['daily-plan', 'план на завтра', 'а в Тбилиси?', 'План на завтра — Тбилиси'],
    ['daily-plan', '/plan', 'ხვალ?', 'План на завтра — Батуми'],
    ['cash-control', '/cash', 'what about Tbilisi?', 'Чужие кассы видит'],
    ['tasks', '/task', 'а завтра?', 'Открытых задач у вас на'],
    ['booking-controller', '/booking 1', 'а по брони 700001?', '#4001'],
    ['payments', 'какой долг по брони 1', 'and 700001?', '700001'],
    ['maintenance', '/service AA-000-AA', 'а по Тбилиси?', 'Ни одному авто'],
  ])('with %s: «%s», «%s»', async (agent, first, then, answer) => {
    expect((await tell(says(first))).plan?.agents).toEqual([agent])
    expect(await tell(says(then))).toMatchObject({ status: 'done', plan: { by: 'rules', agents: [agent], follows: { agent } } })
    expect(await said()).toContain(answer)
  })

  it('with whoever was answered, not with who reads along, unless they reply', async () => {
    const inTopic = { chat: FORUM, message_thread_id: 5, is_topic_message: true }
    const asked = await tell(says('/plan', inTopic))
    const before = (await messagesTo(world, FORUM.id)).length
    await tell(says('а завтра?', { ...inTopic, from: COLLEAGUE }))
    expect(await messagesTo(world, FORUM.id)).toHaveLength(before)
    await tell(says('а завтра?', { ...inTopic, from: COLLEAGUE, ...(replyTo(asked) as object) }))
    expect(await said(FORUM.id)).toContain('План на завтра')
    await tell(says('/cash', { ...inTopic, from: COLLEAGUE }))
    expect(await tell(says('а по Тбилиси?', inTopic))).toMatchObject({ plan: { agents: ['daily-plan'] } })
    const { turns } = await world.app.db.prisma.talk.findUniqueOrThrow({ where: { subject: `chat:telegram:${FORUM.id}:5` } })
    expect((turns as { by: string; fromId: number }[]).filter(({ by }) => by === 'bot').map(({ fromId }) => fromId)).toEqual([
      ...[EMPLOYEE.id, COLLEAGUE.id, COLLEAGUE.id, EMPLOYEE.id],
    ])
  })

  it.each([
    ['как дела в Батуми', 'как дела в Кутаиси', 'Кутаиси'],
    ['что с бронью 700001', 'что с бронью 700002', '700002'],
    ['что с бронью 700001', 'какие авто свободны завтра', 'вободн'],
    ['/cash', 'сколько должен гость по брони 700001', '700001'],
  ])('an edited question has its answer edited, not said again: «%s» → «%s»', async (first, then, words) => {
    const question = says(first)
    await tell(question)
    const before = (await messagesTo(world, CHAT)).length
    const { message } = question as { message: object }
    const edited = await tell({ update_id: updateId(), edited_message: { ...message, text: then, edit_date: 1760000100 } } as never)
    expect(await messagesTo(world, CHAT)).toHaveLength(before)
    const edits = (await botCalls(world)).filter(({ path }) => path === '/editMessageText')
    expect(edits.at(-1)?.body.text).toContain(words)
    // What is said next goes on from there, and «почему» means the answer that stands there now.
    await tell(says('/why', replyTo(edited)))
    expect(await said()).toContain(edited.id)
  })

  it('what was done stays said: an edited message that did something is answered anew', async () => {
    const wish = says('задача помыть AA-000-AA завтра в 10:00')
    await tell(wish)
    const before = (await messagesTo(world, CHAT)).length
    const { message } = wish as { message: object }
    await tell({ update_id: updateId(), edited_message: { ...message, text: 'как дела в Кутаиси', edit_date: 1760000100 } } as never)
    expect((await messagesTo(world, CHAT)).slice(before)).toEqual([expect.stringContaining('Кутаиси')])
  })

  it('leaves of older turns what was asked; what nobody went on with for long is deleted by whoever talks next', async () => {
    const { talk } = world.app.db.prisma
    const [fresh, stale] = [29, 31].map((days) => new Date(world.clock.now().getTime() - days * 86_400_000))
    await talk.createMany({
      data: [
        { subject: 'chat:telegram:1:0', turns: [], updatedAt: fresh as Date },
        { subject: 'chat:telegram:2:0', turns: [], updatedAt: stale as Date },
      ],
    })
    await tell(says('что с авто AA-000-AA'))
    const { turns, summary } = await talk.findUniqueOrThrow({ where: { subject: `chat:telegram:${CHAT}:0` } })
    expect(turns).toHaveLength(20)
    expect(summary).toMatch(/^\d{4}-\d\d-\d\d Контролер броней: бронь #4001 \(booking_status\) ×\d+$/m)
    expect(
      (await talk.findMany({ where: { subject: { in: ['chat:telegram:1:0', 'chat:telegram:2:0'] } } })).map((row) => row.subject),
    ).toEqual(['chat:telegram:1:0'])
  })

  it('is forgotten when asked to', async () => {
    await tell(says('что с авто AA-000-AA'))
    await tell(says('/forget'))
    expect(await world.app.db.prisma.talk.count({ where: { subject: `chat:telegram:${CHAT}:0` } })).toBe(0)
    await tell(says('а завтра?'))
    expect(await said()).toContain('Я пока не понял')
  })

  it('a redelivery says and remembers nothing twice', async () => {
    const question = says('что с авто AA-000-AA')
    await tell(question)
    const { turns } = await world.app.db.prisma.talk.findUniqueOrThrow({ where: { subject: `chat:telegram:${CHAT}:0` } })
    const before = (await messagesTo(world, CHAT)).length
    expect((await post(world, question)).body.duplicate).toBe(true)
    await world.app.drain()
    expect(await messagesTo(world, CHAT)).toHaveLength(before)
    const after = await world.app.db.prisma.talk.findUniqueOrThrow({ where: { subject: `chat:telegram:${CHAT}:0` } })
    expect(after.turns).toEqual(turns)
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
