// What the person on duty can read of deliveries, events and effects.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApi } from '../../src/api/index.ts'
import { frozenClock } from '../../src/clock.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { AT, insertDelivery, insertEffect, insertEvent, newId } from './rows.ts'
import { type Answered, type Caller, notedVerbs, serve } from './server.ts'

let database: TestDatabase
let api: Caller
beforeAll(async () => {
  database = await testDatabase()
  const clock = frozenClock(new Date(AT.getTime() + 90_000))
  const circuits = () => ({ telegram: 'open' })
  api = await serve('/api', createApi({ db: database.db, clock, adminTokens: ['now'], circuits, ...notedVerbs().verbs }))
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
})
beforeEach(() => database.db.query('TRUNCATE deliveries, events CASCADE'))

describe('an event', () => {
  it('is shown with its plan, agents and effects, in exactly the promised fields', async () => {
    const { db } = database
    const delivery = await insertDelivery(db)
    const cause = newId()
    const plan = { agents: ['booking-controller'], mode: 'parallel', by: 'rules', reason: 'table' }
    const event = await insertEvent(db, {
      deliveryId: delivery.id,
      status: 'partial',
      attempts: 5,
      plan,
      error: 'one agent failed',
      startedAt: AT,
      finishedAt: AT,
      causeEventId: cause,
      causeAgent: 'issue-assistant',
    })
    await db.prisma.outcome.create({
      data: {
        eventId: event.id,
        agent: 'booking-controller',
        status: 'failed',
        attempts: 5,
        durationMs: 12,
        error: 'no car',
        summary: 'Искали машину',
      },
    })
    const first = await insertEffect(db, event.id, { status: 'sent', receipt: { taskId: 't1' }, attempts: 1 })
    await insertEffect(db, event.id, { slot: 'another', status: 'failed', error: 'refused' })
    const { status, body } = await api.get(`/api/events/${event.id}`)
    expect(status).toBe(200)
    expect(body).toEqual({
      id: event.id,
      deliveryId: delivery.id,
      source: 'rentprog',
      type: 'booking.created',
      subject: 'booking:700001',
      status: 'partial',
      attempts: 5,
      payload: { branch: 'batumi', booking_id: 700001 },
      plan,
      agents: [{ name: 'booking-controller', status: 'failed', attempts: 5, durationMs: 12, error: 'no car', summary: 'Искали машину' }],
      effects: [
        {
          key: first.key,
          kind: 'yougile.task',
          status: 'sent',
          receipt: { taskId: 't1' },
          attempts: 1,
          error: null,
          payload: { title: 'Выдача' },
        },
        expect.objectContaining({
          key: `${event.id}:booking-controller:yougile.task:another`,
          status: 'failed',
          receipt: null,
          error: 'refused',
        }),
      ],
      receivedAt: AT.toISOString(),
      startedAt: AT.toISOString(),
      finishedAt: AT.toISOString(),
      error: 'one agent failed',
      timestamp: AT.toISOString(),
      priority: 5,
      notBefore: null,
      cause: { eventId: cause, agent: 'issue-assistant' },
    })
  })

  it('that was just received has no plan, no agents and no effects yet', async () => {
    const event = await insertEvent(database.db)
    expect((await api.get(`/api/events/${event.id}`)).body).toMatchObject({
      deliveryId: null,
      plan: null,
      agents: [],
      effects: [],
      startedAt: null,
      cause: null,
    })
  })

  it('is 404 when unknown and 400 when its id is none', async () => {
    expect(await api.get(`/api/events/${newId()}`)).toMatchObject({ status: 404, body: { ok: false, error: 'there is no such event' } })
    expect(await api.get('/api/events/17')).toMatchObject({ status: 400, body: { ok: false, error: 'id: is not an id (uuid)' } })
    expect(await api.get('/api/events/%E0%A4%A')).toMatchObject({ status: 400, body: { ok: false } })
  })
})

describe('the list of events', () => {
  it('filters by status, type and subject', async () => {
    const { db } = database
    const dead = await insertEvent(db, { status: 'dead', type: 'car.moved', subject: 'car:80001' })
    await insertEvent(db, { status: 'done', type: 'car.moved', subject: 'car:80002' })
    await insertEvent(db, { status: 'dead' })
    const ids = async (query: string) => (await api.get(`/api/events?${query}`)).body.events.map((event) => event.id)
    expect(await ids('status=dead&type=car.moved')).toEqual([dead.id])
    expect(await ids('subject=car:80001')).toEqual([dead.id])
    expect(await ids('status=dead')).toHaveLength(2)
    expect(await ids('status=done&type=booking.created')).toEqual([])
  })

  it('goes page by page in the order of their ids, each event once', async () => {
    const inserted: string[] = []
    for (let n = 0; n < 120; n++) inserted.push((await insertEvent(database.db)).id)
    const seen: string[] = []
    const sizes: number[] = []
    let next: string | null = ''
    while (next !== null) {
      const { body }: Answered = await api.get(`/api/events${next === '' ? '' : `?after=${next}`}`)
      sizes.push(body.events.length)
      seen.push(...body.events.map((event) => event.id))
      next = body.next
    }
    expect(sizes).toEqual([50, 50, 20])
    expect(seen).toEqual([...inserted].sort())
  })

  it('says that there is no next page when the last one is full', async () => {
    for (let n = 0; n < 50; n++) await insertEvent(database.db)
    const { body } = await api.get('/api/events')
    expect(body.events).toHaveLength(50)
    expect(body.next).toBeNull()
  })

  it.each(['status=lost', 'after=17', 'type=', 'state=dead', 'status=dead&status=done'])('refuses %s', async (query) => {
    expect(await api.get(`/api/events?${query}`)).toMatchObject({ status: 400, body: { ok: false, error: expect.any(String) } })
  })
})

describe('a delivery', () => {
  it('is shown with its raw text and the events it became', async () => {
    const { db } = database
    const raw = '{"event":"booking_update","payload":"{\\"id\\"=>700001}"}\r\n  привет \u{1F697}'
    const delivery = await insertDelivery(db, { raw: Buffer.from(raw), contentType: 'application/json' })
    const events = [await insertEvent(db, { deliveryId: delivery.id }), await insertEvent(db, { deliveryId: delivery.id })].map(
      (event) => event.id,
    )
    const { body } = await api.get(`/api/deliveries/${delivery.id}`)
    expect(body).toEqual({
      id: delivery.id,
      source: 'rentprog',
      door: 'batumi',
      status: 'accepted',
      reason: null,
      contentType: 'application/json',
      receivedAt: AT.toISOString(),
      events: events.sort(),
      raw,
    })
  })

  it.each([
    ['that is no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]), 'base64'],
    ['cut inside a character', Buffer.from('привет').subarray(0, 5), 'base64'],
    ['with a byte order mark', Buffer.from('\uFEFF{}'), undefined],
    ['of nothing', Buffer.alloc(0), undefined],
  ])('gives back every byte of a body %s', async (_, raw, encoding) => {
    const delivery = await insertDelivery(database.db, { raw, status: 'quarantined', reason: 'not JSON' })
    const { body } = await api.get(`/api/deliveries/${delivery.id}`)
    expect(body.rawEncoding).toBe(encoding)
    expect(Buffer.from(body.raw, body.rawEncoding ?? 'utf8')).toEqual(raw)
  })

  it('is found among the quarantined, without the weight of its bytes', async () => {
    await insertDelivery(database.db)
    const odd = await insertDelivery(database.db, { status: 'quarantined', reason: 'unknown event', source: 'umnico', door: 'main' })
    const { body } = await api.get('/api/deliveries?status=quarantined')
    expect(body).toEqual({ deliveries: [expect.objectContaining({ id: odd.id, reason: 'unknown event', events: [] })], next: null })
    expect(body.deliveries[0]).not.toHaveProperty('raw')
    expect((await api.get('/api/deliveries?source=rentprog')).body.deliveries).toHaveLength(1)
  })

  it('is 404 when unknown and 400 when its id is none', async () => {
    expect((await api.get(`/api/deliveries/${newId()}`)).status).toBe(404)
    expect((await api.get('/api/deliveries/x')).status).toBe(400)
  })
})

describe('an effect', () => {
  it('is found by its key, written plainly or percent-encoded', async () => {
    const event = await insertEvent(database.db)
    const effect = await insertEffect(database.db, event.id, { slot: 'T-120/a', status: 'uncertain', error: 'cut', critical: true })
    const encoded = await api.get(`/api/effects/${encodeURIComponent(effect.key)}`)
    expect(encoded.body).toMatchObject({
      key: effect.key,
      eventId: event.id,
      agent: 'booking-controller',
      status: 'uncertain',
      critical: true,
      error: 'cut',
    })
    const plain = await insertEffect(database.db, event.id)
    expect((await api.get(`/api/effects/${plain.key}`)).body.key).toBe(plain.key)
    expect((await api.get(`/api/effects/${event.id}:x:y:z`)).status).toBe(404)
    expect((await api.get('/api/effects/with%20space')).status).toBe(400)
  })

  it('is listed by status', async () => {
    const event = await insertEvent(database.db)
    const uncertain = await insertEffect(database.db, event.id, { status: 'uncertain' })
    await insertEffect(database.db, event.id, { slot: 'b', status: 'sent' })
    const { body } = await api.get('/api/effects?status=uncertain')
    expect(body.effects.map((effect) => effect.key)).toEqual([uncertain.key])
    expect(body.next).toBeNull()
    expect((await api.get('/api/effects?status=dead')).status).toBe(400)
  })
})

describe('the overview', () => {
  it('counts, and names what waits longest and what only a person can move on', async () => {
    const { db } = database
    await insertDelivery(db, { status: 'quarantined' })
    const oldest = await insertEvent(db, { status: 'queued' })
    await insertEvent(db, { status: 'received', receivedAt: new Date(AT.getTime() + 1000) })
    await insertEvent(db, { status: 'scheduled', receivedAt: new Date(AT.getTime() - 60_000) })
    const dead = await insertEvent(db, { status: 'dead' })
    await insertEvent(db, { status: 'partial' })
    await insertEffect(db, dead.id, { status: 'failed' })
    expect((await api.get('/api/overview')).body).toEqual({
      at: new Date(AT.getTime() + 90_000).toISOString(),
      events: { dead: 1, partial: 1, queued: 1, received: 1, scheduled: 1 },
      effects: { failed: 1 },
      deliveries: { quarantined: 1 },
      oldestWaiting: {
        id: oldest.id,
        type: 'booking.created',
        subject: 'booking:700001',
        receivedAt: AT.toISOString(),
        waitingSeconds: 90,
      },
      deadLetters: { events: 2, effects: 1 },
      quarantined: 1,
      circuits: { telegram: 'open' },
      schedules: [],
    })
  })

  it('of an empty house is empty', async () => {
    expect((await api.get('/api/overview')).body).toMatchObject({
      events: {},
      oldestWaiting: null,
      deadLetters: { events: 0, effects: 0 },
      quarantined: 0,
    })
  })
})

describe('the audit log', () => {
  it('is read in pages, whole or by what, whom and what about', async () => {
    const { db } = database
    await db.prisma.staff.create({ data: { id: 90002, name: 'Георгий Абуладзе', role: 'manager', branch: 'batumi' } })
    const event = newId()
    const line = { what: 'approved', via: 'button', at: AT }
    await db.prisma.decision.createMany({
      data: [
        { id: 'a', about: `${event}:payments:stripe.link:main`, by: 90002, ...line },
        { id: 'b', about: `event:${event}`, ...line, what: 'replayed', via: 'api' },
        { id: 'c', about: 'staff:90001', by: 90009, action: 'staff.link', ...line, what: 'denied', note: 'не его филиал' },
        ...Array.from({ length: 60 }, (_, at) => ({ id: `more-${at}`, about: `task:${at}`, ...line })),
      ],
    })
    const read = async (query: string) =>
      (await api.get(`/api/audit${query}`)).body as unknown as { decisions: { id: string }[]; next: string | null }
    const first = await read('')
    expect(first.decisions).toHaveLength(50)
    const rest = await read(`?after=${first.next}`)
    expect([rest.decisions.length, rest.next]).toEqual([13, null])
    expect(new Set([...first.decisions, ...rest.decisions].map(({ id }) => id)).size).toBe(63)
    expect((await read(`?about=${event}`)).decisions).toEqual([
      {
        id: 'a',
        at: AT.toISOString(),
        what: 'approved',
        about: `${event}:payments:stripe.link:main`,
        action: null,
        by: { id: 90002, name: 'Георгий Абуладзе' },
        via: 'button',
        note: null,
      },
      expect.objectContaining({ id: 'b', by: null, via: 'api' }),
    ])
    expect((await read('?by=90009&what=denied&action=staff.link')).decisions).toMatchObject([
      { id: 'c', by: { id: 90009, name: null }, note: 'не его филиал' },
    ])
    for (const bad of ['?after=x', '?action=anything', '?by=me', '?who=1']) expect((await api.get(`/api/audit${bad}`)).status).toBe(400)
  })
})
