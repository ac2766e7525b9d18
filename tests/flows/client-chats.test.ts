// A client writes, staff answer in the client's topic, and the client hears exactly what was meant for them, once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOUR_MS } from '../../src/clock.ts'
import { botCalls, messagesTo, post } from '../support/telegram-door.ts'
import { EMPLOYEE, presses, says } from '../support/telegram-updates.ts'
import { incoming } from '../support/umnico-webhook.ts'
import { startWorld, type World } from '../support/world.ts'

const FORUM = { id: -1000000000004, title: 'Клиенты', is_forum: true, type: 'supergroup' } as const
const LEAD = 430_001
const CLIENT = 699_101

async function opened(environment: Record<string, string>): Promise<World> {
  const world = await startWorld({ environment: { SCHEDULES: 'off', ...environment } })
  const { prisma } = world.app.db
  const updatedAt = world.clock.now()
  await prisma.car.create({ data: { id: 89_101, branch: 'batumi', name: 'Toyota Prius', plate: 'CC-101-CC', updatedAt } })
  await prisma.client.create({ data: { id: CLIENT, name: 'John Smith', phone: '+995 555 777 101', updatedAt } })
  const booking = { branch: 'batumi', number: 4101, carId: 89_101, clientId: CLIENT, inRent: true, responsibleId: 90001, updatedAt }
  await prisma.booking.create({ data: { id: 799_101, ...booking } })
  return world
}

/** The client, the employee and the button, as their systems would post them. */
function actors(world: World) {
  const thread = async () =>
    (await world.app.db.prisma.topic.findFirstOrThrow({ where: { subject: `client:${CLIENT}` }, orderBy: { threadId: 'desc' } })).threadId
  const drained = async <T>(answer: T) => {
    await world.app.drain()
    return answer
  }
  return {
    async client(id: string, text: string) {
      const sender = { id: 300001, customerId: 200001, login: '995555777101', type: 'whatsapp2' }
      const message = { messageId: id, datetime: world.clock.now().getTime(), message: { text, attachments: [] }, sender }
      const response = await fetch(`${world.app.url}/webhooks/umnico?t=sandbox-umnico`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(incoming(message, { leadId: LEAD })),
      })
      return drained((await response.json()) as { events: string[]; duplicate: boolean })
    },
    async employee(text: string, more: object = {}) {
      const update = says(text, { chat: FORUM, message_thread_id: await thread(), is_topic_message: true, ...more })
      await post(world, update)
      return drained(update)
    },
    async press(data: string) {
      const update = presses(data)
      const card = { ...update.callback_query?.message, chat: FORUM, message_thread_id: await thread() }
      await post(world, { ...update, callback_query: { ...update.callback_query, message: card } } as typeof update)
      await drained(null)
    },
    repeat: async (update: Parameters<typeof post>[1]) => drained(await post(world, update)),
    /** What Umnico was asked to send. */
    async heard() {
      const calls = (await world.calls('umnico')).filter(({ path }) => path.endsWith('/send'))
      return calls.map(({ path, body }) => [path, (body.message as { text: string }).text])
    },
    /** What the topic reads, from the card on. */
    async topic() {
      const id = await thread()
      const calls = await botCalls(world)
      return calls.filter(({ path, body }) => path === '/sendMessage' && body.message_thread_id === id).map(({ body }) => String(body.text))
    },
    did: async (path: string) => (await botCalls(world)).filter((call) => call.path === path),
  }
}

/** What the model answers the next time it is asked to translate; others ask it about the same words. */
const scripted = (world: World, translation: string) =>
  fetch(`${world.sandbox.url}/_model`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ match: 'You translate the correspondence', answer: { translation, language: 'en' } }),
  })

/** The model that is asked who else is meant by these words says that nobody is. */
const nobodyElse = (world: World, text: string) =>
  fetch(`${world.sandbox.url}/_model`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      match: text,
      answer: { meant: ['nobody'], urgency: 'normal', language: 'en', reason: 'a greeting' },
    }),
  })

describe('a client who writes English', () => {
  let world: World
  let at: ReturnType<typeof actors>
  beforeAll(async () => {
    world = await opened({})
    at = actors(world)
  })
  afterAll(() => world.stop())

  it('gets a topic with a pinned card; staff read them in Russian', async () => {
    await scripted(world, 'Здравствуйте! Где машина?')
    await nobodyElse(world, 'Hello! Where is the car?')
    const { events } = await at.client('c-1', 'Hello! Where is the car?')
    expect(await world.event(events[0] ?? '')).toMatchObject({ status: 'done', plan: { agents: expect.arrayContaining(['client-chats']) } })
    expect((await at.did('/createForumTopic')).map(({ body }) => body.name)).toEqual(['John Smith | Toyota Prius CC-101-CC'])
    const [card, mirror, ...others] = await at.topic()
    expect(card).toContain('Отвечает: Тест Сотрудник')
    expect(mirror).toBe(
      '💬 <b>John Smith | Toyota Prius CC-101-CC</b> · WhatsApp\nЗдравствуйте! Где машина?\n<blockquote expandable>Hello! Where is the car?</blockquote>',
    )
    expect(others).toEqual([])
    expect(await at.did('/pinChatMessage')).toHaveLength(1)
    expect((await at.client('c-1', 'Hello! Where is the car?')).duplicate).toBe(true)
    expect(await at.topic()).toHaveLength(2)
    expect(await at.heard()).toEqual([])
  })

  it('hears the employee’s answer in English, once, and the topic reads what was sent', async () => {
    await scripted(world, 'At the airport entrance.')
    const update = await at.employee('У входа в аэропорт.')
    expect(await at.heard()).toEqual([[`/messaging/${LEAD}/send`, 'At the airport entrance.']])
    expect((await at.topic()).at(-1)).toBe(
      '✅ Ушло клиенту (WhatsApp, английский):\n<blockquote expandable>At the airport entrance.</blockquote>',
    )
    expect((await at.repeat(update)).body.duplicate).toBe(true)
    const edit = { ...update.message, text: 'У выхода из аэропорта.', edit_date: 1760000100 }
    await at.repeat({ update_id: update.update_id + 5_000_000, edited_message: edit } as typeof update)
    expect(await at.heard()).toHaveLength(1)
    expect((await at.topic()).at(-1)).toContain('исправленный не отправил')
  })

  it('hears nothing of what staff say among themselves', async () => {
    await at.employee('// он уже должен за прошлый раз')
    await at.press(`cc|${LEAD}|lock`)
    await at.employee('Скидку ему больше не даём')
    await at.employee('Please no discount for him', { from: { ...EMPLOYEE, id: 100000003 } })
    expect(await world.app.db.prisma.conversation.findUnique({ where: { leadId: `${LEAD}` } })).toMatchObject({ internal: true })
    await at.press(`cc|${LEAD}|free`)
    await at.employee('@nino have a look at this please')
    expect(await at.heard()).toHaveLength(1)
    expect((await at.topic()).at(-1)).toContain('обращение к коллеге')
  })

  it('falls asleep after an hour without a word, and wakes with the next', async () => {
    world.clock.advance(HOUR_MS)
    await world.app.drain()
    expect(await at.did('/closeForumTopic')).toHaveLength(1)
    expect(await world.app.db.prisma.conversation.findUnique({ where: { leadId: `${LEAD}` } })).toMatchObject({ status: 'closed' })
    await at.client('c-2', 'Thank you, I am here')
    expect(await at.did('/reopenForumTopic')).toHaveLength(1)
    expect(await at.did('/createForumTopic')).toHaveLength(1)
    expect(await world.app.db.prisma.conversation.findUnique({ where: { leadId: `${LEAD}` } })).toMatchObject({ status: 'open' })
  })

  it('who has had an accident: whoever answers is called at once, with their words, however often it is posted', async () => {
    await scripted(world, 'Мы попали в аварию')
    const alarms = async () => (await messagesTo(world, EMPLOYEE.id)).filter((text) => text.includes('Клиент пишет о беде с авто'))
    const { events } = await at.client('c-accident', 'We had an accident <here>')
    expect(await at.client('c-accident', 'We had an accident <here>')).toMatchObject({ duplicate: true })
    expect(await world.event(events[0] ?? '')).toMatchObject({ status: 'done', plan: { agents: expect.arrayContaining(['car-topics']) } })
    expect(await alarms()).toEqual([expect.stringContaining('<blockquote>We had an accident &lt;here&gt;</blockquote>')])
    expect((await at.topic()).at(-1)).toContain('Похоже на беду с авто')
  })

  it('goes on about it: one alarm that grows, and a new one where somebody is hurt or a long time has passed', async () => {
    const rang = async () =>
      (await messagesTo(world, EMPLOYEE.id)).filter((text) => /Клиент (?:пишет о|зовёт)/.test(text)).map((text) => text.split('\n')[0])
    const edited = async () =>
      (await at.did('/editMessageText')).map(({ body }) => String(body.text)).filter((text) => text.includes('Клиент пишет о беде'))
    const more = ['The bumper is broken', 'Another car hit us', 'Police is coming', 'please help']
    for (const [index, text] of more.entries()) await at.client(`c-more-${index}`, text)
    expect(await rang()).toHaveLength(1)
    const grown = (await edited()).at(-1) ?? ''
    expect(grown).toContain('John Smith (сообщений: 5)')
    for (const text of ['We had an accident &lt;here&gt;', ...more]) expect(grown).toContain(`<blockquote>${text}</blockquote>`)
    await at.client('c-hurt', 'My wife is injured, we called an ambulance')
    await at.client('c-again', 'the car is broken')
    expect((await rang()).slice(1)).toEqual(['🚑 <b>Клиент пишет о пострадавших</b> — John Smith'])
    world.clock.advance(HOUR_MS / 2)
    await at.client('c-later', 'the car does not start')
    expect((await rang()).slice(2)).toEqual(['🚨 <b>Клиент пишет о беде с авто</b> — John Smith'])
    // Somebody deleted that message: what would be added to it is not lost, the next one rings.
    await at.client('c-added', 'the brakes are broken')
    const { effect } = world.app.db.prisma
    const { key } = await effect.findFirstOrThrow({ where: { agent: 'car-topics', kind: 'telegram.edit' }, orderBy: { seq: 'desc' } })
    await effect.update({ where: { key }, data: { status: 'failed' } })
    await at.client('c-deleted', 'smoke from the engine')
    await effect.update({ where: { key }, data: { status: 'sent' } })
    expect(await rang()).toHaveLength(4)
  })

  it('leaves nothing undone behind', async () => {
    const undone = await world.app.db.prisma.effect.findMany({ where: { status: { notIn: ['sent', 'skipped'] } } })
    expect(undone.map(({ key, status, error }) => [key, status, error])).toEqual([])
  })
})

describe('without a model', () => {
  let world: World
  let at: ReturnType<typeof actors>
  beforeAll(async () => {
    world = await opened({ OPENAI_MODEL: 'off' })
    at = actors(world)
  })
  afterAll(() => world.stop())

  it('the original is shown and marked; the answer waits for a press, and leaves once however often it is pressed', async () => {
    await at.client('c-1', 'Hello! Where is the car?')
    expect((await at.topic()).at(-1)).toContain('Hello! Where is the car?\n<i>(без перевода, английский)</i>')
    await at.employee('У входа в аэропорт.')
    expect(await at.heard()).toEqual([])
    expect((await at.topic()).at(-1)).toContain('Отправить ваш текст как есть?')
    const said = await world.app.db.prisma.event.findFirstOrThrow({ where: { type: 'message.employee' } })
    await at.press(`cc|${said.id}|asis`)
    await at.press(`cc|${said.id}|asis`)
    expect(await at.heard()).toEqual([[`/messaging/${LEAD}/send`, 'У входа в аэропорт.']])
    expect((await at.did('/answerCallbackQuery')).map(({ body }) => body.text)).toEqual(['Отправляю.', 'Это сообщение уже отправлено.'])
    expect((await at.did('/editMessageText')).at(-1)?.body.text).toContain('✅ Ушло клиенту')
  })
})
