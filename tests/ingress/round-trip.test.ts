// Every example of every vendor, signed and posted over HTTP: taken once, and the same answer to whoever sends it again.
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesBelow, foldersIn, ROOT, textOf } from '../house/files.ts'
import { signersAt } from '../support/signed-webhook.ts'
import { NOON, startWorld, type World } from '../support/world.ts'

const FIXTURES = 'tests/fixtures/webhooks'
const SECRETS: Record<string, string> = {
  rentprog: 'RENTPROG_WEBHOOK_SECRET_BATUMI',
  umnico: 'UMNICO_WEBHOOK_SECRET',
  stripe: 'STRIPE_WEBHOOK_SECRET',
  starline: 'STARLINE_WEBHOOK_SECRET',
  greenway: 'GREENWAY_WEBHOOK_SECRET',
  telegram: 'TELEGRAM_WEBHOOK_SECRET',
}
const NAMELESS = new Set(['message_incoming.without_body.json'])
const sandboxSecret = (source: string) => `sandbox-${source === 'rentprog' ? 'batumi' : source}`

let world: World
beforeAll(async () => {
  // Another value first: the one everybody signs with is the old one of a rotation.
  const environment = Object.fromEntries(Object.entries(SECRETS).map(([source, name]) => [name, `sandbox-new,${sandboxSecret(source)}`]))
  world = await startWorld({ environment })
})
afterAll(() => world.stop())

interface Answer {
  status: number
  body: { ok: boolean; id?: string; duplicate?: boolean; events?: string[]; error?: string }
}

async function post(source: string, raw: Buffer): Promise<Answer> {
  const { door, headers, query } = signersAt(NOON)[source]?.(raw) ?? { door: 'main', headers: {}, query: {} }
  const search = new URLSearchParams(query as Record<string, string>)
  const url = `${world.app.url}/webhooks/${source}${door === 'main' ? '' : `/${door}`}?${search}`
  const response = await fetch(url, { method: 'POST', headers: headers as Record<string, string>, body: new Uint8Array(raw) })
  return { status: response.status, body: await response.json() } as Answer
}

it('knows every vendor there is an example of', () => {
  expect(readdirSync(`${ROOT}/${FIXTURES}`).sort()).toEqual(Object.keys(SECRETS).sort())
})

describe.each(foldersIn(FIXTURES))('%s', (source) => {
  const examples = filesBelow(`${FIXTURES}/${source}`, /\.json$/)

  it.each(examples.map((file) => [file.slice(FIXTURES.length + source.length + 2), file]))('%s', async (name, file) => {
    const raw = Buffer.from(textOf(file))
    // Two examples may tell one fact in two spellings: then the second of them is the repetition already.
    const first = await post(source, raw)
    expect(first).toMatchObject({ status: 200, body: { ok: true } })
    const isOfNoUse = name.startsWith('ignored/')
    if (!isOfNoUse) expect(first.body.events).not.toEqual([])
    const again = await post(source, raw)
    expect(again.status).toBe(200)
    // What neither makes an event nor carries an id or a time has nothing to be known again by.
    if (!isOfNoUse && !NAMELESS.has(name)) expect(again.body).toEqual({ ...first.body, duplicate: true })
  })

  it('is not let in without its proof, and leaves no row', async () => {
    const raw = Buffer.from(textOf(examples[0] ?? ''))
    const before = await world.app.db.prisma.delivery.count()
    const url = `${world.app.url}/webhooks/${source}${source === 'rentprog' ? '/batumi' : ''}`
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: new Uint8Array(raw) })
    expect([response.status, await response.json()]).toEqual([401, { ok: false, error: expect.any(String) }])
    expect(await world.app.db.prisma.delivery.count()).toBe(before)
  })
})
