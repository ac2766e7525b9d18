// What the person on duty types: quarantine, replay, effects; against a real database, as a real process.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { frozenClock } from '../../src/clock.ts'
import { recordDelivery } from '../../src/inbox/record.ts'
import { insertEffect, insertEvent } from '../api/rows.ts'
import { endAll, freePorts, freshEnv, start } from '../process/children.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { wire } from '../support/rentprog-webhook.ts'

const clock = frozenClock(new Date('2030-11-05T08:00:00Z'))
const NOBODY = '0198a1b2-0000-7000-8000-000000000000'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => {
  endAll()
  await database.drop()
})

interface Said {
  code: number | null
  lines: string[]
  errors: string
}

async function ran(command: string, args: readonly string[], databaseUrl: string): Promise<Said> {
  const child = start(command, args, freshEnv({ DATABASE_URL: databaseUrl }))
  const { code } = await child.ended
  return { code, lines: child.stdout().trimEnd().split('\n'), errors: child.stderr() }
}
const cli = (...args: string[]) => ran('node', ['--disable-warning=ExperimentalWarning', 'src/cli.ts', ...args], database.url)

async function quarantined(raw: string): Promise<string> {
  const delivery = {
    source: 'rentprog',
    door: 'batumi',
    status: 'quarantined' as const,
    reason: 'nobody knew this yet',
    raw: Buffer.from(raw),
    events: [],
  }
  return (await recordDelivery(delivery, { sql: database.db, clock, duplicateWindowMin: 15 })).id
}
const statusOf = async (id: string) => (await database.db.prisma.event.findUniqueOrThrow({ where: { id } })).status

describe('quarantine', () => {
  it('is empty at first', async () => {
    expect(await cli('quarantine', 'list')).toEqual({ code: 0, lines: ['Nothing is quarantined.'], errors: '' })
  })

  it('is listed, and read again after a fix: what is understood now becomes events, once', async () => {
    const body = wire('booking_create', { id: 700001, state: 'Активная' })
    const [understood, garbage] = [await quarantined(body), await quarantined('{"event":"booking_create","payload":"{=>"}')]
    const list = await cli('quarantine', 'list')
    expect(list.lines).toHaveLength(3)
    expect(list.lines[0]).toBe(
      `${understood}  2030-11-05T08:00:00.000Z  rentprog/batumi  ${Buffer.byteLength(body)} bytes  nobody knew this yet`,
    )

    const first = await ran('npm', ['run', '--silent', 'cli', '--', 'quarantine', 'reprocess'], database.url)
    const events = await database.db.prisma.event.findMany({ where: { deliveryId: understood } })
    expect(events).toMatchObject([{ type: 'booking.created', status: 'received', subject: 'booking:700001' }])
    expect(first.code).toBe(0)
    expect(first.lines[0]).toBe(`${understood}  → ${events[0]?.id}`)
    expect(first.lines[1]).toMatch(new RegExp(`^${garbage}  still not understood: .*booking_create`))
    expect(first.lines[2]).toBe('1 of 2 became events.')

    expect((await cli('quarantine', 'reprocess')).lines.at(-1)).toBe('0 of 1 became events.')
    expect(await database.db.prisma.event.count()).toBe(1)
  })

  it('can be read again one by one', async () => {
    expect((await cli('quarantine', 'reprocess', NOBODY)).lines).toEqual([`There is no quarantined delivery ${NOBODY}.`])
    const id = await quarantined(wire('car_update', { id: 80001, mileage: [100, 200] }))
    expect((await cli('quarantine', 'reprocess', id)).lines.at(-1)).toBe('1 of 1 became events.')
  })
})

describe('replay', () => {
  it('sends a dead event back to its lane', async () => {
    const { id } = await insertEvent(database.db, { status: 'dead', attempts: 5, error: 'the vendor was away' })
    expect(await cli('replay', id)).toEqual({ code: 0, lines: [`${id} goes back to its lane.`], errors: '' })
    expect(await database.db.prisma.event.findUnique({ where: { id } })).toMatchObject({ status: 'received', attempts: 0, error: null })
  })

  it('says no in one line, and exits with 1', async () => {
    expect(await cli('replay', NOBODY)).toEqual({ code: 1, lines: [`There is no event ${NOBODY}.`], errors: '' })
    const { id } = await insertEvent(database.db)
    const waiting = await cli('replay', id)
    expect(waiting).toMatchObject({
      code: 1,
      errors: `event ${id} is received: only an event that is done, partial or dead can be replayed\n`,
    })
    expect(await statusOf(id)).toBe('received')
    expect(await cli('replay', 'yesterday')).toMatchObject({ code: 1, errors: expect.stringMatching(/^error: .*'yesterday'.*not an id/) })
  })
})

describe('the audit log', () => {
  it('says who decided what, and knows what was typed here', async () => {
    const { db } = database
    await db.prisma.staff.create({ data: { id: 90002, name: 'Георгий Абуладзе', role: 'manager', branch: 'batumi' } })
    const incident = {
      about: 'incident:1',
      what: 'closed',
      action: 'incident.close',
      by: 90002,
      via: 'agent',
      note: 'проверили',
      at: clock.now(),
    }
    await db.prisma.decision.create({ data: { id: 'e1', ...incident } })
    const { id } = await insertEvent(db, { status: 'dead' })
    const { key } = await insertEffect(db, id, { status: 'failed' })
    await cli('replay', id)
    await cli('effect-retry', key)
    const { lines } = await cli('audit')
    expect(lines).toContain('2030-11-05T08:00:00.000Z  Георгий Абуладзе  closed (incident.close)  incident:1  проверили')
    expect(lines.slice(-2).map((line) => line.split('  ').slice(1))).toEqual([
      ['cli', 'replayed', `event:${id}`],
      ['cli', 'retried', key],
    ])
    expect((await cli('audit', id, '--last', '1')).lines).toEqual([lines.at(-1)])
  }, 30_000)
})

describe('effects', () => {
  async function effect(status: string): Promise<string> {
    const { id } = await insertEvent(database.db, { status: 'done' })
    return (await insertEffect(database.db, id, { status, attempts: 5 })).key
  }
  const stateOf = (of: string) => database.db.prisma.effect.findUniqueOrThrow({ where: { key: of } })

  it('that failed are sent again', async () => {
    const of = await effect('failed')
    expect(await cli('effect-retry', of)).toEqual({ code: 0, lines: [`${of}: done.`], errors: '' })
    expect(await stateOf(of)).toMatchObject({ status: 'planned', attempts: 0 })
  })

  it('that were sent are not', async () => {
    const of = await effect('sent')
    expect(await cli('effect-retry', of)).toMatchObject({
      code: 1,
      errors: `effect ${of} is sent: only failed or uncertain can be retried\n`,
    })
    expect(await stateOf(of)).toMatchObject({ status: 'sent' })
  })

  it('can be given up', async () => {
    const of = await effect('failed')
    expect(await cli('effect-discard', of)).toMatchObject({ code: 0 })
    expect(await stateOf(of)).toMatchObject({ status: 'skipped', error: 'discarded by a person' })
  })

  it('nobody knows are said to be unknown', async () => {
    expect(await cli('effect-retry', 'nothing')).toEqual({ code: 1, lines: ['There is no effect nothing.'], errors: '' })
  })
})

it('says in one line that the database is out of reach', async () => {
  const [port = 0] = await freePorts(1)
  const said = await ran('node', ['src/cli.ts', 'quarantine', 'list'], `postgres://me:hunter22@127.0.0.1:${port}/rental`)
  expect(said).toEqual({ code: 1, lines: [''], errors: `DATABASE_URL: cannot connect to 127.0.0.1:${port} (ECONNREFUSED)\n` })
})

describe('the clock', () => {
  it('strikes out of turn: one event per branch, a new one each time', async () => {
    const first = await cli('fire', 'check.cash')
    expect(first).toMatchObject({ code: 0, errors: '' })
    expect(first.lines.map((line) => line.split('  ').slice(1))).toEqual(
      ['tbilisi', 'batumi', 'kutaisi', 'service-center'].map((branch) => ['check.cash', branch]),
    )
    const again = await cli('fire', 'check.cash', 'batumi')
    expect(first.lines).not.toContain(again.lines[0])
    const [id = ''] = again.lines[0]?.split('  ') ?? []
    expect(await database.db.prisma.event.findUniqueOrThrow({ where: { id } })).toMatchObject({
      source: 'cron',
      subject: 'check:cash:batumi',
    })
  })

  it.each([
    [['fire', 'check.tea'], /^there is no schedule "check.tea"; there are daily\.plan\.generate, /],
    [['fire', 'check.cash', 'sochi'], /^there is no branch "sochi"; there are tbilisi, /],
  ])('%j is refused with what there is', async (args, words) => {
    const { code, errors } = await cli(...args)
    expect([code, errors]).toEqual([1, expect.stringMatching(words)])
  })

  it('comes at once for a timer that somebody does not want to wait for', async () => {
    const { id } = await insertEvent(database.db, { status: 'scheduled', notBefore: new Date('2040-01-01T00:00:00Z') })
    expect(await cli('wake', id)).toMatchObject({ code: 0, lines: [`${id} is due now.`] })
    expect((await database.db.prisma.event.findUniqueOrThrow({ where: { id } })).notBefore?.getTime()).toBeLessThanOrEqual(Date.now())
    const { id: done } = await insertEvent(database.db, { status: 'done' })
    expect(await cli('wake', done)).toMatchObject({ code: 1, lines: [`${done} is done: only a scheduled event can be woken.`] })
    expect(await cli('wake', NOBODY)).toMatchObject({ code: 1, lines: [`There is no event ${NOBODY}.`] })
  })
})
