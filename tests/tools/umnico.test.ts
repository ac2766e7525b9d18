// Umnico as our client asks it: whether it still calls us, without ever telling the secret of our door.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { UmnicoWebhook } from '../../src/tools/umnico-shapes.ts'
import { type Sandboxed, sandboxed } from './sandboxed.ts'

let world: Sandboxed
beforeAll(async () => {
  world = await sandboxed()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const OURS = { id: 1, name: 'orchestrator', host: '127.0.0.1:3000', enabled: true, ours: true }
const set = (status: number) =>
  fetch(`${world.sandbox.url}/_umnico/webhooks/1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status }),
  })

it('lists the webhooks, with Umnico’s own header and without their addresses', async () => {
  const webhooks = await world.tools.umnico.read.webhooks({})
  expect(webhooks).toEqual([OURS])
  expect(JSON.stringify(webhooks)).not.toContain('sandbox-umnico')
  expect(await world.calls('umnico')).toMatchObject([{ method: 'GET', path: '/webhooks', status: 200 }])
})

it('switches one on, as often as it is asked', async () => {
  const { read, write } = world.tools.umnico
  await set(0)
  expect(await read.webhooks({})).toEqual([{ ...OURS, enabled: false }])
  const effectKey = '01930000-0000-7000-8000-000000000001:duty:umnico.enable-webhook:hook-1'
  for (let time = 0; time < 2; time++) expect(await write.enableWebhook({ id: 1 }, { effectKey })).toEqual({})
  expect((await world.calls('umnico')).at(-1)).toMatchObject({ method: 'PUT', path: '/webhooks/1', body: { status: 1 }, effectKey })
  expect(await read.webhooks({})).toEqual([OURS])
})

it('says which variable to check when it is not let in, and when Umnico is down', async () => {
  await world.fault({ system: 'umnico', status: 401 })
  const { webhooks } = world.tools.umnico.read
  await expect(webhooks({})).rejects.toMatchObject({ name: 'Refused', message: expect.stringContaining('UMNICO_API_TOKEN') })
  await world.fault({ system: 'umnico', status: 503, times: 3 })
  await expect(webhooks({})).rejects.toMatchObject({ name: 'Unavailable' })
  await world.fault({ system: 'umnico', match: 'PUT', dropAfter: true })
  await expect(world.tools.umnico.write.enableWebhook({ id: 1 })).rejects.toMatchObject({ name: 'Unavailable', maybeDone: true })
})

const read = (webhook: Record<string, unknown>) =>
  UmnicoWebhook.parse({ id: 1, url: 'https://a.example/webhooks/umnico?t=x', name: 'n', status: 1, ...webhook })

it.each([
  ['https://a.example/webhooks/umnico', true],
  ['https://a.example/webhooks/umnico?t=secret', true],
  ['https://a.example:8443/prefix/webhooks/umnico/?t=secret', true],
  ['https://a.example/umnico/secret', false],
  ['https://a.example/webhooks/umnico/other', false],
  ['https://a.example/?next=/webhooks/umnico', false],
  ['/webhooks/umnico', false],
  ['', false],
  [null, false],
])('%s leads to us: %s', (url, ours) => {
  expect(read({ url }).ours).toBe(ours)
})

it.each([
  [1, true],
  ['1', true],
  [true, true],
  [0, false],
  [2, false],
  ['off', false],
  [false, false],
])('status %j means enabled: %s', (status, enabled) => {
  expect(read({ status }).enabled).toBe(enabled)
})

it('does not guess a status that is not there', () => {
  expect(() => read({ status: undefined })).toThrow()
})

it('keeps nothing of an address but the host, also where somebody named a webhook by it', () => {
  const webhook = read({
    url: 'https://user:secret-1@a.example/secret-2/webhooks/umnico?t=secret-3',
    name: 'https://a.example/webhooks/umnico?t=secret-3',
  })
  expect(webhook).toEqual({ id: 1, name: '', host: 'a.example', enabled: true, ours: true })
})
