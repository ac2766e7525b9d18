// What a new event is given, and what is not taken for an event at all.
import { describe, expect, it } from 'vitest'
import { BadInput } from '../../src/errors.ts'
import { createEvent, definitionOf, isEventType, type NewEvent, parseEvent } from '../../src/events/index.ts'
import { eventFixture, exampleOf } from '../support/event-fixtures.ts'

const now = new Date('2030-11-05T06:00:00.000Z')
const cash: NewEvent = { type: 'check.cash', payload: { branch: 'tbilisi' } }

describe('a new event', () => {
  it('comes from the only source of its type, now, and is nobody’s duplicate', () => {
    const [one, other] = [createEvent(cash, now), createEvent(cash, now)]
    expect(one).toMatchObject({ source: 'cron', timestamp: '2030-11-05T06:00:00.000Z', subject: 'check:cash:tbilisi', priority: 8 })
    expect(one.id).not.toBe(other.id)
    expect(one.dedupeKey).not.toBe(other.dedupeKey)
  })

  it('has an id that sorts by the time it was made', () => {
    expect(createEvent(cash, now).id < createEvent(cash, new Date(now.getTime() + 1)).id).toBe(true)
  })

  it('keeps the key, the time, the slot and the cause it was given', () => {
    const given = {
      dedupeKey: 'check.cash:tbilisi:2030-11-05T16:00Z',
      timestamp: '2030-11-05T16:00:00.000Z',
      notBefore: '2030-11-05T17:00:00.000Z',
      slot: 'evening',
      cause: { eventId: exampleOf('check.cash').id, agent: 'cash-control' },
    }
    expect(createEvent({ ...cash, ...given }, now)).toMatchObject(given)
  })

  it.each([
    ['an unknown branch', { type: 'check.cash', payload: { branch: 'moscow' } }, 'check.cash: branch: '],
    ['an unknown type', { type: 'check.weather', payload: {} }, 'unknown event type "check.weather"'],
    ['a type of the object prototype', { type: 'constructor', payload: {} }, 'unknown event type "constructor"'],
    ['a time that is none', { ...cash, timestamp: 'today' }, 'check.cash: timestamp: '],
    ['a cause that is no event', { ...cash, cause: { eventId: '1', agent: 'x' } }, 'check.cash: cause.eventId: '],
    ['an empty dedupe key', { ...cash, dedupeKey: '' }, 'check.cash: dedupeKey: '],
    [
      'an id a number cannot hold',
      { type: 'client.updated', payload: { rentprog_id: 2 ** 53, client_id: 1, branch: 'tbilisi' } },
      'client.updated: rentprog_id: ',
    ],
    ['a result that names neither device nor plate', { type: 'browser.result', payload: { note: 'x' } }, 'browser.result: '],
  ])('is refused for %s', (_what, input, message) => {
    const create = () => createEvent(input as NewEvent, now)
    expect(create).toThrow(BadInput)
    expect(create).toThrow(message)
  })

  it('ids that arrive as numbers become text where the vendor mixes them', () => {
    const message = eventFixture('message.incoming')
    const { payload, subject } = createEvent({ ...message, payload: { ...message.payload, leadId: 400001 } } as NewEvent, now)
    expect(payload).toMatchObject({ leadId: '400001' })
    expect(subject).toBe('chat:umnico:400001')
  })
})

describe('an event that was stored', () => {
  it.each([[undefined], [null], ['event'], [[]], [{}], [{ type: 7 }]])('is not %j', (value) => {
    expect(() => parseEvent(value)).toThrow('an event needs a "type"')
  })

  it('is not one of a type we do not know', () => {
    expect(() => parseEvent({ ...exampleOf('check.cash'), type: 'check.weather' })).toThrow('unknown event type "check.weather"')
    expect(isEventType('check.weather')).toBe(false)
    expect(isEventType('toString')).toBe(false)
    expect(definitionOf('check.cash').type).toBe('check.cash')
  })
})
