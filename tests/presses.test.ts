import { expect, it } from 'vitest'
import type { Proposal } from '../src/effects/catalogue.ts'
import { planEffects } from '../src/effects/plan.ts'
import { createEvent } from '../src/events/index.ts'
import { answersLater, isPress } from '../src/presses.ts'

const event = createEvent(
  { type: 'callback.button', payload: { chatId: -5, threadId: 7, messageId: 1, fromId: 2, callbackQueryId: 'q', data: 'ap|x|yes' } },
  new Date('2030-11-05T08:00:00Z'),
)
const later = (proposal: Proposal) =>
  isPress(event)
    ? answersLater(event, planEffects({ eventId: event.id, critical: true, proposals: [{ agent: 'approvals', proposal }] }))
    : []

it('who was told to wait hears what came of it as a message, where only the commit knows it', () => {
  const from = `${event.id}:approvals:approval.decide:main`
  expect(later({ kind: 'telegram.answer', payload: { callbackQueryId: 'q', text: '{{text}}', from } })).toMatchObject([
    { kind: 'telegram.message', afterKey: from, payload: { place: { to: 'thread', chatId: -5, threadId: 7 }, html: '{{text}}', from } },
  ])
})

it('an answer that was known before is shown by its card, and not repeated', () => {
  expect(later({ kind: 'telegram.answer', payload: { callbackQueryId: 'q', text: 'Отмечено.' } })).toEqual([])
})
