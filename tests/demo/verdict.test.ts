import { describe, expect, it } from 'vitest'
import { line } from '../../demo/line.ts'
import type { Played, Settled } from '../../demo/play.ts'
import { problemsOf } from '../../demo/verdict.ts'

const moved = line(
  { title: 'a car moves', branch: 'batumi', event: 'car_update', payload: { id: 1 } },
  { outcome: 'accepted', becomes: { type: 'car.moved', agents: ['car-topics'], effects: ['telegram.message'] }, later: ['reminder.due'] },
)
const event = (changes: Partial<Settled> = {}): Settled => ({
  id: 'e1',
  type: 'car.moved',
  subject: 'car:1',
  status: 'done',
  attempts: 1,
  plan: { agents: ['car-topics'], by: 'rules' },
  agents: [{ name: 'car-topics', status: 'done', summary: null, error: null }],
  effects: [{ key: 'k', kind: 'telegram.message', status: 'sent', attempts: 1, error: null, payload: {} }],
  receivedAt: new Date(0),
  finishedAt: new Date(1),
  notBefore: null,
  cause: null,
  payload: {},
  error: null,
  held: [],
  behind: [],
  ...changes,
})
const timer = event({ id: 'e2', type: 'reminder.due', status: 'scheduled', effects: [] })
const played = (changes: Partial<Played> = {}): Played => ({
  line: moved,
  status: 200,
  answer: { ok: true, id: 'd1', duplicate: false, events: ['e1'] },
  events: [event(), timer],
  ...changes,
})
const effect = (changes: Partial<Settled['effects'][number]>) => ({
  key: 'k',
  kind: 'telegram.message',
  status: 'sent',
  attempts: 1,
  error: null,
  payload: {},
  ...changes,
})
const problems = (changes: Partial<Played>) => problemsOf(played(changes), [])

describe('a line of the demo', () => {
  it('is fine when everything expected of it has happened', () => {
    expect(problems({})).toEqual([])
  })

  it('is fine with a message that quiet hours hold, and not with one that merely was not sent', () => {
    const waiting = [effect({ status: 'planned', attempts: 0 })]
    expect(problems({ events: [event({ effects: waiting, held: ['k'] }), timer] })).toEqual([])
    expect(problems({ events: [event({ effects: waiting }), timer] })).not.toEqual([])
  })

  it.each<[string, Partial<Played>, RegExp]>([
    ['the door refuses', { status: 503 }, /answered 503/],
    ['it does not come to rest', { late: 'not at rest' }, /not at rest/],
    ['it is another event', { events: [event({ type: 'car.updated' }), timer] }, /car\.updated, not car\.moved/],
    ['it ends partial', { events: [event({ status: 'partial', error: 'why' }), timer] }, /partial: why/],
    ['an agent is silent', { events: [event({ agents: [] }), timer] }, /car-topics did not report/],
    ['a stranger was asked', { events: [event({ plan: { agents: ['car-topics', 'duty'], by: 'model' } }), timer] }, /duty was asked/],
    ['a message is missing', { events: [event({ effects: [] }), timer] }, /no telegram\.message/],
    [
      'an effect failed',
      { events: [event({ effects: [effect({}), effect({ kind: 'yougile.task', status: 'failed', error: 'no' })] }), timer] },
      /yougile\.task is failed \(no\)/,
    ],
    ['a timer was not set', { events: [event()] }, /reminder\.due was not scheduled/],
    [
      'a follower died',
      { events: [event(), timer, event({ id: 'e3', type: 'booking.issue.planned', status: 'dead' })] },
      /booking\.issue\.planned ended dead/,
    ],
    ['it was taken for a repetition', { answer: { ok: true, id: 'd1', duplicate: true, events: ['e1'] } }, /duplicate/],
  ])('is not fine when %s', (_, changes, expected) => {
    expect(problems(changes).join('\n')).toMatch(expected)
  })

  it('that nobody should hear of may not send a message', () => {
    const silent = {
      ...moved,
      expected: { outcome: 'accepted', becomes: { type: 'car.moved', agents: ['car-topics'], effects: [], silent: true } },
    } as const
    expect(problems({ line: silent })).toEqual(['car.moved: nobody should have been told, but there is a telegram.message'])
  })

  it('that repeats itself is answered with the first delivery', () => {
    const again = { ...moved, expected: { outcome: 'duplicate' } } as const
    const answer = { ok: true, id: 'd1', duplicate: true, events: ['e1'] }
    expect(problemsOf(played({ line: again, answer }), [played()])).toEqual([])
    expect(problemsOf(played({ line: again, answer: { ...answer, id: 'd2' } }), [played()])).toHaveLength(1)
    expect(problemsOf(played({ line: again }), [played()])).toHaveLength(1)
  })

  it('that nobody understands is kept byte by byte', () => {
    const cut = { ...moved, expected: { outcome: 'quarantined' } } as const
    const answer = { ok: true, id: 'd1', duplicate: false, quarantined: true, events: [] }
    expect(problems({ line: cut, status: 202, answer, kept: { status: 'quarantined', raw: moved.body } })).toEqual([])
    expect(problems({ line: cut, status: 202, answer, kept: { status: 'quarantined', raw: '{}' } })).toHaveLength(1)
  })
})
