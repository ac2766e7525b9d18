// Payments from Stripe's door to the managers' chat: in any order, twice, late, undelivered — a payment never moves backwards.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp } from '../../src/app.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { reprocessQuarantined } from '../../src/ingress/reprocess.ts'
import type { Source } from '../../src/ingress/source.ts'
import { stripeSource } from '../../src/ingress/sources/stripe.ts'
import { createLog } from '../../src/observability/log.ts'
import { until } from '../process/children.ts'
import { postStripe, signatureOf, stripeEvent } from '../support/stripe-webhook.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { SCHEDULES: 'off' } })
})
afterAll(() => world.stop())

let n = 0
/** A payment, a session and ids nobody else in this file has. */
let pi: string
beforeEach(() => {
  pi = `pi_flow${++n}`
})
const evt = () => `evt_flow${++n}`
type Change = NonNullable<Parameters<typeof stripeEvent>[1]>
const about = (name: string, { object = {}, ...more }: Change = {}) => {
  const intent = name.startsWith('payment_intent') ? { id: pi } : { payment_intent: pi }
  const created = Math.floor(world.clock.now().getTime() / 1000)
  return stripeEvent(name, {
    id: evt(),
    created,
    ...more,
    object: { ...intent, metadata: { bookingId: '700001', clientId: '60001' }, ...object },
  })
}
const succeeded = (change?: Change) => about('payment_intent.succeeded', change)
const failed = (change?: Change) => about('payment_intent.payment_failed', change)
const refunded = (amount_refunded: number) =>
  about('charge.refunded.partial', { object: { amount_refunded, refunded: amount_refunded === 45000 } })
const disputed = (change?: Change) =>
  about('charge.dispute.created', { ...change, object: { id: `dp_${pi}`, metadata: {}, ...change?.object } })

/** Posts them one after another, each finished before the next. */
async function happen(...events: unknown[]) {
  const ids: string[] = []
  for (const event of events) {
    const { status, body } = await postStripe(world, event)
    expect([status, body.ok]).toEqual([200, true])
    ids.push(...body.events)
    await world.app.drain()
  }
  return ids
}
const row = () => world.app.db.prisma.payment.findUnique({ where: { id: pi } })
const summaryOf = async (id: string | undefined) => (await world.event(id ?? '')).agents[0]?.summary
/** What was told of payments since it was asked last, first line each. */
let told = 0
async function news(): Promise<string[]> {
  const sent = (await world.calls('telegram'))
    .filter(({ path }) => path === '/sendMessage')
    .map(({ body }) => String(body.text))
    .filter((text) => /^[✅❌↩⌛🚨]/u.test(text))
  const fresh = sent.slice(told)
  told = sent.length
  return fresh.map((text) => text.split('\n')[0] ?? '')
}
afterEach(() => news())

describe('a card payment by Checkout', () => {
  it('is booked once and told once, although Stripe tells it three times', async () => {
    const session = about('ignored/checkout.session.completed')
    const charge = about('ignored/charge.succeeded')
    await happen(session, succeeded(), charge)
    expect(await row()).toMatchObject({
      status: 'succeeded',
      amountMinor: 45000n,
      refundedMinor: 0n,
      currency: 'gel',
      bookingId: 700001,
      clientId: 60001,
    })
    expect(await news()).toEqual(['✅ <b>Оплата прошла: 450,00 GEL</b>'])
  })

  it('by a slow method is not paid until its result comes, and then once', async () => {
    await happen(about('ignored/checkout.session.completed.unpaid'))
    expect([await row(), await news()]).toEqual([null, []])
    const [, second] = await happen(succeeded(), about('checkout.session.async_payment_succeeded'))
    expect(await news()).toEqual(['✅ <b>Оплата прошла: 450,00 GEL</b>'])
    expect(await summaryOf(second)).toBe('Об этой оплате уже сообщил: второй раз не пишу.')
  })
})

describe('never backwards', () => {
  it('a failure that comes after the success changes nothing and worries nobody', async () => {
    const [, late] = await happen(succeeded(), failed())
    expect(await row()).toMatchObject({ status: 'succeeded' })
    expect(await news()).toEqual(['✅ <b>Оплата прошла: 450,00 GEL</b>'])
    expect(await summaryOf(late)).toBe('Известие о неудачной оплате устарело, не пересылаю: платёж прошёл.')
    expect(await world.event(late ?? '')).toMatchObject({ status: 'done', effects: [{ kind: 'payment.record', status: 'sent' }] })
  })

  it('a failure, another one, then the success: told of each change, in plain words', async () => {
    await happen(failed(), failed())
    expect(await news()).toEqual(['❌ <b>Оплата не прошла: 450,00 GEL</b>'])
    await happen(succeeded())
    expect([(await row())?.status, await news()]).toEqual(['succeeded', ['✅ <b>Оплата прошла: 450,00 GEL</b>']])
  })

  it('refunds add up and never shrink', async () => {
    await happen(succeeded(), refunded(15000))
    expect(await row()).toMatchObject({ status: 'partially_refunded', refundedMinor: 15000n })
    const [, again, older] = await happen(refunded(45000), refunded(45000), refunded(15000))
    expect(await row()).toMatchObject({ status: 'refunded', refundedMinor: 45000n, amountMinor: 45000n })
    expect(await news()).toEqual([
      '✅ <b>Оплата прошла: 450,00 GEL</b>',
      '↩️ <b>Частичный возврат: всего вернули 150,00 GEL из 450,00 GEL</b>',
      '↩️ <b>Полный возврат: 450,00 GEL</b>',
    ])
    for (const id of [again, older])
      expect(await summaryOf(id)).toBe('Об этом возврате уже известно, не пересылаю: платёж прошёл, и деньги уже вернули.')
  })

  it('a success that comes after its refund stays refunded', async () => {
    await happen(refunded(45000), succeeded())
    expect([(await row())?.status, await news()]).toEqual(['refunded', ['↩️ <b>Полный возврат: 450,00 GEL</b>']])
  })

  it('all orders of one payment end in the same row', async () => {
    const ends: unknown[] = []
    const events = [() => succeeded(), () => failed(), () => refunded(15000), () => disputed(), () => about('checkout.session.expired')]
    for (const turn of [0, 1, 3]) {
      pi = `pi_order${turn}`
      const order = [...events.slice(turn), ...events.slice(0, turn)]
      // All at once: the queue and two lanes decide.
      const posted = await Promise.all((turn % 2 === 0 ? order : order.toReversed()).map((event) => postStripe(world, event())))
      expect(posted.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
      await world.app.drain()
      const { status, refundedMinor, amountMinor, disputed: flag, bookingId } = (await row()) ?? {}
      ends.push({ status, refundedMinor, amountMinor, flag, bookingId })
    }
    const end = { status: 'partially_refunded', refundedMinor: 15000n, amountMinor: 45000n, flag: true, bookingId: 700001 }
    expect(ends).toEqual([end, end, end])
  })
})

describe('a dispute', () => {
  it('is told at once with the booking we know of, is a flag and no status, and is told once', async () => {
    await happen(succeeded())
    await news()
    const [first] = await happen(disputed())
    expect(await row()).toMatchObject({ status: 'succeeded', disputed: true, disputeId: `dp_${pi}` })
    const event = await world.event(first ?? '')
    expect(event.plan).toMatchObject({ by: 'rules', agents: ['payments'] })
    const [message] = event.effects.filter(({ kind }) => kind === 'telegram.message')
    expect(message?.payload.html).toContain('https://web.rentprog.ru/bookings/700001')
    expect((await news()).every((line) => line === '🚨 <b>Клиент оспорил платёж: 450,00 GEL</b>')).toBe(true)

    const [again, follow] = await happen(disputed(), about('ignored/charge.dispute.closed'))
    expect([await news(), follow]).toEqual([[], undefined])
    expect(await summaryOf(again)).toBe('Об этом споре уже сообщил: второй раз не пишу.')
  })

  it('that comes before anything else does not hide the payment', async () => {
    await happen(disputed({ object: { amount: 100 } }))
    expect(await row()).toMatchObject({ status: 'created', disputed: true, amountMinor: 100n })
    await news()
    await happen(succeeded())
    expect(await row()).toMatchObject({ status: 'succeeded', disputed: true, amountMinor: 45000n })
    expect(await news()).toEqual(['✅ <b>Оплата прошла: 450,00 GEL</b>'])
  })
})

describe('the door', () => {
  it('takes one event once, however often and at once it is delivered', async () => {
    const event = succeeded()
    const posted = await Promise.all(Array.from({ length: 50 }, () => postStripe(world, event)))
    expect(posted.map(({ status }) => status)).toEqual(Array(50).fill(200))
    expect(posted.filter(({ body }) => !body.duplicate)).toHaveLength(1)
    expect(new Set(posted.map(({ body }) => `${body.id} ${body.events}`)).size).toBe(1)
    await world.app.drain()
    expect(await world.app.db.prisma.event.count({ where: { subject: `payment:${pi}` } })).toBe(1)
    expect(await news()).toEqual(['✅ <b>Оплата прошла: 450,00 GEL</b>'])
  })

  it('lets nobody in without a signature that is right and fresh, and keeps nothing of them', async () => {
    const raw = JSON.stringify(succeeded())
    const at = (seconds: number) => new Date(world.clock.now().getTime() + seconds * 1000)
    const before = await world.app.db.prisma.delivery.count()
    const headers = [
      null,
      '',
      'noise',
      signatureOf(raw, at(0), 'guess'),
      signatureOf(raw, at(-301)),
      signatureOf(raw, at(301)),
      signatureOf(`${raw} `, at(0)),
    ]
    for (const header of headers) {
      const { status, body } = await postStripe(world, raw, header)
      expect([status, body]).toEqual([401, { ok: false, error: expect.stringMatching(/^[^\n]{10,100}$/) }])
    }
    expect((await postStripe(world, raw.replace('45000', '1'), signatureOf(raw, at(0)))).status).toBe(401)
    expect(await world.app.db.prisma.delivery.count()).toBe(before)
    expect((await postStripe(world, raw, signatureOf(raw, at(-299)))).status).toBe(200)
  })

  it('takes what Stripe’s retry brings: the same event under a fresh signature', async () => {
    const event = succeeded()
    const first = await postStripe(world, event)
    world.clock.advance(HOUR_MS)
    expect(await postStripe(world, event)).toMatchObject({
      status: 200,
      body: { duplicate: true, id: first.body.id, events: first.body.events },
    })
    await world.app.drain()
  })

  it('keeps what is of the other mode, answers 200, and tells a person', async () => {
    const { status, body } = await postStripe(world, succeeded({ livemode: true }))
    expect([status, body.events]).toEqual([200, []])
    expect((await world.api(`/deliveries/${body.id}`)).body).toMatchObject({
      status: 'ignored',
      reason: expect.stringContaining('livemode'),
    })
    const alerted = async () => (await world.calls('telegram')).some(({ body }) => String(body.text).includes('проверьте STRIPE_API_KEY'))
    expect(await until(5_000, alerted)).toBe(true)
  })

  it('keeps what it cannot read, with its bytes, and answers 202', async () => {
    const { status, body } = await postStripe(world, succeeded({ object: { amount: 'much', amount_received: 'much' } }))
    expect([status, body.quarantined]).toEqual([202, true])
  })
})

describe('what Stripe could not deliver', () => {
  const put = async (event: unknown, delivered = false) => {
    const response = await fetch(`${world.sandbox.url}/_stripe/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...(event as object), delivered }),
    })
    expect(response.status).toBe(200)
  }
  const found = () => world.app.db.prisma.event.findMany({ where: { subject: { contains: pi } }, orderBy: { seq: 'asc' } })
  const asked = async () => (await world.calls('stripe')).filter(({ path }) => path.startsWith('/events')).length
  it('is asked for at the first start, taken like a webhook and marked', async () => {
    await put(failed({ created: Math.floor(world.clock.now().getTime() / 1000) - 7_200 }))
    await put(succeeded())
    await put(refunded(15000), true)
    await world.app.tick()
    await world.app.drain()
    expect((await found()).map(({ type, payload, status }) => [type, (payload as { reconciled?: boolean }).reconciled, status])).toEqual([
      ['payment.failed', true, 'done'],
      ['payment.succeeded', true, 'done'],
    ])
    expect(await row()).toMatchObject({ status: 'succeeded' })
    expect(await world.app.db.prisma.delivery.findMany({ where: { source: 'stripe', door: 'poll' } })).toHaveLength(2)
  })

  it('because our door did not know its secret, is found all the same', async () => {
    const deliver = async (event: unknown, secret: string) => {
      const response = await fetch(`${world.sandbox.url}/_stripe/deliver`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ url: `${world.app.url}/webhooks/stripe`, event, secret }),
      })
      return (await response.json()) as { status: number }
    }
    expect(await deliver(succeeded(), 'whsec_of_another_endpoint')).toMatchObject({ status: 401 })
    expect(await deliver(refunded(15000), 'sandbox-stripe')).toMatchObject({ status: 200 })
    world.clock.advance(HOUR_MS)
    await world.app.tick()
    const marks = (await found()).map(({ type, payload }) => [type, (payload as { reconciled?: boolean }).reconciled])
    expect(marks).toEqual([
      ['payment.refunded', undefined],
      ['payment.succeeded', true],
    ])
  })

  it('is asked for hourly and not more often, and what the door brought meanwhile is a duplicate', async () => {
    const before = await asked()
    const event = succeeded()
    await happen(event)
    await put(event)
    await world.app.tick()
    expect(await asked()).toBe(before)
    world.clock.advance(HOUR_MS)
    await world.app.tick()
    expect(await asked()).toBe(before + 1)
    expect(await found()).toMatchObject([{ payload: expect.not.objectContaining({ reconciled: true }) }])
    // The webhook of what was found by asking comes after all.
    const late = succeeded()
    await put(late)
    world.clock.advance(HOUR_MS)
    await world.app.tick()
    expect((await postStripe(world, late)).body).toMatchObject({ duplicate: true })
  })

  it('is asked for again at every start, without waiting for the hour, once however many start', async () => {
    const before = await asked()
    await world.app.tick()
    expect(await asked()).toBe(before)
    await put(succeeded())
    const environment = { PORT: '0', ROLE: 'scheduler', SCHEDULES: 'off', DATABASE_URL: world.database.url, SANDBOX_URL: world.sandbox.url }
    const start = () => startApp(readConfig(environment), { clock: world.clock, background: false, log: createLog({ level: 'silent' }) })
    const replica = await start()
    await Promise.all([world.app, replica].map((app) => app.tick()))
    await replica.stop()
    expect([await asked(), (await found()).length]).toEqual([before + 1, 1])
  })

  it('is read to the last page, and a failure in between forgets nothing', async () => {
    // They make no events: what is counted is that each was seen.
    const many = Array.from({ length: 120 }, () => about('ignored/checkout.session.completed'))
    await Promise.all(many.map((event) => put(event)))
    const seen = () => world.app.db.prisma.delivery.count({ where: { dedupeKey: { in: many.map(({ id }) => id) } } })
    await world.fault({ system: 'stripe', match: 'starting_after', status: 400, times: 1 })
    world.clock.advance(HOUR_MS)
    await world.app.tick()
    expect(await seen()).toBe(0)
    world.clock.advance(MINUTE_MS)
    await world.app.tick()
    expect(await seen()).toBe(120)
  })

  it('and cannot be read is kept for a person, once', async () => {
    const strange = succeeded({ object: { amount: 'much', amount_received: 'much' } })
    await put(strange)
    for (let hour = 0; hour < 2; hour++) {
      world.clock.advance(HOUR_MS)
      await world.app.tick()
    }
    const kept = await world.app.db.prisma.delivery.findMany({ where: { source: 'stripe', dedupeKey: strange.id } })
    expect(kept).toMatchObject([{ status: 'quarantined', door: 'poll' }])
    // After a fix it is an event, although its id is in the inbox already: in this very delivery.
    const door = stripeSource({ secrets: [], livemode: false })
    const fixed: Source = {
      ...door,
      read: (delivery) => door.read({ ...delivery, raw: Buffer.from(delivery.raw.toString().replaceAll('"much"', '45000')) }),
    }
    const options = { db: world.app.db, clock: world.clock, sources: [fixed], duplicateWindowMin: 15 }
    expect(await reprocessQuarantined(options, kept[0]?.id)).toMatchObject([{ events: [expect.any(String)] }])
    expect((await postStripe(world, succeeded({ id: strange.id }))).body).toMatchObject({ duplicate: true })
  })
})
