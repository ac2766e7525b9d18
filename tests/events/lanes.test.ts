// The table of events: where each comes from, in which lane it waits, how urgent it is, and which of them never wait.
import { expect, it } from 'vitest'
import { PRIORITY, type PriorityName, type SourceName } from '../../src/events/event.ts'
import { createEvent, type EventType, eventTypes, isCritical, type NewEvent } from '../../src/events/index.ts'
import { eventFixture, exampleOf } from '../support/event-fixtures.ts'

const TABLE: { [T in EventType]: readonly [source: SourceName, lane: string, priority: PriorityName, queue?: 'critical'] } = {
  'booking.created': ['rentprog', 'booking:700001', 'normal'],
  'booking.updated': ['rentprog', 'booking:700001', 'normal'],
  'booking.issue.planned': ['rentprog', 'booking:700001', 'high'],
  'booking.return.planned': ['rentprog', 'booking:700001', 'high'],
  'booking.issued': ['rentprog', 'booking:700001', 'normal'],
  'booking.returned': ['rentprog', 'booking:700001', 'normal'],
  'booking.cancelled': ['rentprog', 'booking:700001', 'normal'],
  'car.moved': ['rentprog', 'car:80001', 'normal'],
  'car.updated': ['rentprog', 'car:80001', 'low'],
  'client.updated': ['rentprog', 'client:60001', 'low'],
  'cash.collected': ['rentprog', 'cash:90001', 'normal'],
  'message.incoming': ['umnico', 'chat:umnico:400001', 'high'],
  'message.sent': ['umnico', 'chat:umnico:400001', 'normal'],
  'message.employee': ['telegram', 'chat:telegram:-1000000000001:77', 'high'],
  'callback.button': ['telegram', 'card:-1000000000001:900', 'high', 'critical'],
  'photo.uploaded': ['telegram', 'chat:telegram:-1000000000001:77', 'high'],
  'chat.changed': ['telegram', 'place:-1000000000001', 'normal'],
  'payment.succeeded': ['stripe', 'payment:pi_TESTSYNTH0001', 'normal'],
  'payment.failed': ['stripe', 'payment:pi_TESTSYNTH0001', 'normal'],
  'payment.refunded': ['stripe', 'payment:pi_TESTSYNTH0001', 'normal'],
  'payment.link.expired': ['stripe', 'payment:cs_test_TESTSYNTH0003', 'normal'],
  'payment.disputed': ['stripe', 'critical:payment:pi_TESTSYNTH0001', 'critical', 'critical'],
  'trip.detected': ['starline', 'device:860000000000001', 'normal'],
  'unauthorized.trip': ['starline', 'critical:device:860000000000001', 'critical', 'critical'],
  speeding: ['starline', 'device:860000000000001', 'high'],
  'battery.low': ['starline', 'device:860000000000001', 'high'],
  'device.offline': ['starline', 'device:860000000000001', 'high'],
  'device.state.changed': ['starline', 'device:860000000000001', 'low'],
  'inspection.checked': ['greenway', 'plate:AA000AA', 'normal'],
  'browser.result': ['greenway', 'plate:AA000AA', 'low'],
  'check.cash': ['cron', 'check:cash:tbilisi', 'low'],
  'check.bookings': ['cron', 'check:bookings:tbilisi', 'low'],
  'check.to': ['cron', 'check:to:tbilisi', 'low'],
  'check.starline': ['cron', 'check:starline:tbilisi', 'low'],
  'check.canary': ['cron', 'check:canary:tbilisi', 'low'],
  'check.completeness': ['cron', 'check:completeness:tbilisi', 'low'],
  'check.webhooks': ['cron', 'check:webhooks:tbilisi', 'low'],
  'cash.reconcile': ['cron', 'check:cash.reconcile:tbilisi', 'low'],
  'daily.plan.generate': ['cron', 'plan:tbilisi', 'normal'],
  'sla.due': ['internal', 'chat:umnico:400001', 'high'],
  'reminder.due': ['internal', 'booking:700001', 'high'],
  'approval.expired': ['internal', 'booking:700001', 'high'],
  'task.overdue': ['internal', 'chat:telegram:-1000000000005:9', 'high'],
  'suggestion.taken': ['internal', 'chat:telegram:100000001:0', 'high'],
}

it.each(eventTypes)('%s', (type) => {
  const [source, subject, priority, queue] = TABLE[type]
  expect(exampleOf(type)).toMatchObject({ source, subject, priority: PRIORITY[priority] })
  expect(isCritical(type)).toBe(queue === 'critical')
})

it('what is woken by a change of what a plan shows waits in the plan’s own lane', () => {
  const event = createEvent({ type: 'daily.plan.generate', source: 'internal', payload: { branch: 'batumi', refresh: true } }, new Date(0))
  expect(event).toMatchObject({ source: 'internal', subject: 'plan:batumi', slot: undefined })
})

it('low numbers are served first', () => {
  expect(PRIORITY).toEqual({ critical: 1, high: 2, normal: 5, low: 8 })
})

it('a private chat and General have no topic: their lane is topic 0', () => {
  const message = eventFixture('message.employee')
  const { threadId: _none, ...payload } = message.payload
  const event = createEvent({ ...message, payload } as NewEvent, new Date(0))
  expect(event.subject).toBe('chat:telegram:-1000000000001:0')
})

it('a result of browser automation that names a device waits in the lane of the device', () => {
  const event = createEvent(
    { type: 'browser.result', source: 'starline', payload: { deviceId: 860000000000001, plate: 'AA000AA' } },
    new Date(0),
  )
  expect(event.subject).toBe('device:860000000000001')
})
