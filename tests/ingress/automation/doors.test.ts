// The doors of browser automation with everything behind them: signed results become events once, in order, all or nothing.
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCollector, NotTaken, sign } from '../../../collector/client.ts'
import type { Result } from '../../../collector/results.ts'
import { addMs } from '../../../src/clock.ts'
import { MAX_BODY_BYTES } from '../../../src/ingress/sources/automation.ts'
import { type Door, inspection, state, trip } from '../../support/collector.ts'
import { startWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { STARLINE_WEBHOOK_SECRET: 'sandbox-new,sandbox-old' } })
})
afterAll(() => world.stop())

interface Answer {
  status: number
  body: { ok: boolean; id: string; duplicate: boolean; events: string[]; quarantined?: true; error?: string }
}

const SECRETS = { starline: 'sandbox-old', greenway: 'sandbox-greenway' }

async function knock(door: Door, body: string | Uint8Array, headers: Record<string, string>): Promise<Answer> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  }
  const response = await fetch(`${world.app.url}/webhooks/${door}`, init)
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

const post = (door: Door, results: unknown): Promise<Answer> => {
  const body = typeof results === 'string' ? results : JSON.stringify(results)
  return knock(door, body, sign(body, SECRETS[door], world.clock.now()))
}

let nextDevice = 900_000
/** Minutes before noon in Tbilisi. */
const minutesAgo = (minutes: number): string => addMs(world.clock.now(), -minutes * 60_000).toISOString()
const rows = (deviceId: number) => world.app.db.prisma.event.findMany({ where: { subject: `device:${deviceId}` }, orderBy: { seq: 'asc' } })
const deliveries = () => world.app.db.prisma.delivery.count()
const staleSamples = async (source: Door): Promise<number> => {
  const text = await (await fetch(`${world.app.url}/metrics`)).text()
  return Number(new RegExp(`^orchestrator_stale_samples_total\\{source="${source}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0)
}

it('a stranger is turned away and leaves no row', async () => {
  const before = await deliveries()
  const body = JSON.stringify(state())
  const now = world.clock.now()
  for (const headers of [
    {},
    sign(body, 'guess', now),
    sign(body, 'sandbox-greenway', now),
    sign(body, 'sandbox-new', addMs(now, -301_000)),
  ]) {
    expect(await knock('starline', body, headers as Record<string, string>)).toMatchObject({
      status: 401,
      body: { ok: false, error: expect.stringMatching(/secret/) },
    })
  }
  expect(await deliveries()).toBe(before)
})

it('either secret opens while one is rotated, and a packed body is signed as it was before packing', async () => {
  for (const secret of ['sandbox-new', 'sandbox-old']) {
    const body = JSON.stringify(state({ deviceId: nextDevice++ }))
    const headers = { 'content-encoding': 'gzip', ...sign(body, secret, world.clock.now()) }
    expect(await knock('starline', gzipSync(body), headers)).toMatchObject({ status: 200, body: { events: [expect.any(String)] } })
  }
})

it('fifty at once are one delivery and one event, and every answer names them', async () => {
  const deviceId = nextDevice++
  const before = await deliveries()
  const answers = await Promise.all(Array.from({ length: 50 }, () => post('starline', state({ deviceId }))))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(answers.filter(({ body }) => !body.duplicate)).toHaveLength(1)
  expect(new Set(answers.map(({ body }) => `${body.id} ${body.events}`)).size).toBe(1)
  expect(await rows(deviceId)).toHaveLength(1)
  expect(await deliveries()).toBe(before + 1)
})

it('the same fact told anew is a repetition; the same device a second later is not', async () => {
  const deviceId = nextDevice++
  const first = await post('starline', state({ deviceId, fixAt: minutesAgo(5) }))
  const again = await post('starline', [state({ deviceId, fixAt: minutesAgo(5), observedAt: minutesAgo(0), carPlate: 'aa-000-aa' })])
  expect(again.body).toMatchObject({ duplicate: true, id: first.body.id, events: first.body.events })
  expect((await post('starline', state({ deviceId, fixAt: minutesAgo(4) }))).body.duplicate).toBe(false)
  expect(await rows(deviceId)).toHaveLength(2)
})

it('batches that overlap share events, and a repetition of the later one names all of them', async () => {
  const [a, b, c] = [nextDevice++, nextDevice++, nextDevice++].map((deviceId) => state({ deviceId, fixAt: minutesAgo(9) }))
  const first = await post('starline', [a, b])
  const second = await post('starline', [b, c])
  expect(second.body).toMatchObject({ duplicate: false, events: [first.body.events[1], expect.any(String)] })
  const third = await post('starline', [c, b])
  expect(third.body).toMatchObject({ duplicate: true, id: second.body.id })
  expect(new Set(third.body.events)).toEqual(new Set(second.body.events))
  expect(await world.app.db.prisma.event.count({ where: { id: { in: [...first.body.events, ...second.body.events] } } })).toBe(3)
})

it('a batch is taken whole or not at all', async () => {
  const deviceId = nextDevice++
  const batch = [state({ deviceId }), trip({ deviceId }), state({ deviceId, fixAt: 'yesterday' })]
  const { status, body } = await post('starline', batch)
  expect([status, body]).toEqual([202, { ok: true, id: expect.any(String), duplicate: false, events: [], quarantined: true }])
  expect(await rows(deviceId)).toEqual([])
  expect((await world.api(`/deliveries/${body.id}`)).body).toMatchObject({
    status: 'quarantined',
    reason: expect.stringMatching(/^results\[2\]: device\.state\.changed: fixAt/),
    raw: JSON.stringify(batch),
  })
})

it('a sample older than the latest of its type is kept, ignored and counted; a trip is not', async () => {
  const deviceId = nextDevice++
  const before = await staleSamples('starline')
  const at = (minutes: number, type?: string) => state({ deviceId, fixAt: minutesAgo(minutes) }, type)
  await post('starline', at(10))
  const { body } = await post('starline', [at(20), at(15, 'speeding'), at(5), trip({ deviceId, startedAt: minutesAgo(60) })])
  expect(body.events).toHaveLength(4)
  expect((await rows(deviceId)).map(({ type, status }) => `${type}${status === 'ignored' ? ' ignored' : ''}`)).toEqual([
    'device.state.changed',
    'trip.detected',
    'device.state.changed ignored',
    'speeding',
    'device.state.changed',
  ])
  expect(await staleSamples('starline')).toBe(before + 1)
  expect((await world.event(body.events[1] ?? '')).error).toMatch(/older than the latest/)

  const plate = `PL${deviceId}`
  await post('greenway', inspection({ plate, checkedAt: minutesAgo(1) }))
  const late = await post('greenway', inspection({ plate, checkedAt: minutesAgo(2), status: 'expired' }))
  expect((await world.event(late.body.events[0] ?? '')).status).toBe('ignored')
  expect(await staleSamples('greenway')).toBe(1)
})

it('one clock that runs ahead does not hide what follows', async () => {
  const deviceId = nextDevice++
  await post('starline', state({ deviceId, fixAt: '2049-01-01T00:00:00Z' }))
  world.clock.advance(60_000)
  await post('starline', state({ deviceId, fixAt: minutesAgo(0.5) }))
  expect((await rows(deviceId)).map(({ status }) => status)).not.toContain('ignored')
  expect(await rows(deviceId)).toHaveLength(2)
})

it('a thousand results are taken at once, a byte over 1 MiB is refused with a hint', async () => {
  const from = nextDevice
  nextDevice += 1_000
  // On a busy machine the door may ask to come again, as it would a real collector: then it has them already.
  const options = {
    url: world.app.url,
    secret: 'sandbox-new',
    source: 'starline',
    now: world.clock.now,
    wait: async () => undefined,
  } as const
  const collector = createCollector(options)
  const batch = Array.from({ length: 1_000 }, (_, n) => state({ deviceId: from + n }) as Result<'starline'>)
  expect(new Set((await collector.post(batch)).events).size).toBe(1_000)
  const fat = { type: 'browser.result', payload: { deviceId: 1, page: 'x'.repeat(MAX_BODY_BYTES) } } as const
  const refused: unknown = await collector.post(fat).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(NotTaken)
  expect(refused).toMatchObject({ status: 413, message: expect.stringMatching(/1 MiB/) })
})

it('no JSON of anybody makes the doors fail', async () => {
  const strange = fc.tuple(
    fc.constantFrom<Door>('starline', 'greenway'),
    fc.oneof(
      fc.jsonValue().map((v) => JSON.stringify(v)),
      fc.string(),
    ),
  )
  const shaped = fc
    .tuple(
      fc.constantFrom<Door>('starline', 'greenway'),
      fc.string(),
      fc.dictionary(fc.constantFrom('deviceId', 'plate', 'fixAt', 'x'), fc.jsonValue()),
    )
    .map(([door, type, payload]) => [door, JSON.stringify([{ type, payload }])] as [Door, string])
  await fc.assert(
    fc.asyncProperty(fc.oneof(strange, shaped), async ([door, body]) => {
      expect([200, 202, 400]).toContain((await post(door, body)).status)
    }),
    { numRuns: process.env.LONG === '1' ? 2_000 : 120, seed: 2030 },
  )
})
