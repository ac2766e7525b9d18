// The Telegram door in a running service: albums, duplicates, groups that move, and bodies nobody should send.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PhotoUpload } from '../../../src/events/telegram.ts'
import { answersTo, messagesTo, post } from '../../support/telegram-door.ts'
import { FORUM, migrates, presses, says, sendsPhoto, TOPIC, understood } from '../../support/telegram-updates.ts'
import { startWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { TELEGRAM_WEBHOOK_SECRET: 'sandbox-new,sandbox-telegram' } })
})
afterAll(() => world.stop())

const eventRow = (id: string) => world.app.db.prisma.event.findUniqueOrThrow({ where: { id } })
const deliveries = () => world.app.db.prisma.delivery.count({ where: { source: 'telegram' } })
/** As its agents see them. */
const filesOf = async (id: string): Promise<unknown[]> =>
  PhotoUpload.parse((await eventRow(id)).payload).files.map((file) => file.messageId)
const topic = { chat: FORUM, message_thread_id: TOPIC, is_topic_message: true } as const

describe('the secret', () => {
  it('may be either of the live ones; any other leaves no row', async () => {
    expect((await post(world, says('Привет'))).status).toBe(200)
    expect((await post(world, says('Привет'), 'sandbox-new')).status).toBe(200)
    const before = await deliveries()
    expect(await post(world, says('Привет'), 'guess')).toMatchObject({ status: 401, body: { ok: false } })
    expect(await deliveries()).toBe(before)
    await world.app.drain()
  })
})

describe('a message', () => {
  it('in a topic goes the whole way, and its answer into the topic', async () => {
    const { body } = await post(world, says('Горит чек, еду в сервис', topic))
    await world.app.drain()
    expect(await world.event(body.events[0] as string)).toMatchObject({ type: 'message.employee', status: 'done' })
    const calls = await world.calls('telegram')
    expect(calls.some(({ path, body: sent }) => path === '/sendMessage' && sent.message_thread_id === TOPIC)).toBe(true)
  })
})

describe('an album', () => {
  const ALBUMS: readonly (readonly [string, readonly number[]])[] = [
    ['in order', [1, 2, 3, 4]],
    ['backwards', [4, 3, 2, 1]],
    ['mixed', [3, 1, 4, 2]],
  ]
  it.each(ALBUMS)('whose parts come %s is one event with all files in the order of the album', async (name, order) => {
    const ids = new Set<string>()
    for (const part of order) {
      const { status, body } = await post(world, sendsPhoto(`${name}${part}`, { ...topic, message_id: 7_000 + part, album: name }))
      expect(status).toBe(200)
      for (const id of body.events) ids.add(id)
    }
    expect(ids.size).toBe(1)
    const [id] = [...ids] as [string]
    await world.app.drain()
    expect((await eventRow(id)).status).toBe('scheduled')
    world.clock.advance(1_500)
    await world.app.drain()
    const view = await world.event(id)
    expect(view.status).toBe('done')
    expect(await filesOf(id)).toEqual([7_001, 7_002, 7_003, 7_004])
  })

  it('whose parts come at the same moment is one event, and a part sent twice is in it once', async () => {
    const parts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((part) =>
      sendsPhoto(`at-once${part}`, { ...topic, message_id: 7_100 + part, album: 'at once' }),
    )
    const answers = await Promise.all([...parts, ...parts].map((update) => post(world, update)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.flatMap(({ body }) => body.events)).size).toBe(1)
    expect(answers.filter(({ body }) => body.duplicate)).toHaveLength(10)
    world.clock.advance(1_500)
    await world.app.drain()
    expect(await filesOf(answers[0]?.body.events[0] as string)).toHaveLength(10)
  })

  it('keeps the caption, whichever part carries it', async () => {
    await post(world, sendsPhoto('cap1', { ...topic, album: 'caption' }))
    const { body } = await post(world, sendsPhoto('cap2', { ...topic, album: 'caption', caption: 'Бронь 4001' }))
    expect((await eventRow(body.events[0] as string)).payload).toMatchObject({ caption: 'Бронь 4001' })
  })

  it('whose last part is late is worked on in time, and the late part by itself', async () => {
    const first = await post(world, sendsPhoto('late1', { ...topic, album: 'late' }))
    world.clock.advance(1_500)
    await world.app.drain()
    const late = await post(world, sendsPhoto('late2', { ...topic, album: 'late' }))
    expect(late.body.events).not.toEqual(first.body.events)
    world.clock.advance(1_500)
    await world.app.drain()
    for (const { body } of [first, late]) expect((await eventRow(body.events[0] as string)).status).toBe('done')
    expect(await filesOf(late.body.events[0] as string)).toHaveLength(1)
  })

  it('of another chat or topic is another album', async () => {
    const here = await post(world, sendsPhoto('x1', { ...topic, album: 'same name' }))
    const there = await post(world, sendsPhoto('x2', { album: 'same name' }))
    expect(there.body.events).not.toEqual(here.body.events)
  })
})

describe('an update sent again', () => {
  it('fifty times at once is one event', async () => {
    const update = says('Пятьдесят раз')
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(world, update)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(answers.filter(({ body }) => !body.duplicate)).toHaveLength(1)
    expect(new Set(answers.map(({ body }) => `${body.id} ${body.events}`)).size).toBe(1)
  })

  it('is known by its number in a set: after a quiet week numbers begin anywhere', async () => {
    const [late, early] = [says('Поздний номер'), says('Ранний номер')]
    const numbers = { high: 999_999_999, low: 1_234 }
    expect((await post(world, { ...late, update_id: numbers.high })).body.duplicate).toBe(false)
    expect((await post(world, { ...early, update_id: numbers.low })).body).toMatchObject({ duplicate: false, events: [expect.any(String)] })
    expect((await post(world, { ...late, update_id: numbers.high })).body.duplicate).toBe(true)
    expect((await post(world, { ...early, update_id: numbers.low })).body.duplicate).toBe(true)
  })

  it('is a duplicate also when it was of no use', async () => {
    const update = {
      ...understood['message.topic_text'],
      update_id: 42,
      message: { ...understood['message.topic_text'].message, text: undefined },
    }
    const bare = JSON.stringify(update)
    expect(await post(world, bare)).toMatchObject({ status: 200, body: { duplicate: false, events: [] } })
    expect(await post(world, bare)).toMatchObject({ status: 200, body: { duplicate: true, events: [] } })
  })
})

describe('a group that becomes a supergroup', () => {
  it('keeps its purpose and its topics under the new id, and people are told', async () => {
    const { prisma } = world.app.db
    const [from, to] = [-4_000_123, -1_004_000_123_000]
    await prisma.chat.create({ data: { id: BigInt(from), purpose: 'tasks', title: 'Задачи' } })
    await prisma.topic.create({ data: { chatId: BigInt(from), threadId: 5, subject: 'task:1' } })
    const { body } = await post(world, migrates(from, to))
    await world.app.drain()
    expect(await world.event(body.events[0] as string)).toMatchObject({ type: 'chat.changed', status: 'done' })
    expect(await prisma.chat.findUnique({ where: { id: BigInt(from) } })).toBeNull()
    expect(await prisma.chat.findUnique({ where: { id: BigInt(to) }, include: { topics: true } })).toMatchObject({
      purpose: 'tasks',
      topics: [{ threadId: 5, subject: 'task:1' }],
    })
    const alerts = await prisma.chat.findFirstOrThrow({ where: { purpose: 'alerts' } })
    expect(await messagesTo(world, Number(alerts.id))).toContainEqual(expect.stringContaining(String(to)))
  })
})

describe('hostile bodies', () => {
  const message = JSON.stringify(says('x'))
  it.each([
    ['an empty body', '', 400],
    ['no JSON', 'GET / HTTP/1.1', 202],
    ['half of it', message.slice(0, 60), 202],
    ['a number', '42', 202],
    ['a thousand levels', `${'['.repeat(1000)}${']'.repeat(1000)}`, 202],
    ['reserved keys', '{"update_id":7001,"__proto__":{"message":1},"constructor":{"x":1}}', 200],
    ['NUL and half a surrogate', JSON.stringify(says('a\u0000b\ud800')), 200],
    ['a button with too much data', JSON.stringify(presses('я'.repeat(65))), 202],
    ['a text of half a megabyte', JSON.stringify(says('ы'.repeat(250_000))), 200],
  ])('%s', async (_what, body, status) => {
    expect((await post(world, body)).status).toBe(status)
  })

  it('more than a megabyte is not read', async () => {
    expect((await post(world, JSON.stringify(says('x'.repeat(1024 * 1024))))).status).toBe(413)
  })

  it('bytes that are no text', async () => {
    expect((await post(world, new Uint8Array([0xff, 0xfe, 0x00, 0x7b]))).status).toBe(202)
  })

  it('leave the service at work', async () => {
    const update = presses('zz|1|x', { id: 'after-the-storm' })
    await post(world, update)
    await world.app.drain()
    expect(await answersTo(world, 'after-the-storm')).toHaveLength(1)
  })
})
