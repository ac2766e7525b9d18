// What the RentProg door reads, and what it honestly does not.
import { describe, expect, it } from 'vitest'
import { MAX_BODY_BYTES } from '../../../src/ingress/sources/rentprog/payload.ts'
import { acceptedReading, eventOf, quarantineReason, readWebhook, wire } from '../../support/rentprog-webhook.ts'

/** A payload of so many levels, itself being the first. */
const deep = (levels: number) => ({ id: 1, deep: JSON.parse('['.repeat(levels - 1) + ']'.repeat(levels - 1)) })

describe('not understood, so kept for a person', () => {
  it.each([
    ['text', 'hello', 'the body is not JSON'],
    ['a truncated body', wire('booking_update', { id: 1 }).slice(0, -3), 'the body is not JSON'],
    ['a Ruby body', '{"event"=>"booking_update", "payload"=>{"id"=>1}}', 'the body is not JSON'],
    ['a list', '[]', 'the body is not a JSON object'],
    ['a number', '7', 'the body is not a JSON object'],
    ['nothing said', '{}', 'the body names no event'],
    ['an event that is no name', '{"event":{"booking_update":1}}', 'the body names no event'],
    ['an unknown event', wire('payment_create', { id: 1 }), 'unknown event "payment_create"'],
    ['an event of the object prototype', wire('constructor', { id: 1 }), 'unknown event "constructor"'],
    ['booking_delete, which RentProg never sends', wire('booking_delete', { id: 1 }), 'unknown event "booking_delete"'],
    ['no payload', '{"event":"booking_update"}', 'booking_update has no payload that is a hash'],
    ['a list for a payload', '{"event":"booking_update","payload":[1]}', 'booking_update has no payload that is a hash'],
    ['a Ruby list for a payload', '{"event":"booking_update","payload":"[nil, 1]"}', 'booking_update has no payload that is a hash'],
    ['nil for a payload', '{"event":"booking_destroy","payload":"nil"}', 'booking_destroy has no payload that is a hash'],
    [
      'a truncated payload',
      '{"event":"booking_update","payload":"{\\"id\\"=>700001, \\"state\\"=>[\\"Нов"}',
      'the payload of booking_update cannot be read: a string that does not end at character 30',
    ],
    [
      'a payload with more text after it',
      '{"event":"booking_destroy","payload":"{\\"id\\"=>1} {"}',
      'the payload of booking_destroy cannot be read: more text than one value at character 11',
    ],
  ])('%s', (_what, body, reason) => {
    expect(quarantineReason(body)).toBe(reason)
  })

  it.each([undefined, null, 0, -1, 1.5, true, '', 'abc', '7e3', [1, 2], { id: 1 }])('the id %j', (id) => {
    expect(quarantineReason(wire('booking_update', { id, state: ['Новая', 'Активная'] }, 'object'))).toBe(
      'booking_update has no id that is a positive whole number',
    )
  })

  it('an id too long for a number, rather than another booking', () => {
    expect(quarantineReason('{"event":"booking_destroy","payload":{"id":12345678901234567890}}')).toContain('no id')
    expect(quarantineReason('{"event":"booking_destroy","payload":"{\\"id\\"=>12345678901234567890}"}')).toContain('no id')
  })

  it('bytes that are not UTF-8', () => {
    const body = Buffer.concat([
      Buffer.from('{"event":"client_destroy","payload":{"id":1,"name":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}}'),
    ])
    expect(quarantineReason(body)).toBe('the body is not UTF-8')
  })

  it('a body that would not have passed the door', () => {
    expect(quarantineReason(`"${'a'.repeat(MAX_BODY_BYTES)}"`)).toBe('the body is larger than 262144 bytes')
  })

  it('a reason never repeats what the payload said of a person', () => {
    expect(quarantineReason('{"event":"client_update","payload":"{\\"name\\"=>Данил, \\"id\\"=>1}"}')).not.toContain('Данил')
  })
})

describe('depth', () => {
  it.each(['object', 'json-string', 'ruby', 'ruby-3.4'] as const)('64 levels of payload are read, 65 are not (%s)', (encoding) => {
    expect(eventOf(wire('client_create', deep(64), encoding)).payload).toMatchObject({ fields: deep(64) })
    expect(quarantineReason(wire('client_create', deep(65), encoding))).toContain('the payload is deeper than 64 levels')
  })
})

describe('an empty body', () => {
  it.each(['', ' \r\n', '\uFEFF'])('%j is nobody’s delivery', (body) => {
    expect(readWebhook(body)).toEqual({ outcome: 'bad-request', reason: 'the body is empty' })
    expect(readWebhook(Buffer.from(body))).toEqual({ outcome: 'bad-request', reason: 'the body is empty' })
  })
})

describe('read all the same', () => {
  it.each(['booking_update', 'booking.update', 'bookingupdate'])('the event written %s', (name) => {
    expect(eventOf(wire(name, { id: 1 }))).toMatchObject({ type: 'booking.updated', payload: { raw_event: name, raw_action: 'update' } })
  })

  it.each(['event', 'type', 'name'])('the event named by "%s"', (key) => {
    expect(eventOf(JSON.stringify({ [key]: 'car_update', payload: { id: 1 } })).type).toBe('car.updated')
  })

  it('a byte order mark, and HTML-safe JSON as Rails writes it', () => {
    const body = '\uFEFF{"event":"client_destroy","payload":"{\\"id\\"=\\u003e7}"}'
    expect(eventOf(Buffer.from(body)).subject).toBe('client:7')
    expect(eventOf(body).subject).toBe('client:7')
  })

  it('an id in quotes', () => {
    expect(eventOf(wire('booking_destroy', { id: '700001' }, 'object')).payload).toMatchObject({ rentprog_id: 700001, booking_id: 700001 })
  })

  it('an integer longer than a number holds, digit by digit', () => {
    const long = '{"event":"car_update","payload":{"id":1,"imei":[86000000000000012345,null],"sum":[9007199254740991,1e20]}}'
    expect(eventOf(long).payload).toMatchObject({ changes: { imei: ['86000000000000012345', null], sum: [9007199254740991, 1e20] } })
    const ruby =
      '{"event":"car_update","payload":"{\\"id\\"=>1, \\"imei\\"=>[86000000000000012345, nil], \\"sum\\"=>[9007199254740991, 1.0e+20]}"}'
    expect(acceptedReading(ruby)).toEqual(acceptedReading(long))
  })

  it('a number beyond all numbers, as text, for Postgres knows no infinity', () => {
    expect(eventOf('{"event":"car_update","payload":{"id":1,"sum":[-1e999,-0.0]}}').payload).toMatchObject({
      changes: { sum: ['-Infinity', 0] },
    })
  })

  it.each(['object', 'json-string', 'ruby', 'ruby-3.4'] as const)('text without what Postgres cannot store (%s)', (encoding) => {
    const { payload } = eventOf(wire('client_create', { id: 1, name: 'Да\0нил', 'no\0te': '\ud83d' }, encoding))
    expect(payload).toMatchObject({ fields: { name: 'Данил', note: '\ufffd' } })
    expect(JSON.stringify(payload)).not.toMatch(/\\u0000|\\ud83d/)
  })
})

describe('keys that mean something to JavaScript', () => {
  const hostile =
    '{"id":1,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"a":[null,{"__proto__":{"polluted":true}}]}'
  const ruby =
    '{"id"=>1, "__proto__"=>{"polluted"=>true}, :constructor=>{"prototype"=>{"polluted"=>true}}, "a"=>[nil, {__proto__: {"polluted"=>true}}]}'

  it.each([
    ['a JSON object', `{"event":"car_update","__proto__":{"polluted":true},"payload":${hostile}}`],
    ['a JSON string', JSON.stringify({ event: 'car_update', payload: hostile })],
    ['a Ruby string', JSON.stringify({ event: 'car_update', payload: ruby })],
    [
      'a disguise of NUL',
      JSON.stringify({
        event: 'car_update',
        payload: ruby.replaceAll('__proto__', '__pro\0to__').replaceAll('{__pro\0to__:', '{"__pro\0to__":'),
      }),
    ],
  ])('are left out of %s', (_what, body) => {
    const { payload } = eventOf(body)
    expect(payload).toMatchObject({ fields: { id: 1 }, changes: { a: [null, {}] } })
    expect(JSON.stringify(payload)).not.toContain('polluted')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(Object.getPrototypeOf((payload as { fields: object }).fields)).toBe(Object.prototype)
  })
})
