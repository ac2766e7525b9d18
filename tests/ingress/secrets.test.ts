// Comparing a secret with the live ones.
import { describe, expect, it } from 'vitest'
import { matchesSecret } from '../../src/ingress/secrets.ts'

describe('a secret', () => {
  it('opens when it is one of the live ones, wherever it stands', () => {
    expect(matchesSecret('b', ['a', 'b', 'c'])).toBe(true)
    expect(matchesSecret('пароль', ['пароль'])).toBe(true)
  })

  it.each([
    ['it is another', 'a', ['b']],
    ['it is longer', 'aa', ['a']],
    ['it is shorter', 'a', ['aa']],
    ['it is written otherwise', 'A', ['a']],
    ['there is none', undefined, ['a']],
    ['it is empty', '', ['']],
    ['nothing is live', 'a', []],
  ])('does not open when %s', (_why, given, live) => {
    expect(matchesSecret(given, live)).toBe(false)
  })
})
