// One-time codes: hard to guess, easy to type, recognised whatever the dashes.
import { expect, test } from 'vitest'
import { codeIn, hashOf, newCode, rowOf } from '../../src/effects/codes.ts'

test('a code is three groups of four, and no two are alike', () => {
  const codes = Array.from({ length: 200 }, newCode)
  for (const code of codes) expect(code).toMatch(/^([A-HJ-NP-Z2-9]{4}-){2}[A-HJ-NP-Z2-9]{4}$/)
  expect(new Set(codes).size).toBe(200)
})

test('is recognised as people type it', () => {
  const code = newCode()
  const rows = [newCode(), code, newCode()].map((one, id) => ({ id, hash: hashOf(one) }))
  for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ''), ` ${code.replaceAll('-', ' – ')} `])
    expect(rowOf(typed, rows)?.id).toBe(1)
  expect(rowOf(newCode(), rows)).toBeNull()
  expect(rowOf('', rows)).toBeNull()
})

test.each(['', 'ABCD', 'ABCD-EFGH-JKM0', 'ABCD-EFGH-JKMNP', 'привет'])('«%s» is none', (text) => {
  expect(codeIn(text)).toBeNull()
})
