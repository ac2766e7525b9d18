// Agents of one run that want different things: who wins, and that nothing is lost without a word.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogue, type EffectKind, effectKey, targetOf } from '../../src/effects/catalogue.ts'
import { settle } from '../../src/effects/conflicts.ts'
import { reasonToSkip } from '../../src/effects/outbox.ts'
import { type PlannedEffect, planEffects } from '../../src/effects/plan.ts'

const eventId = '019a5e3c-0000-7000-8000-000000000000'
/** Built by hand: not every kind is open to agents. */
function effect(agent: string, kind: EffectKind, payload: object, slot = 'main'): PlannedEffect {
  const key = effectKey(eventId, agent, kind, slot)
  const parsed = catalogue[kind].parse(payload) as Record<string, unknown>
  return { key, agent, kind, slot, target: targetOf(kind, parsed, key), afterKey: null, critical: false, payload: parsed, mergedInto: null }
}
/** What becomes of each: `stands`, `lost: …`, `person: …` or `same`. */
function verdicts(...effects: PlannedEffect[]): string[] {
  const settled = settle(effects, () => 1)
  return effects.map((one) => {
    const { lost, disputed, same } = settled.get(one) ?? {}
    if (same) return 'same'
    if (lost) return `lost: ${lost.about}`
    return disputed && disputed.length > 0 ? `person: ${disputed[0]?.about}` : 'stands'
  })
}
const booking = (agent: string, set: object) => effect(agent, 'booking.upsert', { id: 7, set })
const reply = (agent: string, text: string) => effect(agent, 'umnico.reply', { leadId: '4', realId: 'x', text })
const update = (agent: string, set: object) => effect(agent, 'rentprog.update', { branch: 'batumi', bookingId: 7, set })
const timer = (agent: string, notBefore: string) =>
  effect(agent, 'event.defer', { type: 'reminder.due', payload: { subject: 'booking:7', stage: 'x' }, notBefore, timerSlot: 's' })
const withdraw = (agent: string) =>
  effect(agent, 'event.withdraw', { type: 'reminder.due', subject: 'booking:7', timerSlot: 's', reason: 'over' })
const tick = (agent: string, done: boolean) => effect(agent, 'operation.tick', { bookingId: 7, kind: 'return', code: 'wash', done })

describe('two agents', () => {
  it.each<[string, PlannedEffect[], string[]]>([
    [
      'that set different columns both do',
      [booking('payments', { paidMinor: 1 }), booking('booking-controller', { state: 'x' })],
      ['stands', 'stands'],
    ],
    [
      'that set one column to different values: the first in the plan',
      [booking('payments', { state: 'a' }), booking('duty', { state: 'b' })],
      ['stands', 'lost: booking 7: state'],
    ],
    ['that set it to the same value both do', [booking('payments', { state: 'a' }), booking('duty', { state: 'a' })], ['stands', 'stands']],
    [
      'that read a moment apart do not contradict each other',
      [booking('payments', { readAt: '2030-01-01T00:00:00Z' }), booking('duty', { readAt: '2030-01-01T00:00:01Z' })],
      ['stands', 'stands'],
    ],
    [
      'that write one moment in two ways mean the same',
      [booking('payments', { startAt: '2030-01-01T04:00:00+04:00' }), booking('duty', { startAt: '2030-01-01T00:00:00Z' })],
      ['stands', 'stands'],
    ],
    [
      'that tick an item and untick it: the assistant whose checklist it is',
      [tick('booking-controller', false), tick('return-assistant', true)],
      ['lost: checklist 7-return-wash', 'stands'],
    ],
    [
      'of which one sets a timer and one withdraws it: it stays, it looks again when it fires',
      [withdraw('booking-controller'), timer('tasks', '2030-01-01T00:00:00Z')],
      ['lost: timer reminder.due booking:7 s', 'stands'],
    ],
    [
      'that change one field in RentProg differently: a person',
      [update('payments', { price: 1, state: 'a' }), update('duty', { price: 2 })],
      ['person: rentprog-booking batumi-7: price', 'person: rentprog-booking batumi-7: price'],
    ],
    [
      'that change different fields in RentProg both do',
      [update('payments', { price: 1 }), update('duty', { state: 'a' })],
      ['stands', 'stands'],
    ],
    [
      'that answer a client differently: a person',
      [reply('client-chats', 'Да'), reply('payments', 'Нет')],
      ['person: reply 4', 'person: reply 4'],
    ],
    ['that answer a client in the same words: once', [reply('client-chats', 'Да'), reply('payments', 'Да')], ['stands', 'same']],
    [
      'of which one closes an incident another opens: it is open',
      [
        effect('duty', 'incident.close', { id: 'i', outcome: 'x' }),
        effect('service-trips', 'incident.open', { id: 'i', kind: 'k', summary: 's' }),
      ],
      ['lost: incident i', 'stands'],
    ],
    [
      'of which one edits a message another deletes: it stays',
      [
        effect('duty', 'telegram.delete', { message: 'e:tasks:m:1' }),
        effect('tasks', 'telegram.edit', { message: 'e:tasks:m:1', html: 'x' }),
      ],
      ['lost: message e:tasks:m:1', 'stands'],
    ],
    [
      'that edit one message: whoever sent it',
      [
        effect('duty', 'telegram.edit', { message: 'e:tasks:m:1', html: 'y' }),
        effect('tasks', 'telegram.edit', { message: 'e:tasks:m:1', html: 'x' }),
      ],
      ['lost: message-text e:tasks:m:1: text', 'stands'],
    ],
  ])('%s', (_what, effects, expected) => {
    expect(verdicts(...effects)).toEqual(expected)
  })

  it('three of whom contradict each other all wait for the person', () => {
    expect(verdicts(reply('a', '1'), reply('b', '2'), reply('c', '3')).every((one) => one.startsWith('person'))).toBe(true)
  })
})

it('one agent may change its mind within its own proposals', () => {
  expect(verdicts(booking('duty', { state: 'a' }), effect('duty', 'booking.upsert', { id: 7, set: { state: 'b' } }, 'again'))).toEqual([
    'stands',
    'stands',
  ])
})

it('what an earlier attempt did stands, whoever comes first in the plan', () => {
  const [late, done] = [booking('payments', { state: 'a' }), booking('duty', { state: 'b' })]
  expect(settle([late, done], (one) => (one === done ? 1 : 2)).get(late)?.lost?.with).toBe(done.key)
  const [asked, sent] = [reply('payments', 'a'), reply('client-chats', 'b')]
  const settled = settle([asked, sent], (one) => (one === sent ? 1 : 2))
  expect([settled.get(asked)?.disputed.length, settled.get(sent)]).toEqual([1, undefined])
})

it('the loser says why, and what speaks of it is not sent either', () => {
  const proposals = [
    { agent: 'payments', proposal: { kind: 'car.upsert', payload: { id: 1, set: { clean: true } } } as const },
    { agent: 'duty', proposal: { kind: 'car.upsert', payload: { id: 1, set: { clean: false } } } as const },
    {
      agent: 'duty',
      proposal: {
        kind: 'telegram.message',
        payload: { place: { to: 'branch', branch: 'batumi' }, html: 'грязная' },
        after: effectKey(eventId, 'duty', 'car.upsert'),
      } as const,
    },
  ]
  const [first, loser, message] = planEffects({ eventId, critical: false, proposals })
  expect(first && reasonToSkip(first)).toBeNull()
  for (const one of [loser, message]) expect(one && reasonToSkip(one)).toBe(`yielded to ${first?.key} (car 1: clean: first)`)
})

it('whatever agents want: what stands contradicts nothing that stands, and each loser names one that does', () => {
  const wish = fc.record({
    agent: fc.constantFrom('return-assistant', 'tasks', 'duty', 'payments'),
    what: fc.constantFrom('clean', 'tick', 'timer', 'reply', 'mileage'),
    value: fc.integer({ min: 0, max: 2 }),
    attempt: fc.integer({ min: 1, max: 2 }),
  })
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 14 }), (wishes) => {
      const made = wishes.map(({ agent, what, value }, index): PlannedEffect => {
        const slot = `${index}`
        if (what === 'tick') return { ...tick(agent, value > 0), key: effectKey(eventId, agent, 'operation.tick', slot) }
        if (what === 'timer')
          return {
            ...(value === 0 ? withdraw(agent) : timer(agent, `2030-01-0${value}T00:00:00Z`)),
            key: `${eventId}:${agent}:timer:${slot}`,
          }
        if (what === 'reply') return { ...reply(agent, `${value}`), key: effectKey(eventId, agent, 'umnico.reply', slot) }
        return effect(agent, 'car.upsert', { id: 1, set: what === 'clean' ? { clean: value > 0 } : { mileageKm: value } }, slot)
      })
      const attempts = new Map(made.map((one, index) => [one, wishes[index]?.attempt ?? 1]))
      const settled = settle(made, (one) => attempts.get(one) ?? 1)
      const isDone = (one: PlannedEffect) => !settled.get(one)?.lost && !settled.get(one)?.same && !settled.get(one)?.disputed.length
      for (const one of made) {
        const lost = settled.get(one)?.lost
        if (!lost) continue
        const winner = made.find(({ key }) => key === lost.with)
        expect(winner && settled.get(winner)?.lost).toBeFalsy()
        expect(winner?.agent).not.toBe(one.agent)
        expect(attempts.get(winner as PlannedEffect)).toBeLessThanOrEqual(attempts.get(one) ?? 0)
      }
      // Those that stand, settled again among themselves, all stand.
      const done = made.filter(isDone)
      const again = settle(done, (one) => attempts.get(one) ?? 1)
      expect([...again.values()].filter(({ lost, disputed }) => lost || disputed.length > 0)).toEqual([])
    }),
  )
})
