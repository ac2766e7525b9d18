// The duty agent: what it tells, whom, and what it keeps to the journal.
import { describe, expect, test } from 'vitest'
import { duty } from '../../src/agents/duty/index.ts'
import { eventTypes, type NewEvent } from '../../src/events/index.ts'
import { run, type World } from './world.ts'

const act = (event: NewEvent, world: World = {}) => run(duty, event, { rentprog: 'down', ...world })
const FIX = '2030-11-05T05:55:00.000Z'

test('takes every type of event', () => {
  expect(duty.accepts).toEqual(eventTypes)
})

describe('what a person has to hear', () => {
  test.each<[string, NewEvent, string]>([
    [
      'a timer whose agent is gone',
      { type: 'sla.due', payload: { subject: 'chat:umnico:1', stage: 'sla:10' } },
      'Сработал таймер (ответ клиенту)',
    ],
  ])('%s is told', async (_, event, words) => {
    const { listing, only } = await act(event)
    expect(listing.filter((line) => line.startsWith('telegram.message'))).toHaveLength(1)
    expect(only('telegram.message').html).toContain(words)
    expect(only('telegram.message').html, 'never raw JSON').not.toMatch(/[{}]/)
  })
})

describe('what only the journal has to know', () => {
  test.each<[NewEvent]>([
    [{ type: 'device.state.changed', payload: { deviceId: 'd1', fixAt: FIX } }],
    [{ type: 'trip.detected', payload: { deviceId: 'd1', tripId: 't1', startedAt: FIX } }],
    [{ type: 'browser.result', payload: { plate: 'TT000TT' } }],
    [{ type: 'car.updated', payload: { rentprog_id: 80001, car_id: 80001, branch: 'batumi' } }],
    [{ type: 'client.updated', payload: { rentprog_id: 60001, client_id: 60001, branch: 'batumi' } }],
    [{ type: 'message.sent', payload: { leadId: '501', messageId: 'm2', text: 'ok' } }],
    [{ type: 'check.canary', payload: { branch: 'batumi' } }],
    [{ type: 'check.cash', payload: { branch: 'batumi' } }],
    [{ type: 'cash.reconcile', payload: { branch: 'batumi' } }],
    [{ type: 'daily.plan.generate', payload: { branch: 'batumi' } }],
  ])('%j', async (event) => {
    const { listing, summary } = await act(event)
    expect(listing).toEqual([])
    expect(summary).toMatch(/\.$/)
  })
})

describe('staff', () => {
  test('who press a button without an owner hear that it no longer works', async () => {
    const { listing, only } = await act({
      type: 'callback.button',
      payload: { chatId: 1, fromId: 2, callbackQueryId: 'q', messageId: 3, data: 'p:a1b2:wash' },
    })
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer')).toEqual({ callbackQueryId: 'q', text: 'Эта кнопка уже не работает.' })
  })
})
