// The watchdog of our webhook at Umnico, all the way: Umnico switches it off, the check switches it on and people hear of it.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/clock.ts'
import { startWorld, type World } from '../support/world.ts'

const ALERTS = -1000000000007

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

async function check(): Promise<{ status: string; summary: string | null | undefined }> {
  const { id } = await world.app.orchestrator.route({ type: 'check.webhooks', payload: {} })
  await world.app.drain()
  const { status, agents } = await world.event(id)
  return { status, summary: agents[0]?.summary }
}
const control = (method: string, body?: unknown) =>
  fetch(`${world.sandbox.url}/_umnico/webhooks/1`, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
const puts = async () => (await world.calls('umnico')).filter(({ method }) => method === 'PUT')
const told = async () => (await world.calls('telegram')).filter(({ body }) => String(body.text).includes('вебхук'))

it('an enabled webhook is no news', async () => {
  expect(await check()).toEqual({ status: 'done', summary: 'Вебхук Umnico включён: всё в порядке.' })
  expect([await puts(), await told()]).toEqual([[], []])
})

it('one that is off is switched on with its effect’s key, and the chat for alerts hears of it', async () => {
  await control('POST', { status: 0 })
  expect(await check()).toMatchObject({ status: 'done' })
  expect(await puts()).toMatchObject([
    { path: '/webhooks/1', body: { status: 1 }, status: 200, effectKey: expect.stringMatching(/:duty:umnico\.enable-webhook:hook-1$/) },
  ])
  expect(await told()).toMatchObject([{ body: { chat_id: ALERTS, text: expect.stringContaining('Umnico отключил наш вебхук') } }])
  expect(await check()).toMatchObject({ summary: 'Вебхук Umnico включён: всё в порядке.' })
})

it('off again within the hour: on again, without another message; the answer that was lost changes nothing', async () => {
  world.clock.advance(10 * MINUTE_MS)
  await control('POST', { status: 0 })
  await world.fault({ system: 'umnico', match: 'PUT', dropAfter: true })
  await check()
  world.clock.advance(MINUTE_MS)
  await world.app.drain()
  expect((await puts()).length).toBeGreaterThanOrEqual(2)
  expect(await told()).toHaveLength(1)
  expect(await check()).toMatchObject({ summary: 'Вебхук Umnico включён: всё в порядке.' })

  world.clock.advance(HOUR_MS)
  await control('POST', { status: 0 })
  await check()
  expect(await told()).toHaveLength(2)
})

it('a vendor that is down is asked again', async () => {
  await world.fault({ system: 'umnico', status: 503, times: 3 })
  expect(await check()).toMatchObject({ status: 'received' })
  world.clock.advance(10 * MINUTE_MS)
  await world.app.drain()
  const [event] = await world.app.db.prisma.event.findMany({ where: { type: 'check.webhooks' }, orderBy: { seq: 'desc' }, take: 1 })
  expect(event).toMatchObject({ status: 'done' })
})

it('one that is missing is told once a day', async () => {
  await control('DELETE')
  const before = (await told()).length
  for (let time = 0; time < 3; time++) {
    await check()
    world.clock.advance(10 * MINUTE_MS)
  }
  expect((await told()).length).toBe(before + 1)
  world.clock.advance(24 * HOUR_MS)
  await check()
  expect((await told()).length).toBe(before + 2)
})

it('the secret of the door is in no row', async () => {
  const rows = await world.app.db.query<{ found: number }>(
    `SELECT (SELECT count(*) FROM effects WHERE effects::text LIKE '%t=sandbox-umnico%')
          + (SELECT count(*) FROM outcomes WHERE outcomes::text LIKE '%t=sandbox-umnico%')
          + (SELECT count(*) FROM incidents WHERE incidents::text LIKE '%t=sandbox-umnico%')
          + (SELECT count(*) FROM langgraph.checkpoint_blobs WHERE encode(blob, 'escape') LIKE '%t=sandbox-umnico%') AS found`,
    [],
  )
  expect(Number(rows[0]?.found)).toBe(0)
})
