// A source that falls silent is an alarm: from the last webhook to the chat for alerts, and back.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MINUTE_MS } from '../../src/clock.ts'
import { NOON, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
  // RentProg has told something every ten minutes for five days.
  await world.app.db.query(
    `INSERT INTO deliveries (id, source, door, status, raw, received_at)
     SELECT gen_random_uuid(), 'rentprog', 'batumi', 'accepted', '', $1::timestamptz - n * interval '10 minutes' FROM generate_series(0, 720) n`,
    [NOON],
  )
})
afterAll(() => world.stop())

const gauge = async () =>
  /orchestrator_source_silent\{source="rentprog"\} (\d)/.exec(await (await fetch(`${world.app.url}/metrics`)).text())?.[1]
const alerts = async (start: string) =>
  (await world.calls('telegram')).map(({ body }) => String(body.text)).filter((text) => text.includes(start))

async function after(minutes: number): Promise<void> {
  world.clock.advance(minutes * MINUTE_MS)
  await world.app.tick()
  await world.app.drain()
}

it('is told of once, though our own polls go on reading, and once more when it is heard again', async () => {
  await after(0)
  expect(await gauge()).toBe('0')
  // What a poll finds is recorded too, and is no sign that the door is alive.
  await fetch(`${world.sandbox.url}/_world/cash`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ branch: 'batumi', user_id: 90001, sum: 10, description: 'бензин' }),
  })
  for (const minutes of [20, 20, 5, 5]) await after(minutes)
  expect(await world.app.db.prisma.delivery.count({ where: { door: 'poll:batumi' } })).toBe(1)
  expect(await gauge()).toBe('1')
  await expect.poll(() => alerts('От rentprog ничего нет')).toHaveLength(1)
  expect((await alerts('От rentprog ничего нет'))[0]).toContain('уже 40 мин; обычно пауза не длиннее 10 мин')

  await world.rentprog('batumi', 'car_update', { id: 80001, mileage: [50_000, 50_100] })
  await after(5)
  expect(await gauge()).toBe('0')
  await expect.poll(() => alerts('От rentprog снова приходят события')).toHaveLength(1)
})
