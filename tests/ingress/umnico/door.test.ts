// The Umnico door over HTTP: one status for each outcome, nothing twice, nothing lost, and no 500 whatever is posted.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokenUmnico } from '../../support/broken-umnico.ts'
import { incoming, outgoing } from '../../support/umnico-webhook.ts'
import { startWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { UMNICO_WEBHOOK_SECRET: 'sandbox-new,sandbox-old' } })
})
afterAll(() => world.stop())

interface Answer {
  status: number
  body: { ok: boolean; id: string; duplicate: boolean; events: string[]; quarantined?: true; error?: string }
}

async function post(body: unknown, secret = 'sandbox-old'): Promise<Answer> {
  const response = await fetch(`${world.app.url}/webhooks/umnico?t=${secret}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: body instanceof Uint8Array ? new Uint8Array(body) : typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}
const deliveryOf = (id: string) => world.app.db.prisma.delivery.findUniqueOrThrow({ where: { id } })
const eventsOf = (leadId: number) =>
  world.app.db.prisma.event.findMany({ where: { subject: `chat:umnico:${leadId}` }, orderBy: { seq: 'asc' } })

it('lets a message in by either secret, once, with the time it was written at', async () => {
  const first = await post(incoming({ messageId: 'm-1' }, { leadId: 410001 }), 'sandbox-new')
  expect(first).toMatchObject({ status: 200, body: { ok: true, duplicate: false, events: [expect.any(String)] } })
  expect(await post(incoming({ messageId: 'm-1' }, { leadId: 410001 }))).toEqual({ ...first, body: { ...first.body, duplicate: true } })
  expect(await eventsOf(410001)).toMatchObject([
    {
      type: 'message.incoming',
      source: 'umnico',
      priority: 2,
      timestamp: new Date('2030-11-05T05:59:30.000Z'),
      payload: { text: 'Здравствуйте' },
    },
  ])
})

it('turns strangers away, and an empty body', async () => {
  const before = await world.app.db.prisma.delivery.count()
  for (const secret of ['', 'guess', 'sandbox-new,sandbox-old', 'sandbox-umnico']) expect((await post(incoming(), secret)).status).toBe(401)
  expect((await post('')).status).toBe(400)
  expect((await post('x'.repeat(256 * 1024 + 1))).status).toBe(413)
  expect(await world.app.db.prisma.delivery.count()).toBe(before)
})

it('fifty times at once is once', async () => {
  const body = incoming({ messageId: 'm-50' }, { leadId: 410002 })
  const answers = await Promise.all(Array.from({ length: 50 }, () => post(body)))
  expect(answers.filter(({ body: { duplicate } }) => !duplicate)).toHaveLength(1)
  expect(new Set(answers.map(({ status, body: { id, events } }) => JSON.stringify([status, id, events]))).size).toBe(1)
  expect(await eventsOf(410002)).toHaveLength(1)
})

it('an answer with the id of a question is no duplicate of it, nor is a message of another chat', async () => {
  const same = { messageId: '7' }
  for (const body of [incoming(same, { leadId: 410003 }), outgoing(same, { leadId: 410003 }), incoming(same, { leadId: 410004 })])
    expect((await post(body)).body).toMatchObject({ duplicate: false, events: [expect.any(String)] })
  expect((await eventsOf(410003)).map(({ type }) => type)).toEqual(['message.incoming', 'message.sent'])
})

it('messages without content and without an id are each kept', async () => {
  const bare = { type: 'message.incoming', accountId: 5001, leadId: 410005, isNewLead: false, isNewCustomer: false }
  expect([await post(bare), await post(bare)].map(({ body }) => body.duplicate)).toEqual([false, false])
  expect(await eventsOf(410005)).toMatchObject([{ payload: { bodyMissing: true } }, { payload: { bodyMissing: true } }])
})

it('our own message is written down and makes no event', async () => {
  const ours = outgoing(
    { messageId: 'm-9', customId: '01930000-0000-7000-8000-000000000001:client-chats:umnico.reply:main' },
    { leadId: 410006 },
  )
  const answer = await post(ours)
  expect(answer).toMatchObject({ status: 200, body: { ok: true, duplicate: false, events: [] } })
  expect(await deliveryOf(answer.body.id)).toMatchObject({ status: 'ignored', reason: expect.stringContaining('our own message') })
  expect((await post(ours)).body).toMatchObject({ duplicate: true, events: [] })
  expect(await eventsOf(410006)).toEqual([])
})

it('what a client wrote reaches people, once; what we wrote ourselves does not', async () => {
  const question = incoming({ messageId: 'm-10', message: { text: 'Где забрать ключи?' } }, { leadId: 410007 })
  const ours = outgoing(
    { messageId: 'm-11', customId: '01930000-0000-7000-8000-000000000001:client-chats:umnico.reply:main' },
    { leadId: 410007 },
  )
  for (const body of [question, question, ours]) await post(body)
  await world.app.drain()
  const told = (await world.calls('telegram')).filter(
    ({ path, body }) => path === '/sendMessage' && String(body.text).includes('Где забрать ключи?'),
  )
  expect(told).toHaveLength(1)
})

it('a disconnected channel is told in the chat for alerts', async () => {
  const answer = await post({
    type: 'integration.deleted',
    accountId: 5001,
    integration: { id: 88, type: 'whatsapp2', login: '995000000001' },
  })
  expect(answer).toMatchObject({ status: 200, body: { events: [] } })
  const told = async () => (await world.calls('telegram')).filter(({ body }) => String(body.text).includes('отключили канал whatsapp2 88'))
  await expect.poll(told).toMatchObject([{ body: { chat_id: expect.anything() } }])
})

it('an unknown type waits for a person, with its bytes', async () => {
  const answer = await post({ type: 'message.deleted', leadId: 1 })
  expect(answer).toMatchObject({ status: 202, body: { ok: true, quarantined: true, events: [] } })
  expect(await deliveryOf(answer.body.id)).toMatchObject({ status: 'quarantined', reason: 'unknown type "message.deleted"' })
})

it('hostile bodies get one of the answers, none of them a 500', async () => {
  const bodies = fc.sample(brokenUmnico, { numRuns: 300, seed: 2031 })
  const statuses = new Map<number, number>()
  for (let at = 0; at < bodies.length; at += 20) {
    for (const { status } of await Promise.all(bodies.slice(at, at + 20).map((body) => post(body))))
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  expect([...statuses.keys()].filter((status) => ![200, 202, 400].includes(status))).toEqual([])
  for (const status of [200, 202]) expect(statuses.get(status)).toBeGreaterThan(20)
})
