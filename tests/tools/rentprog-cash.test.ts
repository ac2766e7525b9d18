// RentProg's cash register as our client reads it: every envelope, exact money, rows that make no sense.
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { bindReads } from '../../src/tools/bind.ts'
import { createHttp } from '../../src/tools/http.ts'
import { rentprogTool, rentprogVendor } from '../../src/tools/rentprog.ts'
import { minorUnits } from '../../src/tools/rentprog-cash.ts'
import { sandboxConfig, sandboxed } from './sandboxed.ts'
import { json, stubVendor } from './stub-vendor.ts'

const DAYS = { branch: 'batumi', from: '2030-11-05', to: '2030-11-06' }
const ROW = {
  id: 5_000_001,
  sum: 60.5,
  currency_id: 39,
  cash: true,
  operation: false,
  user_id: 90001,
  group: null,
  description: 'Инкассация',
  created_at: '2030-11-05T10:00:00.000+04:00',
  completed: true,
}

/** What the tool makes of an answer; the same page for every page asked. */
async function readingOf(body: unknown) {
  const stub = await stubVendor((request, response) =>
    request.url?.startsWith('/get_token') ? json(response, 200, { token: 'jwt' }) : json(response, 200, body),
  )
  const config = { ...sandboxConfig('').rentprog, baseUrl: stub.url }
  const http = createHttp(rentprogVendor(config, 1_000), { limiter: { take: async () => undefined } })
  try {
    return await bindReads('rentprog', rentprogTool(config, http, systemClock).read).cashOperations(DAYS)
  } finally {
    await stub.stop()
  }
}

describe('the answer', () => {
  test.each<[string, unknown]>([
    ['of the captured form', { counts: { data: [{ id: '5000001', type: 'count', attributes: ROW }] } }],
    ['of JSON:API', { data: [{ id: '5000001', type: 'count', attributes: { ...ROW, id: undefined } }] }],
    ['of counts alone', { counts: [ROW] }],
    ['of a bare array', [ROW]],
    [
      'of text for numbers',
      [{ ...ROW, id: '5000001', sum: '60.50', currency_id: '39', user_id: '90001', cash: 'true', operation: 'false' }],
    ],
  ])('%s is read', async (_, body) => {
    expect(await readingOf(body)).toEqual([
      expect.objectContaining({ id: 5_000_001, sum_minor: 6050, currency: 'GEL', cash: true, operation: false, user_id: 90001 }),
    ])
  })

  it('keeps rows that make no sense, each as itself, so that they stop nobody', async () => {
    const rows = await readingOf([{ sum: 'много' }, { sum: 1 }, 'x', { id: 7, currency_id: 840, sum: '1.005', user_id: {}, cash: 'ja' }])
    expect(rows).toMatchObject([
      { id: null, sum: 'много', sum_minor: null, currency: null },
      { id: null, sum_minor: 100 },
      { id: 7, sum_minor: null, currency_id: 840, currency: null, user_id: null, cash: null },
    ])
  })

  it('that holds no list at all is refused: nothing is not the same as nothing new', async () => {
    await expect(readingOf({ error: 'soon' })).rejects.toMatchObject({ name: 'Refused', code: 'unexpected-answer' })
    expect(await readingOf([])).toEqual([])
  })
})

it('the sandbox’s register is read page by page, of the branch and the days asked for', async () => {
  const world = await sandboxed()
  const add = (id: number, row: Record<string, unknown>) =>
    world.sandbox.world.cashOperations.set(id, { ...ROW, branch: 'batumi', ...row, id } as never)
  for (let n = 1; n <= 23; n++) add(n, {})
  add(24, { branch: 'tbilisi' })
  add(25, { created_at: '2030-11-04T23:59:00.000+04:00' })
  const rows = await world.tools.rentprog.read.cashOperations(DAYS)
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 23 }, (_, n) => n + 1))
  expect((await world.calls('rentprog')).filter(({ path }) => path.startsWith('/company_counts'))).toHaveLength(3)
  await world.stop()
})

describe('money', () => {
  const runs = { numRuns: process.env.LONG ? 10_000 : 500, seed: 20301105 }
  const cents = fc.bigInt({ min: 0n, max: 999_999_999_999n })
  const written = (minor: bigint) => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`

  it('in minor units is exactly what was written, as text or as a number', () => {
    fc.assert(
      fc.property(cents, fc.boolean(), fc.nat({ max: 4 }), (minor, isExpense, zeros) => {
        const text = `${isExpense ? '-' : ''}${written(minor)}`
        const expected = Number(minor) * (isExpense && minor !== 0n ? -1 : 1)
        expect(minorUnits(text)).toBe(expected)
        expect(minorUnits(text.replace('.', ','))).toBe(expected)
        expect(minorUnits(text + '0'.repeat(zeros))).toBe(expected)
        expect(minorUnits(Number(text))).toBe(expected)
      }),
      runs,
    )
  })

  it('is never rounded: what is smaller than a hundredth is no amount', () => {
    fc.assert(
      fc.property(cents, fc.integer({ min: 1, max: 9999 }), (minor, rest) => {
        expect(minorUnits(`${written(minor)}${String(rest).padStart(4, '0')}`)).toBeNull()
      }),
      runs,
    )
  })

  it('of nonsense is no amount, and nothing makes it throw', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const minor = minorUnits(value)
        expect(minor === null || Number.isSafeInteger(minor)).toBe(true)
      }),
      runs,
    )
    for (const value of ['1,840', '1.840,50', '', ' ', '60 GEL', '0x10', '1e3', 1e21, Number.NaN, 0.1 + 0.2, null, undefined, true, [60]])
      expect(minorUnits(value), JSON.stringify(value)).toBeNull()
    expect([minorUnits('1 840,50'), minorUnits(19.99), minorUnits('-0'), minorUnits('+5')]).toEqual([184050, 1999, 0, 500])
  })
})
