// A task's life: put down in Telegram, worked on by buttons, reminded of, done once however often it is tapped.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOUR_MS } from '../../src/clock.ts'
import { answersTo, messagesTo, post } from '../support/telegram-door.ts'
import { EMPLOYEE, presses, says } from '../support/telegram-updates.ts'
import { incoming } from '../support/umnico-webhook.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { SCHEDULES: 'off' } })
  await world.app.db.prisma.car.create({
    data: { id: 80001, branch: 'batumi', name: 'Toyota Prius', plate: 'AA-000-AA', updatedAt: world.clock.now() },
  })
})
afterAll(() => world.stop())

const NINO = { id: 100000003, is_bot: false, first_name: 'Nino' } as const
const TASKS = -1000000000005

const happens = async (update: Parameters<typeof post>[1]) => {
  const { body } = await post(world, update)
  await world.app.drain()
  return world.event(body.events[0] ?? '')
}
const writesOf = async (system: string) => (await world.calls(system)).filter(({ method }) => method !== 'GET')
const task = () => world.app.db.prisma.task.findFirstOrThrow({ include: { log: { orderBy: { at: 'asc' } } } })

describe('a task for a colleague', () => {
  const order = says('/task create "Помыть Prius" car:AA-000-AA due:сегодня 18:00 @Нино\n- кузов\n- салон')

  it('gets a topic with a pinned card, a task in YouGile, and its assignee hears of it', async () => {
    const event = await happens(order)
    expect(event).toMatchObject({ type: 'message.employee', status: 'done', plan: { by: 'rules', agents: ['tasks'] } })
    const telegram = await writesOf('telegram')
    expect(telegram.filter(({ path }) => path === '/createForumTopic').map(({ body }) => body)).toMatchObject([
      { chat_id: TASKS, name: 'Помыть Prius' },
    ])
    expect(telegram.some(({ path, body }) => path === '/pinChatMessage' && body.chat_id === TASKS)).toBe(true)
    expect((await messagesTo(world, TASKS))[0]).toContain('Исполнитель: Нино Лагидзе')
    expect((await messagesTo(world, NINO.id))[0]).toContain('Вам задача')
    expect((await messagesTo(world, EMPLOYEE.id))[0]).toContain('Задача поставлена')
    const made = (await writesOf('yougile')).filter(({ path }) => path.startsWith('/tasks'))
    expect(made).toHaveLength(1)
    expect(made[0]?.body).toMatchObject({ title: 'Помыть Prius', checklists: [{ items: [{ title: 'кузов' }, { title: 'салон' }] }] })
    expect(await task()).toMatchObject({ status: 'todo', assigneeId: 90003, creatorId: 90001, branch: 'batumi', carId: 80001 })
  })

  it('is put down once, although Telegram brings the message twice', async () => {
    const writes = async () => (await world.calls()).filter(({ method }) => method !== 'GET').length
    const before = await writes()
    expect((await post(world, order)).body.duplicate).toBe(true)
    await world.app.drain()
    expect(await world.app.db.prisma.task.count()).toBe(1)
    expect(await writes()).toBe(before)
  })

  it('is put off by its assignee, reminded of then, and not before', async () => {
    const { id } = await task()
    await happens(presses(`tk|${id}|sh`, { from: NINO, id: 'q-snooze' }))
    expect(await answersTo(world, 'q-snooze')).toEqual(['Напомню: сегодня 13:00.'])
    const reminders = async () => (await messagesTo(world, NINO.id)).filter((text) => text.includes('Напоминаю'))
    world.clock.advance(HOUR_MS - 60_000)
    await world.app.drain()
    expect(await reminders()).toHaveLength(0)
    world.clock.advance(60_000)
    await world.app.drain()
    expect(await reminders()).toHaveLength(1)
    world.clock.advance(6 * HOUR_MS)
    await world.app.drain()
    expect(await reminders()).toHaveLength(1)
  })

  it('cannot be closed by somebody who has nothing to do with it', async () => {
    const { id } = await task()
    await happens(presses(`tk|${id}|done`, { from: { id: 100000011, is_bot: false, first_name: 'Anna' }, id: 'q-anna' }))
    expect(await answersTo(world, 'q-anna')).toEqual(['Менять задачу могут исполнитель, автор и руководители.'])
    expect(await task()).toMatchObject({ status: 'todo' })
  })

  it('late by a day: the branch manager reads of it', async () => {
    world.clock.advance(23 * HOUR_MS)
    await world.app.drain()
    expect((await messagesTo(world, 100000002)).filter((text) => text.includes('Задача просрочена'))).toHaveLength(1)
    expect(await task()).toMatchObject({ stage: 'manager' })
  })

  it('done, tapped twice: closed once, and the creator knows', async () => {
    const { id } = await task()
    await happens(presses(`tk|${id}|done`, { from: NINO, id: 'q-1' }))
    await happens(presses(`tk|${id}|done`, { from: NINO, id: 'q-2' }))
    expect([...(await answersTo(world, 'q-1')), ...(await answersTo(world, 'q-2'))]).toEqual(['Готово, спасибо! ✅', 'Задача уже закрыта.'])
    expect((await messagesTo(world, EMPLOYEE.id)).filter((text) => text.includes('выполнена'))).toHaveLength(1)
    expect((await writesOf('telegram')).filter(({ path }) => path === '/closeForumTopic')).toHaveLength(1)
    const completed = (await writesOf('yougile')).filter(({ body }) => body.completed === true)
    expect(completed).toHaveLength(1)
    expect(await task()).toMatchObject({
      status: 'done',
      log: expect.arrayContaining([expect.objectContaining({ what: 'status_changed' })]),
    })
    const told = (await messagesTo(world, 100000041)).length
    world.clock.advance(72 * HOUR_MS)
    await world.app.drain()
    expect(await messagesTo(world, 100000041)).toHaveLength(told)
  })
})

describe('a client who asks for something', () => {
  it('makes no task; staff are asked, and one of us makes it with a button, once', async () => {
    const { prisma } = world.app.db
    const response = await fetch(`${world.app.url}/webhooks/umnico?t=sandbox-umnico`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        incoming({
          messageId: 'wish-1',
          datetime: world.clock.now().getTime(),
          message: { text: 'Перезвоните мне, пожалуйста', attachments: [] },
        }),
      ),
    })
    const { events } = (await response.json()) as { events: string[] }
    await world.app.drain()
    const [id = ''] = events
    expect((await world.event(id)).plan?.agents).toContain('tasks')
    expect(await prisma.task.count()).toBe(1)
    const asked = (await writesOf('telegram')).findLast(({ body }) => String(body.text).includes('о чём-то просит'))
    expect(JSON.stringify(asked?.body.reply_markup)).toContain(`tk|${id}|make`)
    await happens(presses(`tk|${id}|make`, { id: 'q-make' }))
    await happens(presses(`tk|${id}|make`, { id: 'q-again' }))
    expect([...(await answersTo(world, 'q-make')), ...(await answersTo(world, 'q-again'))]).toEqual([
      'Задача поставлена ✅',
      'Эта задача уже поставлена.',
    ])
    expect(await prisma.task.count()).toBe(2)
  })
})

describe('a task of sales', () => {
  it('is on the deal of the client’s phone in amoCRM, and completed there once', async () => {
    await happens(says('задача продажам прислать цены клиенту +995 500 060 003'))
    const row = await world.app.db.prisma.task.findFirstOrThrow({ where: { title: { startsWith: 'Прислать цены' } } })
    const made = (await writesOf('amocrm')).filter(({ effectKey }) => effectKey === row.amocrmKey)
    expect(made).toHaveLength(1)
    expect(JSON.stringify(made[0]?.body)).toContain('"entity_type":"leads"')
    await happens(presses(`tk|${row.id}|done`, { id: 'q-sales' }))
    await happens(presses(`tk|${row.id}|done`, { id: 'q-sales-2' }))
    const completed = (await writesOf('amocrm')).filter(({ body }) => JSON.stringify(body).includes('"is_completed":true'))
    expect(completed).toHaveLength(1)
  })
})

describe('short words in reply to a card', () => {
  const repliesTo = (event: Awaited<ReturnType<typeof happens>>, slot: string, chatId: number) => {
    const { receipt } = event.effects.find(({ key }) => key.endsWith(`:telegram.message:${slot}`)) ?? {}
    const [message_id] = (receipt?.messageIds ?? []) as number[]
    return { reply_to_message: { message_id, date: 0, chat: { id: chatId, type: 'private', first_name: 'x' } } } as never
  }
  const inPrivate = { chat: { id: NINO.id, type: 'private', first_name: 'Nino' }, from: NINO } as const

  it('put its task off, and then do it, wherever the card stands', async () => {
    const set = await happens(says('/task create "Заправить Prius" car:AA-000-AA @Нино'))
    const { id } = await world.app.db.prisma.task.findFirstOrThrow({ where: { title: 'Заправить Prius' } })
    const moved = await happens(says('перенеси на завтра', repliesTo(set, 'set', EMPLOYEE.id)))
    expect(moved).toMatchObject({ status: 'done', plan: { by: 'rules', agents: ['tasks'] } })
    expect((await messagesTo(world, EMPLOYEE.id)).at(-1)).toMatch(/^Напомню: завтра \d\d:00\.$/)
    const { snoozeUntil } = await world.app.db.prisma.task.findUniqueOrThrow({ where: { id } })
    expect(snoozeUntil?.getTime()).toBeGreaterThan(world.clock.now().getTime())
    await happens(says('сделано', { ...inPrivate, ...(repliesTo(set, 'assignee', NINO.id) as object) }))
    expect((await messagesTo(world, NINO.id)).at(-1)).toBe('Готово, спасибо! ✅')
    expect((await world.app.db.prisma.task.findUniqueOrThrow({ where: { id } })).status).toBe('done')
    await happens(says('готово', repliesTo(set, 'set', EMPLOYEE.id)))
    expect((await messagesTo(world, EMPLOYEE.id)).at(-1)).toBe('Задача уже закрыта.')
  })
})
