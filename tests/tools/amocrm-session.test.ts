// amoCRM's OAuth: a refresh token is good for one use, so the pair it buys is kept at once, and replicas share it.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { AMOCRM_OAUTH } from '../../sandbox/systems/amocrm/oauth.ts'
import { systemClock } from '../../src/clock.ts'
import { createTools, type ToolsConfig } from '../../src/tools/index.ts'
import { type Sandboxed, sandboxConfig, sandboxed } from './sandboxed.ts'

let world: Sandboxed
beforeAll(async () => {
  world = await sandboxed()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const configured = (refreshToken: string): ToolsConfig => {
  const config = sandboxConfig(world.sandbox.url)
  return { ...config, amocrm: { ...config.amocrm, access: { kind: 'oauth', ...AMOCRM_OAUTH, refreshToken } } }
}
/** Another replica on the same database. */
const replica = (refreshToken = AMOCRM_OAUTH.refreshToken) =>
  createTools(configured(refreshToken), { db: world.db, clock: systemClock }).amocrm.read
const exchanges = async () => (await world.calls('amocrm')).filter(({ path }) => path === '/oauth2/access_token').length
const expire = () => fetch(`${world.sandbox.url}/_amocrm/expire`, { method: 'POST' })
const kept = async () => (await world.db.prisma.credential.findUniqueOrThrow({ where: { name: 'amocrm' } })).value as Record<string, string>

it('of three replicas that begin together one buys a pair, and the others find it', async () => {
  const lists = await Promise.all([replica(), replica(), replica()].map((read) => read.users({})))
  expect(lists.map((users) => users.length > 0)).toEqual([true, true, true])
  expect(await exchanges()).toBe(1)
  expect(await kept()).toMatchObject({ accessToken: expect.stringMatching(/^access-/), refreshToken: expect.stringMatching(/^refresh-/) })
})

it('a replica that starts later needs no exchange', async () => {
  await replica().users({})
  expect(await exchanges()).toBe(0)
})

it('a token that was refused is replaced once, by the next of the chain, also where several find out at once', async () => {
  const [one, two] = [replica(), replica()]
  await Promise.all([one.users({}), two.users({})])
  const before = await kept()
  await expire()
  await Promise.all([one.users({}), one.pipelines({}), two.users({})])
  expect(await exchanges()).toBe(1)
  expect((await kept()).refreshToken).not.toBe(before.refreshToken)
})

it('an answer that was lost leaves a chain nobody can go on with: a person is told what to do, and a new first token begins another', async () => {
  const read = replica()
  await read.users({})
  await expire()
  await world.fault({ system: 'amocrm', match: 'access_token', dropAfter: true })
  await expect(read.users({})).rejects.toMatchObject({ name: 'Unavailable', maybeDone: false })
  const refused = await read.users({}).catch((error: unknown) => error)
  expect(refused).toMatchObject({ name: 'Refused', code: 'not-let-in', message: expect.stringContaining('set AMOCRM_REFRESH_TOKEN') })
  expect(String(refused)).not.toContain((await kept()).refreshToken)

  const authorised = await (await fetch(`${world.sandbox.url}/_amocrm/authorise`, { method: 'POST' })).json()
  expect((await replica((authorised as { refreshToken: string }).refreshToken).users({})).length).toBeGreaterThan(0)
})

it('what amoCRM says of a token never shows it', async () => {
  const authorised = (await (await fetch(`${world.sandbox.url}/_amocrm/authorise`, { method: 'POST' })).json()) as { refreshToken: string }
  const read = replica(authorised.refreshToken)
  await read.users({})
  const { accessToken = '' } = await kept()
  await world.fault({ system: 'amocrm', status: 400, message: `what is ${accessToken}?` })
  const refused = await read.users({}).catch((error: unknown) => error)
  expect(String(refused)).toContain('what is •••?')
})
