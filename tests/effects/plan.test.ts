import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/clock.ts'
import type { Proposal } from '../../src/effects/catalogue.ts'
import { catalogue, effectKinds } from '../../src/effects/catalogue.ts'
import { isLocal } from '../../src/effects/changes.ts'
import { handlers } from '../../src/effects/handlers.ts'
import { backoffMs, heldUntil, planEffects } from '../../src/effects/plan.ts'
import { policy } from '../../src/effects/policy.ts'

const eventId = '019a5e3c-0000-7000-8000-000000000000'
const message = (html: string, over: object = {}, slot = html): Proposal => ({
  kind: 'telegram.message',
  slot,
  payload: { place: { to: 'branch', branch: 'batumi' }, html, ...over },
})
const plan = (...proposals: Proposal[]) =>
  planEffects({ eventId, critical: false, proposals: proposals.map((proposal) => ({ agent: 'duty', proposal })) })

describe('the policy', () => {
  it('has one line per kind, and every open kind is performed by exactly one room', () => {
    expect(Object.keys(policy).sort()).toEqual(Object.keys(catalogue).sort())
    for (const kind of effectKinds) {
      const performed = Number(isLocal(kind)) + Number(kind in handlers)
      expect([kind, performed]).toEqual([kind, policy[kind].open ? 1 : 0])
      expect(isLocal(kind) ? policy[kind].onUncertain : 'local').toBe('local')
    }
  })

  it('refuses what nothing performs yet', () => {
    policy['telegram.unpin'].open = false
    expect(() => plan({ kind: 'telegram.unpin', payload: { message: 'k' } })).toThrow(
      'duty proposed telegram.unpin, which nothing performs yet',
    )
    policy['telegram.unpin'].open = true
  })
})

describe('planning effects', () => {
  it('names each by event, agent, kind and slot', () => {
    expect(plan(message('a'))[0]).toMatchObject({
      key: `${eventId}:duty:telegram.message:a`,
      target: 'telegram:branch-batumi',
      mergedInto: null,
    })
  })

  it('makes one message of several for the same place, and none of those for others', () => {
    const [first, second, other] = plan(message('a'), message('b'), message('c', { place: { to: 'branch', branch: 'kutaisi' } }))
    expect(first?.payload).toMatchObject({ html: 'a\n\nb' })
    expect(second?.mergedInto).toBe(first?.key)
    expect(other?.mergedInto).toBeNull()
  })

  const buttons = [[{ text: 'Да', data: 'du|1|y' }]]
  it('keeps two cards apart, since a message has one keyboard', () => {
    expect(plan(message('a', { buttons }), message('b', { buttons })).map(({ mergedInto }) => mergedInto)).toEqual([null, null])
  })

  it('keeps the words around a card apart from it, so that an edit of the card leaves them', () => {
    const [first] = plan(message('a'), message('card', { buttons }), message('b'), message('c'))
    expect(first?.payload).toMatchObject({ before: 'a', html: 'card', after: 'b\n\nc', buttons })
  })

  it('takes a message that a row or an edit of the run speaks of for a card', () => {
    const pinned: Proposal = { kind: 'telegram.pin', payload: { message: `${eventId}:duty:telegram.message:b` } }
    const [first, , pin] = plan(message('a'), message('b'), pinned)
    expect(first?.payload).toMatchObject({ before: 'a', html: 'b' })
    expect(pin?.afterKey).toBe(first?.key)
  })

  it('lets nothing overtake a message that waits for something else', () => {
    const waiting = { ...message('b'), after: 'an:earlier:telegram.message:one' } as Proposal
    expect(plan(message('a'), waiting, message('c')).map(({ mergedInto }) => mergedInto)).toEqual([null, null, null])
  })

  it('keeps messages about two operations apart, since quiet hours look at each', () => {
    const [a, b] = ['2030-11-05T06:00:00Z', '2030-11-06T06:00:00Z']
    expect(plan(message('a', { operationAt: a }), message('b', { operationAt: b }))[1]?.mergedInto).toBeNull()
    expect(plan(message('a'), message('b', { operationAt: b }))[0]?.payload).toMatchObject({ html: 'a\n\nb', operationAt: b })
  })

  it('adds nothing to what an earlier attempt has sent', () => {
    const [old, late] = planEffects({
      eventId,
      critical: false,
      proposals: [
        { agent: 'duty', proposal: message('a'), attempt: 2 },
        { agent: 'car-topics', proposal: message('b'), attempt: 1 },
      ],
    })
    expect([old?.mergedInto, late?.mergedInto]).toEqual([null, null])
    expect(old?.payload).toMatchObject({ html: 'a' })
  })

  it('does not merge beyond what Telegram takes', () => {
    expect(plan(message('a'.repeat(4000), {}, 'x'), message('b'.repeat(200), {}, 'y'))[1]?.mergedInto).toBeNull()
  })

  it('answers a press once, whoever of several agents says what', () => {
    const answer = (text: string) => ({ kind: 'telegram.answer', payload: { callbackQueryId: 'q', text } }) as const
    const [first, second] = planEffects({
      eventId,
      critical: true,
      proposals: [
        { agent: 'issue-assistant', proposal: answer('Отмечено.') },
        { agent: 'tasks', proposal: answer('Задача закрыта.') },
      ],
    })
    expect(first?.payload).toMatchObject({ text: 'Отмечено. Задача закрыта.' })
    expect(second?.mergedInto).toBe(first?.key)
  })

  it('says everything once and in order, whatever agents say to whom', () => {
    const said = fc.record({
      agent: fc.constantFrom('duty', 'car-topics', 'tasks'),
      branch: fc.constantFrom('batumi', 'kutaisi'),
      card: fc.boolean(),
      waits: fc.boolean(),
      attempt: fc.integer({ min: 1, max: 2 }),
      length: fc.constantFrom(3, 3, 3, 2_000),
    })
    fc.assert(
      fc.property(fc.array(said, { maxLength: 12 }), (all) => {
        const text = (index: number) => `<${index}>`.padEnd(all[index]?.length ?? 0, '.')
        const effects = planEffects({
          eventId,
          critical: false,
          proposals: all.map(({ agent, branch, card, waits, attempt }, index) => ({
            agent,
            attempt,
            proposal: {
              ...message(text(index), { place: { to: 'branch', branch }, buttons: card ? buttons : undefined }, `${index}`),
              ...(waits && { after: 'an:earlier:telegram.message:one' }),
            } as Proposal,
          })),
        })
        for (const branch of ['batumi', 'kutaisi']) {
          const own = all.flatMap((one, index) => (one.branch === branch ? [text(index)] : []))
          const left = effects.filter(
            ({ payload, mergedInto }) => mergedInto === null && (payload.place as { branch: string }).branch === branch,
          )
          const told = left.map(({ payload }) =>
            [payload.before, payload.html, payload.after].filter((part) => part !== undefined).join('\n\n'),
          )
          expect(told.join('\n\n')).toBe(own.join('\n\n'))
          expect(told.every((one) => one.length <= 4096)).toBe(true)
        }
        const cards = effects.filter(({ payload }) => payload.buttons !== undefined && payload.html !== undefined)
        expect(cards.filter(({ mergedInto }) => mergedInto === null).length).toBe(all.filter(({ card }) => card).length)
        for (const { mergedInto, key } of effects.filter((effect) => effect.mergedInto !== null)) {
          const [host, own] = [effects.find((one) => one.key === mergedInto), effects.find((one) => one.key === key)]
          expect([host?.mergedInto, host?.target]).toEqual([null, own?.target])
        }
      }),
    )
  })

  it('lets an edit wait for the message it edits', () => {
    const [edit] = plan({ kind: 'telegram.edit', payload: { message: `${eventId}:duty:telegram.message:a`, html: 'x' } })
    expect(edit).toMatchObject({ afterKey: `${eventId}:duty:telegram.message:a`, target: `message:${eventId}:duty:telegram.message:a` })
  })

  it('refuses two effects with one key', () => {
    expect(() => plan(message('a', {}, 'same'), message('b', {}, 'same'))).toThrow('give one a slot')
  })
})

describe('quiet hours', () => {
  const quiet = { quietFromHour: 22, quietToHour: 8, quietExceptWithinMin: 120 }
  const at = (time: string) => new Date(`2030-11-05T${time}:00+04:00`)
  const held = (time: string, payload: object = {}, critical = false) =>
    heldUntil(
      { kind: 'telegram.message', critical, payload: { place: { to: 'staff', id: 1 }, html: 'x', ...payload } },
      at(time),
      quiet,
    )?.toISOString() ?? null
  const MORNING = '2030-11-05T04:00:00.000Z'

  it.each([
    ['21:59', null],
    ['22:00', '2030-11-06T04:00:00.000Z'],
    ['23:30', '2030-11-06T04:00:00.000Z'],
    ['00:10', MORNING],
    ['07:59', MORNING],
    ['08:00', null],
  ])('a private message at %s is held until %s', (time, until) => {
    expect(held(time)).toBe(until)
  })

  it('never hold what concerns an operation within two hours, before or after', () => {
    for (const minutes of [-120, -30, 30, 120])
      expect(held('23:30', { operationAt: new Date(at('23:30').getTime() + minutes * MINUTE_MS).toISOString() })).toBeNull()
    expect(held('23:30', { operationAt: new Date(at('23:30').getTime() + 3 * HOUR_MS).toISOString() })).not.toBeNull()
  })

  it('hold files as they hold words', () => {
    const payload = { place: { to: 'staff', id: 1 }, albums: [{ files: [{ kind: 'photo', fileId: 'F1' }] }] }
    expect(heldUntil({ kind: 'telegram.media', critical: false, payload }, at('23:30'), quiet)?.toISOString()).toBe(
      '2030-11-06T04:00:00.000Z',
    )
    const topic = { ...payload, place: { to: 'hq-car', carId: 1 } }
    expect(heldUntil({ kind: 'telegram.media', critical: false, payload: topic }, at('23:30'), quiet)).toBeNull()
  })

  it('hold neither what is urgent or critical nor what stands in a topic', () => {
    expect(held('23:30', { urgent: true })).toBeNull()
    expect(held('23:30', {}, true)).toBeNull()
    expect(held('23:30', { place: { to: 'car', carId: 1, branch: 'batumi' } })).toBeNull()
  })
})

describe('backoff', () => {
  it('doubles, jitters by half, and never exceeds an hour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const full = Math.min(1_000 * 2 ** (attempt - 1), HOUR_MS)
        const ms = backoffMs(attempt, 1_000, () => random)
        expect(ms).toBeGreaterThanOrEqual(full / 2 - 1)
        expect(ms).toBeLessThanOrEqual(full + 1)
      }),
    )
  })
})
