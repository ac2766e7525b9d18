// Whom the progress of a run is shown to without any agent saying that it will answer.
import { expect, it } from 'vitest'
import { createEvent } from '../src/events/index.ts'
import { isSaid, type ScreenOptions, screenFor } from '../src/live-card.ts'

const OURS = 44
const options = {
  sql: { query: async () => [] },
  tools: { rental: { sentMessage: async ({ messageId }: { messageId: number }) => (messageId === OURS ? {} : null) }, telegram: {} },
  post: async () => undefined,
} as unknown as ScreenOptions
const screen = (payload: object) => {
  const said = { chatId: -5, threadId: 7, fromId: 2, messageId: 1, text: 'что с бронью 4001', ...payload }
  const event = createEvent({ type: 'message.employee', payload: said }, new Date('2030-11-05T08:00:00Z'))
  if (!isSaid(event)) throw new Error('nobody said it')
  return screenFor(event, options)
}

it.each([
  ['in private', { chatId: 5 }, true],
  ['a command', { text: '/status' }, true],
  ['a reply to us', { replyToMessageId: OURS }, true],
  ['a reply to a colleague', { replyToMessageId: 45 }, false],
  ['whatever else is said among people', {}, false],
])('%s', async (_where, payload, is) => {
  expect(await screen(payload).isAddressed()).toBe(is)
})

it('an edited message gets no card: its answer stands there already', async () => {
  expect(await screen({ chatId: 5, edited: true }).post('Смотрю брони…')).toBeNull()
})
