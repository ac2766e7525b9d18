// A client waits for an answer: reminded, escalated, answered in Umnico, and nothing told twice.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE_MS } from '../../src/clock.ts'
import { incoming, outgoing } from '../support/umnico-webhook.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { SCHEDULES: 'off' } })
  const { prisma } = world.app.db
  const updatedAt = world.clock.now()
  await prisma.client.create({ data: { id: 699_001, name: 'Мария Ждущая', phone: '+995 555 123 456', updatedAt } })
  await prisma.booking.create({
    data: { id: 799_001, branch: 'batumi', number: 4999, clientId: 699_001, inRent: true, responsibleId: 90001, updatedAt },
  })
})
afterAll(() => world.stop())

const EMPLOYEE = 100000001
const MANAGER = 100000002

async function post(body: object) {
  const response = await fetch(`${world.app.url}/webhooks/umnico?t=sandbox-umnico`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  const answer = (await response.json()) as { events: string[]; duplicate: boolean }
  await world.app.drain()
  return answer
}
const envelope = (id: string) => ({ messageId: id, datetime: world.clock.now().getTime() })
const writes = (id: string, leadId: number, text: string) =>
  post(
    incoming(
      {
        ...envelope(id),
        message: { text, attachments: [] },
        sender: { id: 300001, customerId: 200001, login: '995555123456', type: 'whatsapp2' },
      },
      { leadId },
    ),
  )
const isAnswered = (id: string, leadId: number, change: object = {}) =>
  post(outgoing({ ...envelope(id), message: { text: 'Ждём вас в офисе.', attachments: [] }, ...change }, { leadId }))

async function later(minutes: number) {
  world.clock.advance(minutes * MINUTE_MS)
  await world.app.drain()
}
/** Who was told that the client waits, and for how long. */
const told = async () =>
  (await world.calls('telegram'))
    .filter(({ path, body }) => path === '/sendMessage' && String(body.text).includes('ждёт ответа'))
    .map(({ body }) => [body.chat_id, /ждёт ответа ([^<]+)</.exec(String(body.text))?.[1]])
const clock = (leadId: string) => world.app.db.prisma.slaClock.findUnique({ where: { leadId } })

describe('a client of Batumi waits', () => {
  it('five minutes: the responsible is reminded; ten: the branch manager is told', async () => {
    const { events } = await writes('sla-1', 499_001, 'Где забрать машину?')
    expect(await world.event(events[0] ?? '')).toMatchObject({
      status: 'done',
      agents: expect.arrayContaining([expect.objectContaining({ name: 'sla-control', status: 'done' })]),
    })
    await later(4)
    expect(await told()).toEqual([])
    await later(1)
    expect(await told()).toEqual([[EMPLOYEE, '5 мин']])
    await later(5)
    expect(await told()).toEqual([
      [EMPLOYEE, '5 мин'],
      [MANAGER, '10 мин'],
    ])
  })

  it('an answer of another program changes nothing; one typed in Umnico stops the clock', async () => {
    await isAnswered('sla-2', 499_001, { customId: 'crm-77' })
    expect(await clock('499001')).toMatchObject({ status: 'running', stage: 'breach' })
    await later(3)
    const { events } = await isAnswered('sla-3', 499_001)
    expect(await world.event(events[0] ?? '')).toMatchObject({ type: 'message.sent', status: 'done' })
    expect(await clock('499001')).toMatchObject({ status: 'answered', answeredBy: 'в Umnico, оператор 15' })
    await later(60)
    expect(await told()).toHaveLength(2)
  })

  it('the same answer once more is a duplicate, and thanks ask for nothing', async () => {
    const before = (await world.calls()).filter(({ method }) => method !== 'GET').length
    expect(
      (await post(outgoing({ messageId: 'sla-3', message: { text: 'Ждём вас в офисе.', attachments: [] } }, { leadId: 499_001 })))
        .duplicate,
    ).toBe(true)
    expect((await world.calls()).filter(({ method }) => method !== 'GET')).toHaveLength(before)
    await writes('sla-4', 499_001, 'Спасибо!')
    await later(60)
    expect(await told()).toHaveLength(2)
    expect(await clock('499001')).toMatchObject({ messageId: 'sla-1', status: 'answered' })
  })
})

describe('a client who was answered through the bot', () => {
  it('is not spoken of, as soon as the answer has left', async () => {
    const before = await told()
    await writes('sla-5', 499_002, 'А детское кресло есть?')
    const { prisma } = world.app.db
    /** An answer on the ledger, told by whoever caused that event. */
    const reply = (type: string, key: string) =>
      prisma.event
        .create({
          data: {
            ...{ id: crypto.randomUUID(), type, source: 'telegram', subject: `chat:test:${key}`, priority: 2, dedupeKey: key, payload: {} },
            ...{ timestamp: world.clock.now(), receivedAt: world.clock.now(), status: 'done' },
          },
        })
        .then(({ id }) =>
          prisma.effect.create({
            data: {
              ...{ key, eventId: id, agent: 'client-chats', kind: 'umnico.reply', slot: 'main', target: 'umnico:499002', payload: {} },
              ...{ status: 'sent', createdAt: world.clock.now(), finishedAt: world.clock.now() },
            },
          }),
        )
    await later(2)
    // What no person asked for is no answer of a person.
    await reply('message.incoming', 'by-program')
    await later(3)
    expect((await told()).slice(before.length)).toEqual([[EMPLOYEE, '5 мин']])
    await reply('message.employee', 'by-person')
    await later(60)
    expect((await told()).slice(before.length)).toHaveLength(1)
    expect(await clock('499002')).toMatchObject({ status: 'answered', answeredBy: 'сотрудник через бота' })
  })
})
