// What an event may cause: the table itself, and that an agent which proposes anything else has failed.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { effectKinds, type Proposal } from '../../src/effects/catalogue.ts'
import { causes, notCaused, proveCaused } from '../../src/effects/causes.ts'
import { policy } from '../../src/effects/policy.ts'
import { createEvent, type EventType, eventTypes, type NewEvent } from '../../src/events/index.ts'

const NOW = new Date('2030-11-05T06:00:00Z')
const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/events')
const events = readdirSync(FIXTURES).map((file) =>
  createEvent(JSON.parse(readFileSync(path.join(FIXTURES, file), 'utf8')) as NewEvent, NOW),
)
const proposal = (kind: string, payload: object = {}) => ({ kind, payload }) as unknown as Proposal

/** What moves money, speaks to clients, ends an alarm, changes RentProg, gives work, or lets a car go. */
const GRAVE = [
  'stripe.link',
  'rentprog.update',
  'rentprog.payment',
  'umnico.reply',
  'incident.close',
  'trip.permit',
  'task.upsert',
] as const

describe('the table', () => {
  test('knows every event type, and names each kind once', () => {
    expect(Object.keys(causes).sort()).toEqual([...eventTypes].sort())
  })

  test.each(GRAVE)('%s comes of what staff say, press or take, or of a timer that staff started, and of nothing else', (kind) => {
    const from = eventTypes.filter((type) => causes[type].includes(kind))
    expect(
      from.filter((type) => !['message.employee', 'callback.button', 'suggestion.taken', 'task.overdue', 'reminder.due'].includes(type)),
    ).toEqual([])
  })

  test('lets nothing that needs a person’s yes come of what strangers wrote', () => {
    const strangers: EventType[] = [
      'message.incoming',
      'message.sent',
      'client.updated',
      'booking.created',
      'booking.updated',
      'photo.uploaded',
    ]
    const asking = effectKinds.filter((kind) => policy[kind].approve !== 'nobody')
    for (const type of strangers) expect(causes[type].filter((kind) => asking.includes(kind))).toEqual([])
  })
})

describe('a proposal', () => {
  test.each(events.map((event) => [event.type, event] as const))('outside the table may not come of %s', (type, event) => {
    for (const kind of effectKinds) {
      const allowed = causes[type].includes(kind)
      if (allowed) continue
      expect(notCaused(event, 'car-topics', proposal(kind))).toBe(`${kind} may not come of ${type}`)
      expect(() => proveCaused(event, 'duty', [proposal(kind)])).toThrow(
        `duty proposed what the event may not cause: ${kind} may not come of ${type}`,
      )
    }
  })

  test('of a client’s message stays with that client and with those who answer', () => {
    const event = createEvent({ type: 'message.incoming', payload: { leadId: '400001', messageId: '1', text: 'x' } }, NOW)
    const to = (place: object) => notCaused(event, 'car-topics', proposal('telegram.message', { place, html: 'x' }))
    expect(to({ to: 'client', topic: 'client:60001', name: 'x' })).toBeNull()
    expect(to({ to: 'role', role: 'manager' })).toBeNull()
    expect(to({ to: 'hq-car', carId: 80001 })).toContain('may not go to a place of the kind hq-car')
    expect(to({ to: 'thread', chatId: -1 })).toContain('thread')
    for (const agent of ['payments', 'client-chats', 'tasks'])
      for (const place of [
        { to: 'role', role: 'manager' },
        { to: 'staff', id: 90001 },
        { to: 'chat', purpose: 'managers' },
      ])
        expect(notCaused(event, agent, proposal('telegram.message', { place, html: 'x' }))).toContain('in the client’s topic')
    expect(notCaused(event, 'car-topics', proposal('conversation.upsert', { leadId: '400001', set: {} }))).toBeNull()
    expect(notCaused(event, 'car-topics', proposal('conversation.upsert', { leadId: '400002', set: {} }))).toContain('another conversation')
    expect(notCaused(event, 'car-topics', proposal('sla.upsert', { leadId: '400002' }))).toContain('another conversation')
  })
})
