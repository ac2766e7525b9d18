// The same conversations in one process and on two replicas, without a model and with one; what is said stands in docs/conversations.md.
import { beforeAll, expect, it } from 'vitest'
import { startWorld, type World } from '../support/world.ts'
import { page } from './page.ts'
import { player, type Said } from './play.ts'
import { conversations } from './script.ts'

/** A world of its own per play: what was remembered in one must not answer in another. */
async function played(replicas: number, environment: Record<string, string>): Promise<Said[][][]> {
  const world: World = await startWorld({ replicas, environment: { SCHEDULES: 'off', ...environment } })
  try {
    await world.app.orchestrator.route({ type: 'check.bookings', payload: { branch: 'batumi' } })
    await world.drain()
    const play = player(world)
    const all: Said[][][] = []
    for (const conversation of conversations) all.push(await play(conversation))
    return all
  } finally {
    await world.stop()
  }
}
/** Forty turns each: on a busy machine they are slow, not red. */
const LONG_MS = 180_000
const OFF = { OPENAI_MODEL: 'off' }

let off: Said[][][]
let on: Said[][][]
beforeAll(async () => {
  off = await played(1, OFF)
  on = await played(1, {})
}, LONG_MS)

it('stand in the docs as they are', async () => {
  await expect(page(conversations, off, on)).toMatchFileSnapshot('../../docs/conversations.md')
})

it.each([
  ['without a model', OFF, () => off],
  ['with a model', {}, () => on],
])(
  'go the same way on two replicas, %s',
  async (_how, environment, alone) => {
    expect(await played(2, environment)).toEqual(alone())
  },
  LONG_MS,
)
