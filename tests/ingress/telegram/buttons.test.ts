// Whatever button is pressed, by whomever and however often: each press is answered exactly once, and soon.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { duty } from '../../../src/agents/duty/index.ts'
import { agents } from '../../../src/agents/index.ts'
import { PRESS, TROUBLE } from '../../../src/agents/words.ts'
import { HOUR_MS, inTbilisi } from '../../../src/clock.ts'
import { Unavailable } from '../../../src/errors.ts'
import { createGraph } from '../../../src/graph/index.ts'
import type { AnyAgent } from '../../../src/graph/nodes/agent.ts'
import { PATIENCE_MS } from '../../../src/presses.ts'
import { until } from '../../process/children.ts'
import { answersTo, botCalls, post } from '../../support/telegram-door.ts'
import { messageId, presses, STRANGER } from '../../support/telegram-updates.ts'
import { NOON, startWorld, type World } from '../../support/world.ts'

const BOOKING = 710_002
let broken = true
/** The duty agent as it is on a bad day: some presses break it, some leave it without a word, some keep it long. */
const troubled = {
  ...duty,
  async gather(event: Parameters<typeof duty.gather>[0], context: Parameters<typeof duty.gather>[1]) {
    const data = event.type === 'callback.button' ? event.payload.data : ''
    if (data === 'zz|broken' && broken) throw new Unavailable('the vendor is down')
    if (data === 'zz|buggy' && broken) throw new TypeError('x is not a function')
    // It is done only after the person was told to wait.
    if (event.type === 'callback.button' && data === 'zz|slow') {
      const { callbackQueryId } = event.payload
      world.clock.advance(PATIENCE_MS)
      await until(10_000, async () => (await answersTo(world, callbackQueryId)).length > 0)
    }
    return duty.gather(event, context)
  },
  propose: (decision: Parameters<typeof duty.propose>[0]) =>
    decision.answer?.queryId === 'silent' ? [] : duty.propose(decision, { key: () => '' }),
} as unknown as AnyAgent

let world: World
beforeAll(async () => {
  world = await startWorld({
    overrides: {
      graph: (stock) =>
        createGraph({ ...stock, agents: [...agents.filter(({ name }) => name !== 'duty'), troubled] as unknown as AnyAgent[] }),
    },
  })
  const local = (ms: number) => inTbilisi(new Date(NOON.getTime() + ms)).toFormat('dd-MM-yyyy H:mm')
  const booking = { id: BOOKING, state: 'Активная', active: true, car_id: 80001, client_id: 60001, responsible_id: 90001 }
  await world.rentprog('batumi', 'booking_create', { ...booking, start_date: local(HOUR_MS), end_date: local(72 * HOUR_MS) })
  await world.app.drain()
})
afterAll(() => world.stop())

const press = async (data: string, options: Parameters<typeof presses>[1] = {}) => {
  const update = presses(data, { message: messageId(), ...options })
  const { body } = await post(world, update)
  await world.app.drain()
  const id = update.callback_query?.id as string
  return { id, update, event: await world.event(body.events[0] as string), answers: await answersTo(world, id) }
}

describe('a press', () => {
  it.each([
    ['of an item of the card', `is|${BOOKING}|wash`, 'Мойка'],
    ['of an item that is done already', `is|${BOOKING}|wash`, 'уже отмечено'],
    ['of an item nobody knows', `is|${BOOKING}|rocket`, 'больше нет'],
    ['of a booking nobody knows', 'is|719999|wash', 'уже не работает'],
    ['of a booking with too long a number', 'is|999999999999999|wash', 'уже не работает'],
    ['of the card of a return that is not open', `re|${BOOKING}|wash`, ''],
    ['of «Уже провёл(а)»', `bk|${BOOKING}i|posted`, 'RentProg'],
    ['of a code that does not answer presses', 'ct|1|x', ''],
    ['of a code nobody has', 'zz|1|x', ''],
    ['without sense', 'p:a1b2:wash', ''],
    ['with markup in it', '<b>|&amp;|"', ''],
    ['with nothing in it', '', ''],
  ])('%s is answered once', async (_what, data, words) => {
    const { answers, event } = await press(data)
    expect(answers).toEqual([expect.stringContaining(words)])
    expect(event.status).toBe('done')
  })

  it('sent twice by Telegram is answered once', async () => {
    const { update, id } = await press(`is|${BOOKING}|fuel`)
    expect((await post(world, update)).body.duplicate).toBe(true)
    await world.app.drain()
    expect(await answersTo(world, id)).toHaveLength(1)
  })

  it('made twice by an impatient finger is two presses: each is answered, and the item is ticked once', async () => {
    const [a, b] = [presses(`is|${BOOKING}|fluids`, { message: 901 }), presses(`is|${BOOKING}|fluids`, { message: 901 })]
    await Promise.all([a, b].map((update) => post(world, update)))
    await world.app.drain()
    const answers = await Promise.all([a, b].map((update) => answersTo(world, update.callback_query?.id as string)))
    expect(answers.map((all) => all.length)).toEqual([1, 1])
  })

  it('by a stranger is answered, and no agent hears of it', async () => {
    const { answers, event } = await press(`is|${BOOKING}|wash`, { from: STRANGER })
    expect(answers).toEqual([PRESS.stranger])
    expect(event).toMatchObject({ status: 'ignored', plan: null, agents: [] })
  })
})

describe('a press whose agent', () => {
  it.each(['zz|broken', 'zz|buggy'])(
    'fails (%s) is answered so, is not tried again by itself, and no replay answers again',
    async (data) => {
      broken = true
      const { answers, event, id } = await press(data)
      expect(answers).toEqual([TROUBLE.press(duty.title)])
      expect(event).toMatchObject({ status: 'dead', attempts: 1 })
      broken = false
      await world.api(`/events/${event.id}/replay`, 'POST')
      await world.app.drain()
      expect((await world.event(event.id)).status).toBe('done')
      expect(await answersTo(world, id)).toEqual(answers)
    },
  )

  it('says nothing is answered all the same', async () => {
    expect((await press('zz|1|x', { id: 'silent' })).answers).toEqual([PRESS.done])
  })

  it('needs long is answered meanwhile, once', async () => {
    const { answers, event } = await press('zz|slow')
    expect(answers).toEqual([PRESS.slow])
    expect(event.status).toBe('done')
  })
})

it('any number of presses of anything: as many answers, none twice', async () => {
  const runs = process.env.LONG ? 500 : 25
  const data = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc
      .tuple(
        fc.constantFrom('is', 're', 'bk', 'du', 'ct', 'zz', ''),
        fc.constantFrom(`${BOOKING}`, `${BOOKING}i`, '1', '-1', 'x', ''),
        fc.constantFrom('wash', '!wash', 'posted', 'fuel', '', '|'),
      )
      .map((parts) => parts.join('|')),
  )
  const updates = fc.sample(data, { numRuns: runs, seed: 2030 }).map((text) => presses(text, { message: 900 + (text.length % 5) }))
  const before = (await botCalls(world)).filter(({ path }) => path === '/answerCallbackQuery').length
  const answers = await Promise.all([...updates, ...updates].map((update) => post(world, update)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  await world.app.drain()
  const answered = (await botCalls(world)).filter(({ path }) => path === '/answerCallbackQuery').slice(before)
  expect(answered.map(({ body }) => body.callback_query_id).toSorted()).toEqual(
    updates.map((update) => update.callback_query?.id).toSorted(),
  )
})
