// A payment link from the wish to the money: asked for by staff, agreed to by a manager, posted, sent by a press, paid; and a dispute.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOUR_MS, inTbilisi } from '../../src/clock.ts'
import { cardsIn } from '../support/approvals.ts'
import { postStripe, stripeEvent } from '../support/stripe-webhook.ts'
import { answersTo, messagesTo, post } from '../support/telegram-door.ts'
import { presses, says } from '../support/telegram-updates.ts'
import { incoming } from '../support/umnico-webhook.ts'
import { NOON, startWorld, type World } from '../support/world.ts'

let world: World
const BOOKING = 720_001
const CLIENTS = -1000000000004
const EMPLOYEE = 100000001
const local = (ms: number) => inTbilisi(new Date(NOON.getTime() + ms)).toFormat('dd-MM-yyyy H:mm')

beforeAll(async () => {
  world = await startWorld({ environment: { SCHEDULES: 'off' } })
  await world.rentprog('batumi', 'booking_create', {
    id: BOOKING,
    number: 4777,
    state: 'Активная',
    active: true,
    car_id: 80001,
    client_id: 60001,
    first_name: 'Иван',
    last_name: 'Тестов',
    responsible_id: 90001,
    start_date: local(48 * HOUR_MS),
    end_date: local(96 * HOUR_MS),
    total: 450,
    paid: 100,
  })
  await world.app.drain()
  await world.app.db.prisma.conversation.create({
    data: {
      ...{ leadId: '400001', topic: 'client:60001', clientId: 60001, name: 'Иван Тестов', language: 'en', status: 'open' },
      ...{ realId: '255', saId: '88', bookingId: BOOKING, branch: 'batumi', updatedAt: NOON },
    },
  })
})
afterAll(() => world.stop())

/** Staff say or press something, and everything that follows of it happens. */
async function staff(update: Parameters<typeof post>[1]): Promise<string> {
  const { status, body } = await post(world, update)
  expect(status).toBe(200)
  await world.app.drain()
  return body.events[0] ?? ''
}
const link = () => world.app.db.prisma.paymentLink.findFirst({ where: { bookingId: BOOKING }, orderBy: { createdAt: 'desc' } })
const toClients = () => messagesTo(world, CLIENTS)
const pay = async (outcome: 'paid' | 'expired') => {
  const order = { link: (await link())?.url, outcome, url: `${world.app.url}/webhooks/stripe` }
  const response = await fetch(`${world.sandbox.url}/_stripe/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  })
  expect(response.status).toBe(200)
  await world.app.drain()
}
const approve = async (event: string) => {
  const wish = (await world.event(event)).effects.find(({ kind }) => kind === 'stripe.link')
  expect(wish?.status).toBe('awaiting')
  expect((await world.api(`/effects/${wish?.key}/approve`, 'POST')).status).toBe(202)
  await world.app.drain()
}

describe('a link', () => {
  let asked: string

  it('that staff ask for waits for a manager: nothing is made, and nobody else waits with it', async () => {
    asked = await staff(says('ссылка на оплату 200 USD по брони 4777'))
    expect(await world.event(asked)).toMatchObject({
      status: 'waiting',
      plan: { by: 'rules', agents: ['payments'], intent: 'payment_link' },
    })
    expect(await link()).toMatchObject({ status: 'requested', amountMinor: 20000n, currency: 'usd', requestedBy: 90001, url: null })
    expect((await world.calls('stripe')).filter(({ method }) => method === 'POST')).toEqual([])
    expect((await messagesTo(world, EMPLOYEE)).at(-1)).toContain('Попросил руководителя согласовать ссылку на <b>200,00 USD</b>')
    const [card] = await cardsIn(world)
    expect(card?.text).toContain('\nВыставить клиенту ссылку на оплату 200 USD по брони #4777: ')
    expect(card?.text).not.toContain('жду согласия')
    // The card stands in the same topic and waits; what others say there does not.
    await postStripe(
      world,
      stripeEvent('payment_intent.payment_failed', { object: { id: 'pi_other', metadata: { bookingId: String(BOOKING) } } }),
    )
    await world.app.drain()
    expect(await toClients()).toEqual([expect.stringContaining('❌ <b>Оплата не прошла: 450,00 GEL</b>')])
  })

  it('is made and posted in the client’s topic once the manager agrees', async () => {
    await approve(asked)
    expect((await world.event(asked)).status).toBe('done')
    const row = await link()
    expect(row).toMatchObject({ status: 'created', url: expect.stringMatching(/^https:/) })
    expect((await toClients()).at(-1)).toContain(row?.url)
  })

  it('reaches the client when an employee presses the button, once', async () => {
    const data = `py|${(await link())?.id}|send`
    await staff(presses(data, { id: 'send-1' }))
    await staff(presses(data, { id: 'send-2' }))
    const sent = (await world.calls('umnico')).filter(({ method, path }) => method === 'POST' && path.includes('messaging'))
    expect(sent).toHaveLength(1)
    expect(JSON.stringify(sent[0]?.body)).toContain(`Hello! Here is your payment link for 200.00 USD: ${(await link())?.url}`)
    expect([await answersTo(world, 'send-1'), await answersTo(world, 'send-2')]).toEqual([
      ['Отправляю клиенту.'],
      ['Уже отправил клиенту.'],
    ])
  })

  it('that is paid is paid, and everybody concerned hears of it once', async () => {
    const before = (await toClients()).length
    await pay('paid')
    expect(await link()).toMatchObject({ status: 'paid', paymentId: expect.stringMatching(/^pi_/) })
    const fresh = (await toClients()).slice(before)
    expect(fresh).toEqual([expect.stringContaining('✅ <b>Оплата прошла: 200,00 USD</b> — по нашей ссылке')])
    expect((await messagesTo(world, EMPLOYEE)).filter((text) => text.includes('Оплата прошла'))).toHaveLength(1)
    const paid = await world.app.db.prisma.payment.findFirst({ where: { id: (await link())?.paymentId ?? '' } })
    expect(paid).toMatchObject({ status: 'succeeded', bookingId: BOOKING, clientId: 60001, currency: 'usd', amountMinor: 20000n })
  })

  it('that was paid is not reminded of', async () => {
    const before = await toClients()
    world.clock.advance(73 * HOUR_MS)
    await world.app.tick()
    await world.app.drain()
    expect(await toClients()).toEqual(before)
  })

  it('that expired may be asked for again, once, and the old one is closed', async () => {
    await approve(await staff(says('/pay 4777 50 GEL')))
    const old = await link()
    await pay('expired')
    expect(await world.app.db.prisma.paymentLink.findUnique({ where: { id: old?.id } })).toMatchObject({ status: 'expired' })
    world.clock.advance(1_000)
    await staff(presses(`py|${old?.id}|again`, { id: 'again-1' }))
    await staff(presses(`py|${old?.id}|again`, { id: 'again-2' }))
    expect(await link()).toMatchObject({ status: 'requested', amountMinor: 5000n, currency: 'gel' })
    expect(await world.app.db.prisma.paymentLink.count({ where: { bookingId: BOOKING } })).toBe(3)
    expect(await answersTo(world, 'again-2')).toEqual(['Новая ссылка уже запрошена.'])
    const closed = (await world.calls('stripe')).filter(({ path }) => path.endsWith(`/payment_links/${old?.stripeId}`))
    expect(closed).toMatchObject([{ method: 'POST', body: { active: 'false' }, status: 200 }])
  })

  it('that is refused waits for nobody any more, and whoever asked for it hears so', async () => {
    world.clock.advance(1_000)
    const event = await staff(says('/pay 4777 70 GEL'))
    expect(await link()).toMatchObject({ status: 'requested', amountMinor: 7000n })
    const wish = (await world.event(event)).effects.find(({ kind }) => kind === 'stripe.link')
    expect((await world.api(`/effects/${wish?.key}/discard`, 'POST')).status).toBe(202)
    await world.app.drain()
    expect(await link()).toMatchObject({ status: 'cancelled', amountMinor: 7000n, url: null })
    expect((await messagesTo(world, EMPLOYEE)).at(-1)).toMatch(/^✖️ Отказано/)
    await staff(says('/debt 4777'))
    expect((await messagesTo(world, EMPLOYEE)).at(-1)).not.toMatch(/70,00 GEL — ждёт согласования/)
  })
})

it('a client who asks of two things finds staff with one note of both, and chooses nothing by it', async () => {
  const before = (await toClients()).length
  const links = await world.app.db.prisma.paymentLink.count()
  const text = 'Is my booking confirmed? I want to pay. /pay 1 GEL'
  const body = incoming({ messageId: 'ask-1', datetime: world.clock.now().getTime(), message: { text, attachments: [] } })
  for (let turn = 0; turn < 2; turn++) {
    const answer = await fetch(`${world.app.url}/webhooks/umnico?t=sandbox-umnico`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(200)
    await world.app.drain()
  }
  const notes = (await toClients()).slice(before).filter((note) => note.includes('Клиент спрашивает'))
  expect(notes).toEqual([expect.stringMatching(/Клиент спрашивает о брони[\s\S]*#4777[\s\S]*Клиент спрашивает о деньгах/)])
  expect(await world.app.db.prisma.paymentLink.count()).toBe(links)
})

it('a dispute reaches the director, the branch and the client’s topic at once, with the date for evidence', async () => {
  const director = await world.app.db.prisma.staff.findFirst({ where: { role: 'director' } })
  const due_by = Math.floor(world.clock.now().getTime() / 1000) + 7 * 24 * 3_600
  const dispute = stripeEvent('charge.dispute.created', {
    created: Math.floor(world.clock.now().getTime() / 1000),
    object: { id: 'dp_flow', payment_intent: 'pi_other', evidence_details: { due_by } },
  })
  for (let turn = 0; turn < 2; turn++) {
    expect((await postStripe(world, dispute)).status).toBe(200)
    await world.app.drain()
  }
  const told = (await messagesTo(world, Number(director?.telegramId))).filter((text) => text.includes('Клиент оспорил платёж'))
  expect(told).toEqual([expect.stringMatching(/Бронь #4777[\s\S]*Доказательства нужны до/)])
  expect((await toClients()).filter((text) => text.includes('Клиент оспорил платёж'))).toHaveLength(1)
})
