// People who are not staff: heard, refused politely once in their life, and at no cost.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { STRANGER_REFUSAL } from '../../../src/agents/words.ts'
import { messagesTo, post } from '../../support/telegram-door.ts'
import { FORUM, privateChat, STRANGER, says, sendsPhoto, TOPIC } from '../../support/telegram-updates.ts'
import { startWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

let nextPerson = STRANGER.id
let person = STRANGER
beforeEach(() => {
  person = { ...STRANGER, id: ++nextPerson as typeof STRANGER.id }
})
const strangers = () => world.app.db.prisma.stranger.findMany({ where: { telegramId: BigInt(person.id) } })
const refusals = () => messagesTo(world, person.id)
const statusOf = async (id: string | undefined) => (await world.event(id as string)).status

describe('a stranger', () => {
  it('who writes is refused once, in words that help; what they write is kept and read by nobody', async () => {
    const models = (await world.calls('openai')).length
    const ids: string[] = []
    for (const text of ['Здравствуйте, хочу арендовать авто', 'Ау?', '/start']) {
      const { status, body } = await post(world, says(text, { from: person }))
      expect(status).toBe(200)
      ids.push(...body.events)
      await world.app.drain()
    }
    for (const id of ids)
      expect(await world.event(id)).toMatchObject({ type: 'message.employee', status: 'ignored', plan: null, agents: [] })
    expect(await refusals()).toEqual([STRANGER_REFUSAL])
    expect(STRANGER_REFUSAL).toMatch(/сотрудник[\s\S]*менеджер/)
    expect(await strangers()).toMatchObject([{ name: 'Someone', firstSeenAt: world.clock.now() }])
    expect((await world.calls('openai')).length).toBe(models)
    expect(await world.app.db.query('SELECT 1 FROM langgraph.checkpoints WHERE thread_id = ANY($1)', [ids])).toEqual([])
  })

  it('who sends a message and a photo at once, on two lanes, is refused once', async () => {
    for (let round = 0; round < 5; round++) {
      person = { ...person, id: ++nextPerson as typeof STRANGER.id }
      const chat = privateChat(person)
      await Promise.all([
        post(world, says('Алло', { from: person })),
        post(world, sendsPhoto(`stranger${round}`, { from: person, chat })),
        ...[1, 2, 3].map((message_thread_id) =>
          post(world, says('Тема', { from: person, chat, message_thread_id, is_topic_message: true })),
        ),
      ])
      await world.app.drain()
      expect(await refusals()).toHaveLength(1)
    }
  })

  it('in a group is not spoken to, and is refused when they come in private', async () => {
    const inGroup = await post(world, says('Кто здесь?', { from: person, chat: FORUM, message_thread_id: TOPIC, is_topic_message: true }))
    const before = (await messagesTo(world, FORUM.id)).length
    await world.app.drain()
    expect(await statusOf(inGroup.body.events[0])).toBe('ignored')
    expect([await refusals(), (await messagesTo(world, FORUM.id)).length, await strangers()]).toEqual([[], before, []])
    await post(world, says('А здесь?', { from: person }))
    await world.app.drain()
    expect(await refusals()).toHaveLength(1)
  })

  it('who becomes staff is answered like everybody; who leaves is a stranger', async () => {
    await world.app.db.prisma.staff.create({
      data: { id: person.id, name: 'Новенький', role: 'employee', branch: 'batumi', telegramId: BigInt(person.id) },
    })
    const { body } = await post(world, says('что с бронью 4001', { from: person }))
    await world.app.drain()
    expect(await statusOf(body.events[0])).toBe('done')
    await world.app.db.prisma.staff.update({ where: { id: person.id }, data: { active: false } })
    const later = await post(world, says('А теперь?', { from: person }))
    await world.app.drain()
    expect(await statusOf(later.body.events[0])).toBe('ignored')
  })

  it('who changes something about a chat is no matter: chats have no person', async () => {
    const { body } = await post(world, {
      update_id: 77_000_001,
      message: {
        message_id: 1,
        date: 1,
        chat: { id: -4_000_777, type: 'group', title: 'x' },
        from: person,
        migrate_to_chat_id: -1_004_000_777,
      },
    })
    await world.app.drain()
    expect(await statusOf(body.events[0])).toBe('done')
  })
})
