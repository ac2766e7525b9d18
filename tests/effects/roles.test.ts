// Who may do what: every role, every action, every distance, against a table written out by hand; and what must hold whatever the table says.
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { Settings } from '../../src/agents/settings.ts'
import { roleFor } from '../../src/effects/approval-policy.ts'
import { type Action, actions, lowestFor, may, type Person, ROLES, type Role, rank, reachOf, roles } from '../../src/effects/roles.ts'

const limits = Settings.parse({})

const person = (role: string, more: Partial<Person> = {}): Person => ({ id: 1, role, branch: 'batumi', active: true, ...more })

/** Per action and role: what is one's own, what is of the own branch, what is of another. `+` yes, `-` no. */
const TABLE: Record<Action, Record<Role, string>> = {
  'trip.permit': { employee: '---', manager: '++-', head: '+++', director: '+++', admin: '+++' },
  'tracker.bind': { employee: '---', manager: '---', head: '+++', director: '+++', admin: '+++' },
  'incident.claim': { employee: '+++', manager: '+++', head: '+++', director: '+++', admin: '+++' },
  'incident.close': { employee: '---', manager: '++-', head: '+++', director: '+++', admin: '+++' },
  'fleet.see': { employee: '+++', manager: '+++', head: '+++', director: '+++', admin: '+++' },
  'task.see': { employee: '++-', manager: '++-', head: '+++', director: '+++', admin: '+++' },
  'task.change': { employee: '+--', manager: '++-', head: '+++', director: '+++', admin: '+++' },
  'task.assign': { employee: '+--', manager: '++-', head: '+++', director: '+++', admin: '+++' },
  'plan.press': { employee: '++-', manager: '+++', head: '+++', director: '+++', admin: '+++' },
  'handover.tick': { employee: '+++', manager: '+++', head: '+++', director: '+++', admin: '+++' },
  'service.record': { employee: '++-', manager: '+++', head: '+++', director: '+++', admin: '+++' },
  'cash.see': { employee: '+--', manager: '++-', head: '+++', director: '+++', admin: '+++' },
  'cash.handed': { employee: '+--', manager: '+--', head: '+--', director: '+--', admin: '+--' },
  'cash.taken': { employee: '---', manager: '-+-', head: '-++', director: '-++', admin: '-++' },
  'client.see': { employee: '+++', manager: '+++', head: '+++', director: '+++', admin: '+++' },
  'client.phone': { employee: '++-', manager: '++-', head: '+++', director: '+++', admin: '+++' },
  'client.answer': { employee: '+++', manager: '+++', head: '+++', director: '+++', admin: '+++' },
  'why.see': { employee: '+++', manager: '+++', head: '+++', director: '+++', admin: '+++' },
  'talk.see': { employee: '+--', manager: '++-', head: '+++', director: '+++', admin: '+++' },
  'link.request': { employee: '+++', manager: '+++', head: '+++', director: '+++', admin: '+++' },
  'link.send': { employee: '+++', manager: '+++', head: '+++', director: '+++', admin: '+++' },
  'link.approve': { employee: '---', manager: '++-', head: '+++', director: '+++', admin: '---' },
  'payment.approve': { employee: '---', manager: '++-', head: '+++', director: '+++', admin: '---' },
  'booking.approve': { employee: '---', manager: '++-', head: '+++', director: '+++', admin: '---' },
  'dispute.settle': { employee: '---', manager: '++-', head: '+++', director: '+++', admin: '---' },
  'suggestion.take': { employee: '+--', manager: '+--', head: '+--', director: '+--', admin: '+--' },
  'staff.link': { employee: '---', manager: '-+-', head: '-++', director: '-++', admin: '-++' },
}

/** Towards an employee: the lowest there is. */
const WHERE = [
  // One's own things may well lie in another branch; what of it is somebody else's is not one's own.
  { owners: [1], branch: 'batumi', towards: 'employee' },
  { owners: [2], branch: 'batumi', towards: 'employee' },
  { owners: [2], branch: 'tbilisi', towards: 'employee' },
] as const

describe.each(actions)('%s', (action) => {
  it.each(ROLES)('of the %s is as the table says', (role) => {
    const said = WHERE.map((matter) => (may(person(role), action, matter).yes ? '+' : '-')).join('')
    expect(said).toBe(TABLE[action][role])
  })

  it('is for nobody who is not staff, has left, or has a role nobody knows', () => {
    for (const nobody of [null, person('director', { active: false }), person('superadmin'), person('')])
      expect(may(nobody, action, { owners: [1] })).toEqual({ yes: false, because: 'Это только для сотрудников.' })
  })

  it('is refused in a sentence', () => {
    expect(roles[action].otherwise).toMatch(/^[А-Я].*\.$/)
  })
})

const anyMatter = fc.record({
  branch: fc.constantFrom('batumi', 'tbilisi', 'kutaisi', null),
  owners: fc.array(fc.constantFrom(1, 2, 3), { maxLength: 2 }),
  sum: fc.option(fc.record({ minor: fc.integer({ min: 0, max: 2_000_000 }), currency: fc.constantFrom('gel', 'USD', 'eur', 'rub') }), {
    nil: undefined,
  }),
  towards: fc.constantFrom(...ROLES),
})
const anyAction = fc.constantFrom(...actions)

describe('whatever the matter', () => {
  it('nobody of another branch gets more than their like of the branch', () => {
    fc.assert(
      fc.property(anyAction, fc.constantFrom(...ROLES), anyMatter, (action, role, matter) => {
        const branch = matter.branch ?? 'batumi'
        const other = branch === 'tbilisi' ? 'batumi' : 'tbilisi'
        const there = may(person(role, { branch: other }), action, matter, limits).yes
        expect(there && !may(person(role, { branch }), action, matter, limits).yes).toBe(false)
      }),
    )
  })

  it('nobody below a manager approves, nor does an admin', () => {
    const approving = actions.filter((action) => /\.(approve|settle)$/.test(action))
    fc.assert(
      fc.property(fc.constantFrom(...approving), fc.constantFrom('employee', 'admin'), anyMatter, (action, role, matter) => {
        expect(may(person(role, { branch: null }), action, matter, limits).yes).toBe(false)
      }),
    )
  })

  it('whoever stands higher on the ladder gets no less, but for what is one’s own', () => {
    fc.assert(
      fc.property(anyAction, anyMatter, (action, matter) => {
        const steps = (['employee', 'manager', 'head', 'director'] as const).map((role) => may(person(role), action, matter, limits).yes)
        expect(steps.map(Number)).toEqual(steps.map(Number).toSorted((a, b) => a - b))
      }),
    )
  })

  it('an answer of no says why, and an answer of yes says who', () => {
    fc.assert(
      fc.property(anyAction, fc.constantFrom(...ROLES), anyMatter, (action, role, matter) => {
        const who = person(role)
        expect([
          { yes: true, person: who },
          { yes: false, because: roles[action].otherwise },
        ]).toContainEqual(may(who, action, matter, limits))
      }),
    )
  })
})

describe('a sum', () => {
  test.each([
    [99_999, 'gel', 'manager'],
    [100_000, 'gel', 'head'],
    [-100_000, 'USD', 'head'],
    [499_999, 'eur', 'head'],
    [500_000, 'eur', 'director'],
    [1, 'rub', 'director'],
    [Number.NaN, 'gel', 'director'],
  ] as const)('of %i minor units of %s is for the %s', (minor, currency, lowest) => {
    expect(lowestFor({ minor, currency }, limits)).toBe(lowest)
    for (const role of ['manager', 'head', 'director'] as const)
      expect(may(person(role), 'link.approve', { branch: 'batumi', sum: { minor, currency } }, limits).yes).toBe(rank(role) >= rank(lowest))
  })

  it('is the director’s where nobody says the limits', () => {
    expect(may(person('head'), 'link.approve', { sum: { minor: 1, currency: 'gel' } }).yes).toBe(false)
  })

  it('of a payment is in the currency of bookings, which it does not name', () => {
    expect(roleFor('rentprog.payment', { amountMinor: 100_000 }, false, limits)).toBe('head')
    expect(roleFor('rentprog.payment', { amountMinor: 100_000 }, false, { ...limits, bookingCurrency: 'rub' })).toBe('director')
    expect(roleFor('stripe.link', { amountMinor: 100, currency: 'usd' }, false, limits)).toBe('manager')
    expect(roleFor('rentprog.update', {}, false, limits)).toBe('manager')
    expect(roleFor('telegram.message', {}, false, limits)).toBeNull()
    expect(roleFor('telegram.message', {}, true, limits)).toBe('manager')
  })
})

describe('a person is invited', () => {
  test.each([
    ['manager', 'employee', true],
    ['manager', 'manager', false],
    ['manager', 'director', false],
    ['head', 'manager', true],
    ['head', 'admin', false],
    ['director', 'director', true],
    ['admin', 'director', true],
  ] as const)('by the %s, who is a %s: %s', (role, towards, yes) => {
    expect(may(person(role), 'staff.link', { branch: 'batumi', towards }).yes).toBe(yes)
  })
})

test('how far one sees', () => {
  expect(reachOf(person('manager'), 'cash.see')).toBe('branch')
  expect(reachOf(person('manager', { branch: null }), 'cash.see')).toBe('any')
  expect(reachOf(person('employee', { branch: null }), 'cash.see')).toBe('own')
  expect(reachOf(person('director', { active: false }), 'cash.see')).toBe('no')
})
