// A collector sees a car leave without a booking: minutes later it would be gone, so people hear of it at once, and once.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addMs, MINUTE_MS } from '../../src/clock.ts'
import { alarm, inspection } from '../support/collector.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

/** The sandbox posts it with the client, as a collector would. */
async function collect(source: string, order: Record<string, unknown>) {
  const response = await fetch(`${world.sandbox.url}/_collector/${source}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: world.app.url, ...order }),
  })
  return { status: response.status, body: (await response.json()) as { id: string; duplicate: boolean; events: string[]; error?: string } }
}

const messages = async () =>
  (await world.calls('telegram')).filter(({ path }) => path === '/sendMessage').map(({ body }) => String(body.text))
const ago = (minutes: number) => addMs(world.clock.now(), -minutes * MINUTE_MS).toISOString()

it('opens an incident and reaches the managers', async () => {
  const car = await world.app.db.prisma.car.create({
    data: { id: 80001, branch: 'batumi', name: 'Toyota Prius', plate: 'AA-000-AA', updatedAt: world.clock.now() },
  })
  const trip = alarm({ carPlate: 'aa 000 aa', startedAt: ago(12), fixAt: ago(1) })
  const { status, body } = await collect('starline', { results: [trip] })
  expect([status, body]).toEqual([200, { id: expect.any(String), duplicate: false, quarantined: false, events: [expect.any(String)] }])
  await world.app.drain()

  expect(await world.event(body.events[0] ?? '')).toMatchObject({ type: 'unauthorized.trip', status: 'done', plan: { by: 'rules' } })
  expect(await world.app.db.prisma.incident.findMany()).toMatchObject([{ kind: 'unauthorized.trip', branch: 'batumi', carId: car.id }])
  const told = await messages()
  expect(told.filter((text) => text.includes('Несанкционированная поездка')).length).toBeGreaterThanOrEqual(2)

  expect(await collect('starline', { results: [trip] })).toMatchObject({
    status: 200,
    body: { duplicate: true, id: body.id, events: body.events },
  })
  await world.app.drain()
  expect(await messages()).toEqual(told)
})

it('an inspection that could not be checked is told to the person on duty as that', async () => {
  const { status } = await collect('greenway', { results: [inspection({ plate: 'ZZ-999-ZZ', status: 'unknown', checkedAt: ago(1) })] })
  expect(status).toBe(200)
  await world.app.drain()
  const alert = (await messages()).find((text) => text.includes('Техосмотр проверить не удалось'))
  expect(alert).toMatch(/ZZ999ZZ[\s\S]*капча[\s\S]*Что сделать: проверьте эти авто вручную/)
  expect(alert).not.toMatch(/проверьте настройки/)
})

it('the sandbox passes on what the door says', async () => {
  expect(await collect('starline', { results: [], secret: 'guess' })).toMatchObject({
    status: 401,
    body: { error: expect.stringMatching(/secret/) },
  })
  expect(await collect('starline', { results: [{ type: 'speeding' }] })).toMatchObject({ status: 202, body: { quarantined: true } })
  expect(await collect('elsewhere', { results: [] })).toMatchObject({ status: 400 })
  expect(await collect('starline', { results: 'all of them' })).toMatchObject({ status: 400 })
  expect(await collect('greenway', { results: [], url: 'http://127.0.0.1:1' })).toMatchObject({ status: 502 })
})
