// In whose place an answer comes. Pure but for the ledger, which here knows of nothing.
import { describe, expect, it } from 'vitest'
import { WORKING } from '../src/agents/words.ts'
import { inItsPlace, type Surroundings } from '../src/answer-place.ts'
import type { Place, Proposal } from '../src/effects/catalogue.ts'
import { planEffects } from '../src/effects/plan.ts'
import { createEvent } from '../src/events/index.ts'
import type { Spoken } from '../src/live-card.ts'

const CARD = 'e:supervisor:telegram.message:progress'
const THERE = { chatId: -5, threadId: 7 }
const event = createEvent(
  { type: 'message.employee', payload: { ...THERE, fromId: 2, messageId: 1, text: 'что с бронью 4001' } },
  new Date('2030-11-05T08:00:00Z'),
)
const there: Place = { to: 'thread', ...THERE }
const say = (over: object = {}, slot = 'answer'): Proposal => ({
  kind: 'telegram.message',
  slot,
  payload: { place: there, html: 'Бронь', ...over },
})
const world: Surroundings = {
  sql: { query: async () => [] },
  whereIs: async (place) => (place.to === 'client' ? THERE : place.to === 'thread' ? place : { chatId: 9 }),
} as Surroundings

async function placed(proposals: Proposal[], { status = 'done', keys = [] as string[] } = {}) {
  const effects = planEffects({
    eventId: event.id,
    critical: false,
    proposals: proposals.map((proposal) => ({ agent: 'booking-controller', proposal })),
  })
  const spoken: Spoken = { card: CARD, trouble: null, keys: new Set(keys) }
  const result = await inItsPlace(event, effects, spoken, { status: status as 'done' }, world)
  return {
    left: result.card,
    all: result.effects.map(({ kind, slot, payload }) => [kind, slot, payload.instead ?? payload.message ?? null, payload.html]),
  }
}
const over = (html: string) => ['telegram.edit', 'over', CARD, html]

describe('a card that stands there', () => {
  it('is where the answer comes, with its buttons, and only the first', async () => {
    const buttons = [[{ text: 'Открыть', data: 'bk|1|open' }]]
    const elsewhere = say({ place: { to: 'staff', id: 1 } }, 'elsewhere')
    expect(await placed([elsewhere, say({ buttons })])).toEqual({
      left: null,
      all: [
        ['telegram.message', 'elsewhere', null, 'Бронь'],
        ['telegram.message', 'answer', CARD, 'Бронь'],
      ],
    })
  })

  it('is the place of an answer that names the topic by what it is about', async () => {
    const place = { to: 'client', topic: 'client:1', name: 'К' } as const
    expect((await placed([say({ place })])).all).toEqual([['telegram.message', 'answer', CARD, 'Бронь']])
  })

  it.each([
    ['a long answer stands below it', say({ html: 'я'.repeat(5_000) }), WORKING.below],
    ['an urgent one rings', say({ urgent: true }), WORKING.below],
    ['what waits for something else may never come', say({ from: 'e:payments:stripe.link:main' }), WORKING.sending],
    ['what is said elsewhere only', say({ place: { to: 'staff', id: 1 } }), WORKING.done],
  ])('%s: it says so', async (_why, proposal, words) => {
    const { left, all } = await placed([proposal])
    expect([left, all[0]?.[2], all[1]]).toEqual([null, null, over(words)])
  })

  it('says that it is over where nothing is answered, an edit included', async () => {
    const edit: Proposal = { kind: 'telegram.edit', slot: 'card', payload: { message: 'another', html: 'x' } }
    expect((await placed([edit])).all.at(-1)).toEqual(over(WORKING.done))
  })

  it('stays for the attempt that follows, or for trouble, where nothing is answered yet', async () => {
    for (const status of ['retry', 'partial', 'dead']) expect(await placed([], { status })).toEqual({ left: CARD, all: [] })
    expect((await placed([say()], { status: 'retry' })).left).toBeNull()
  })

  it('does not become what an earlier attempt has said already', async () => {
    const keys = [`${event.id}:booking-controller:telegram.message:answer`]
    expect((await placed([say()], { keys })).all).toEqual([['telegram.message', 'answer', null, 'Бронь'], over(WORKING.done)])
  })
})
