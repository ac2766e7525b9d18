// What somebody waits for runs at once while there is room; a stop waits for it.
import { expect, it } from 'vitest'
import { createAtHand } from '../../src/queue/at-hand.ts'

it('takes as many as there is room for, and more when one has ended, well or not', async () => {
  const ends: ((error?: Error) => void)[] = []
  const errors: unknown[] = []
  const began: string[] = []
  const hand = createAtHand(
    2,
    (id) => {
      began.push(id)
      return new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())))
    },
    (error) => errors.push(error),
  )
  expect(['a', 'b', 'c'].map(hand.take)).toEqual([true, true, false])
  ends[0]?.(new Error('no ledger'))
  await new Promise(setImmediate)
  expect([hand.take('d'), began, errors]).toEqual([true, ['a', 'b', 'd'], [new Error('no ledger')]])

  let stopped = false
  const stopping = hand.stop().then(() => (stopped = true))
  ends[1]?.()
  await new Promise(setImmediate)
  expect([hand.take('e'), stopped]).toEqual([false, false])
  ends[2]?.()
  await stopping
})
