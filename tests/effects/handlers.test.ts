// Every kind that goes outside has somebody who performs it.
import { expect, it } from 'vitest'
import { handlerOf, handlers } from '../../src/effects/handlers.ts'
import { policy } from '../../src/effects/policy.ts'

const open = Object.entries(policy).filter(([, line]) => line.open && line.onUncertain !== 'local')

it('performs every open kind that is not a change of our own database, and no other', () => {
  expect(Object.keys(handlers).sort()).toEqual(open.map(([kind]) => kind).sort())
})

it('can read back every kind that is settled by reading back', () => {
  for (const [kind, line] of open) {
    if (line.onUncertain === 'read-back') expect(handlerOf(kind as keyof typeof handlers)?.find, kind).toBeTypeOf('function')
  }
})
