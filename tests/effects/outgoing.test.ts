// What one run sends: different places at the same time, one place in turn.
import { expect, test } from 'vitest'
import { outgoing } from '../../src/worker.ts'

const effect = (key: string, target: string, afterKey: string | null = null) => ({ key, target, afterKey })

test('messages to different places do not wait for each other', () => {
  expect(outgoing([effect('topic', 'a'), effect('manager', 'b')])).toEqual([['topic'], ['manager']])
})

test('messages to one place keep their order', () => {
  expect(outgoing([effect('first', 'a'), effect('other', 'b'), effect('second', 'a')])).toEqual([['other'], ['first', 'second']])
})

test('what waits for another leaves after it, and joins what waits for either', () => {
  const card = effect('card', 'a')
  const pin = effect('pin', 'message:card', 'card')
  expect(outgoing([card, effect('answer', 'q'), pin, effect('edit', 'message:card')])).toEqual([['answer'], ['card', 'pin', 'edit']])
})
