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
    expect(() => plan({ kind: 'conversation.remember', payload: {} })).toThrow(
      'duty proposed conversation.remember, which nothing performs yet',
    )
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

  it('keeps two cards apart, since a message has one keyboard', () => {
    const buttons = [[{ text: 'Да', data: 'du|1|y' }]]
    expect(plan(message('a', { buttons }), message('b', { buttons })).map(({ mergedInto }) => mergedInto)).toEqual([null, null])
    expect(plan(message('a'), message('b', { buttons }))[0]?.payload).toMatchObject({ buttons })
  })

  it('does not merge beyond what Telegram takes', () => {
    expect(plan(message('a'.repeat(4000), {}, 'x'), message('b'.repeat(200), {}, 'y'))[1]?.mergedInto).toBeNull()
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
