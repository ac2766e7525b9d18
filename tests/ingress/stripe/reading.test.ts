// What each kind of Stripe event means, and why the others mean nothing.
import { describe, expect, it } from 'vitest'
import { createEvent } from '../../../src/events/index.ts'
import type { Reading } from '../../../src/ingress/source.ts'
import { stripeSource } from '../../../src/ingress/sources/stripe.ts'
import { ignored, stripeEvent, stripeFixture, understood } from '../../support/stripe-webhook.ts'

const receivedAt = new Date('2030-11-05T06:00:00.000Z')

function read(body: unknown, livemode = false): Reading {
  const raw = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  // No headers: a quarantined delivery is read again without them.
  return stripeSource({ secrets: [], livemode }).read({ source: 'stripe', door: 'main', headers: {}, query: {}, raw, receivedAt })
}

/** The one event, as the inbox would keep it. */
function eventOf(body: unknown) {
  const reading = read(body)
  if (reading.outcome !== 'accepted') throw new Error(`${reading.outcome}: ${reading.reason}`)
  expect(reading.events).toHaveLength(1)
  const [event] = reading.events.map((one) => createEvent(one, receivedAt))
  if (!event) throw new Error('accepted without an event')
  return { dedupeKey: reading.dedupeKey, event }
}
const payloadOf = (body: unknown) => eventOf(body).event.payload as Record<string, unknown>
const reasonOf = (body: unknown) => {
  const reading = read(body)
  return 'reason' in reading ? `${reading.outcome}: ${reading.reason}` : reading.outcome
}

const BOOKED = { bookingId: 500123, clientId: 300045 }
const PAID = { ...BOOKED, amountMinor: 45000, currency: 'gel' }

const MEANINGS: Record<string, [type: string, payload: Record<string, unknown>]> = {
  'payment_intent.succeeded': ['payment.succeeded', { ...PAID, paymentId: 'pi_TESTSYNTH0001' }],
  'payment_intent.payment_failed': ['payment.failed', { ...PAID, paymentId: 'pi_TESTSYNTH0002', reason: 'insufficient_funds' }],
  'checkout.session.async_payment_succeeded': ['payment.succeeded', { ...PAID, paymentId: 'pi_TESTSYNTH0003' }],
  'checkout.session.async_payment_failed': ['payment.failed', { ...PAID, paymentId: 'pi_TESTSYNTH0003' }],
  'checkout.session.completed.no_intent': [
    'payment.succeeded',
    { paymentId: 'cs_test_TESTSYNTH0004', amountMinor: 45000, currency: 'gel', bookingId: 500123 },
  ],
  'checkout.session.expired': ['payment.link.expired', { ...PAID, paymentId: 'cs_test_TESTSYNTH0003' }],
  'charge.refunded.partial': ['payment.refunded', { ...PAID, paymentId: 'pi_TESTSYNTH0001', refundedMinor: 15000, full: false }],
  'charge.refunded.full': ['payment.refunded', { ...PAID, paymentId: 'pi_TESTSYNTH0001', refundedMinor: 45000, full: true }],
  'charge.refunded.no_intent': ['payment.refunded', { ...PAID, paymentId: 'ch_TESTSYNTH0003', refundedMinor: 15000, full: false }],
  'charge.dispute.created': [
    'payment.disputed',
    {
      paymentId: 'pi_TESTSYNTH0001',
      amountMinor: 45000,
      currency: 'gel',
      disputeId: 'dp_TESTSYNTH0001',
      disputeStatus: 'needs_response',
      reason: 'fraudulent',
      evidenceDueAt: '2025-10-24T10:00:00.000Z',
    },
  ],
  'charge.dispute.created.inquiry': [
    'payment.disputed',
    {
      paymentId: 'pi_TESTSYNTH0001',
      amountMinor: 45000,
      currency: 'gel',
      disputeId: 'du_TESTSYNTH0002',
      disputeStatus: 'warning_needs_response',
      reason: 'fraudulent',
    },
  ],
}

it('every example that is understood has its meaning here', () => {
  expect(Object.keys(MEANINGS).sort()).toEqual([...understood].sort())
})

describe('means something', () => {
  it.each(Object.entries(MEANINGS))('%s', (name, [type, payload]) => {
    const fixture = stripeFixture(name)
    const { dedupeKey, event } = eventOf(fixture)
    expect(dedupeKey).toBe(fixture.id)
    expect(event).toMatchObject({
      type,
      source: 'stripe',
      dedupeKey: `stripe:${fixture.id}`,
      timestamp: new Date(fixture.created * 1000).toISOString(),
      subject: `${type === 'payment.disputed' ? 'critical:' : ''}payment:${payload.paymentId}`,
    })
    expect(JSON.parse(JSON.stringify(event.payload))).toEqual({ ...payload, stripeEventId: fixture.id })
  })
})

const REASONS: Record<string, RegExp> = {
  'checkout.session.completed': /booked by payment_intent\.succeeded/,
  'checkout.session.completed.unpaid': /not paid yet/,
  'checkout.session.completed.no_payment_required': /nothing was to be paid/,
  'checkout.session.expired.setup': /without a sum/,
  'charge.succeeded': /booked by payment_intent\.succeeded/,
  'charge.dispute.updated': /followed in Stripe/,
  'charge.dispute.closed': /followed in Stripe/,
  'charge.dispute.funds_withdrawn': /followed in Stripe/,
  'charge.dispute.funds_reinstated': /followed in Stripe/,
  'customer.created': /customer\.created changes nothing for us/,
  thin: /subscribe to snapshot events/,
  livemode: /livemode is true, and ours is false/,
}

describe('means nothing, on purpose', () => {
  it('every such example has its reason here', () => {
    expect(Object.keys(REASONS).sort()).toEqual(ignored.map((name) => name.replace('ignored/', '')).sort())
  })

  it.each(Object.entries(REASONS))('%s', (name, reason) => {
    const fixture = stripeFixture(`ignored/${name}`)
    expect(read(fixture)).toMatchObject({ outcome: 'ignored', reason: expect.stringMatching(reason), dedupeKey: fixture.id })
  })
})

describe('the link of ours it came by', () => {
  const linkId = '01930000000070008000000000000009'
  const names = ['payment_intent.succeeded', 'payment_intent.payment_failed', 'checkout.session.expired', 'charge.refunded.partial']
  it.each(names)('is named by %s', (name) => {
    expect(payloadOf(stripeEvent(name, { object: { metadata: { linkId, bookingId: '700001' } } }))).toMatchObject({
      linkId,
      bookingId: 700001,
    })
  })

  it.each(['', 'x'.repeat(61), 'a b', 17, null, { id: linkId }])('%j is no name of a link', (stranger) => {
    const payload = payloadOf(stripeEvent('payment_intent.succeeded', { object: { metadata: { linkId: stranger, bookingId: '700001' } } }))
    expect([payload.linkId, payload.bookingId]).toEqual([undefined, 700001])
  })
})

describe('the mode', () => {
  it('that is not ours is authentic, kept, and told to a person', () => {
    const theirs = stripeEvent('payment_intent.succeeded')
    expect(read(theirs, true)).toMatchObject({ outcome: 'ignored', alerts: [expect.stringContaining('тестовое событие')] })
    expect(read({ ...theirs, livemode: true })).toMatchObject({ outcome: 'ignored', alerts: [expect.stringContaining('STRIPE_API_KEY')] })
    expect(read({ ...theirs, livemode: true }, true)).toMatchObject({ outcome: 'accepted' })
  })
})

describe('whose payment it is', () => {
  const metadata = (given: unknown) => payloadOf(stripeEvent('payment_intent.succeeded', { object: { metadata: given } }))

  it.each([
    ['ids as Stripe keeps them', { bookingId: '700001', clientId: '60001' }, [700001, 60001]],
    ['numbers', { bookingId: 700001 }, [700001, undefined]],
    ['nothing', {}, [undefined, undefined]],
    ['no metadata', null, [undefined, undefined]],
    ['a list', ['700001'], [undefined, undefined]],
    ['a word', { bookingId: 'the blue one' }, [undefined, undefined]],
    ['a zero, and less', { bookingId: '0', clientId: '-5' }, [undefined, undefined]],
    ['a fraction', { bookingId: '7.5', clientId: 1.5 }, [undefined, undefined]],
    ['other notations', { bookingId: '0x10', clientId: '1e3' }, [undefined, undefined]],
    ['more than an id may be', { bookingId: '2147483648', clientId: '99999999999999999999' }, [undefined, undefined]],
    ['the largest one', { bookingId: '2147483647' }, [2147483647, undefined]],
    ['objects', { bookingId: { toString: 'x' }, clientId: [1] }, [undefined, undefined]],
    ['SQL', { bookingId: "1'; DROP TABLE bookings; --" }, [undefined, undefined]],
  ])('%s', (_what, given, [bookingId, clientId]) => {
    const payload = metadata(given)
    expect([payload.bookingId, payload.clientId]).toEqual([bookingId, clientId])
  })

  it('is told by client_reference_id where the session has no metadata, and metadata goes first', () => {
    const session = (object: Record<string, unknown>) => payloadOf(stripeEvent('checkout.session.expired', { object })).bookingId
    expect(session({ metadata: {} })).toBe(500123)
    expect(session({ metadata: { bookingId: '7' } })).toBe(7)
    expect(session({ metadata: {}, client_reference_id: 'cart-5' })).toBeUndefined()
  })
})

describe('money', () => {
  it('is what was received, not what was asked', () => {
    expect(payloadOf(stripeEvent('payment_intent.succeeded', { object: { amount_received: 44000 } })).amountMinor).toBe(44000)
  })

  it.each([450.5, -1, '45000', null, '99999999999999999999'])('%j is no sum: the delivery waits for a person', (amount) => {
    const strange = stripeEvent('payment_intent.succeeded', { object: { amount_received: amount ?? {}, amount } })
    expect(reasonOf(strange)).toMatch(/^quarantined: payment_intent\.succeeded cannot be read: amount/)
  })

  it('has a currency of three letters', () => {
    expect(payloadOf(stripeEvent('charge.refunded.partial', { object: { currency: 'USD' } })).currency).toBe('usd')
    expect(reasonOf(stripeEvent('charge.refunded.partial', { object: { currency: 'dollars' } }))).toMatch(/^quarantined/)
  })
})

describe('objects Stripe was asked to expand', () => {
  it('are known by their ids', () => {
    expect(payloadOf(stripeEvent('charge.refunded.partial', { object: { payment_intent: { id: 'pi_7', amount: 1 } } })).paymentId).toBe(
      'pi_7',
    )
  })
})

describe('is not understood', () => {
  const whole = JSON.stringify(stripeEvent('payment_intent.succeeded'))
  it.each([
    ['text', 'hello', /^quarantined: the body is not JSON/],
    ['a list', '[]', /^quarantined: the body is not a JSON object/],
    ['half an event', whole.slice(0, -20), /^quarantined: the body is not JSON/],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from([0xff]), Buffer.from(whole)]), /^quarantined: the body is not UTF-8/],
    ['nothing to read', '{}', /^quarantined: not an event of Stripe's: id/],
    ['another object', '{"id":"pi_1","object":"payment_intent"}', /^quarantined: not an event/],
    ['no id', { ...stripeEvent('payment_intent.succeeded'), id: undefined }, /^quarantined: not an event of Stripe's: id/],
    ['a strange id', { ...stripeEvent('payment_intent.succeeded'), id: 'evt 1' }, /^quarantined: not an event of Stripe's: id/],
    ['no mode', { ...stripeEvent('payment_intent.succeeded'), livemode: 'false' }, /^quarantined: not an event of Stripe's: livemode/],
    ['no object', { ...stripeEvent('payment_intent.succeeded'), data: {} }, /^quarantined: not an event of Stripe's: data\.object/],
    ['a day beyond the calendar', { ...stripeEvent('payment_intent.succeeded'), created: 1e15 }, /^quarantined: .*created/],
    ['65 levels', `{"a":${'['.repeat(65)}${']'.repeat(65)}}`, /^quarantined: .*deeper than 64 levels/],
    [
      'the body of the signature vector',
      '{"id":"evt_1","object":"event","type":"payment_intent.succeeded","data":{"object":{}}}',
      /^quarantined/,
    ],
  ])('%s', (_what, body, reason) => expect(reasonOf(body)).toMatch(reason))

  it.each(['', ' \r\n'])('%j is no webhook at all', (body) => expect(reasonOf(body)).toBe('bad-request: the body is empty'))

  it('names of JavaScript itself are no types of events', () => {
    for (const type of ['constructor', '__proto__', 'toString'])
      expect(reasonOf({ ...stripeEvent('payment_intent.succeeded'), type })).toBe(`ignored: ${type} changes nothing for us`)
  })
})
