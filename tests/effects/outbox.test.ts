import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { frozenClock, HOUR_MS } from '../../src/clock.ts'
import type { Proposal } from '../../src/effects/catalogue.ts'
import {
  claimEffect,
  decideEffect,
  finishEffect,
  receiptOf,
  recordEffects,
  takeDueEffects,
  takeOverEffects,
} from '../../src/effects/outbox.ts'
import { planEffects } from '../../src/effects/plan.ts'
import { createEvent } from '../../src/events/index.ts'
import { bePresent, type Presence } from '../../src/inbox/presence.ts'
import { recordEvent } from '../../src/inbox/record.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const NIGHT = new Date('2030-11-05T20:00:00Z')
const quiet = { quietFromHour: 22, quietToHour: 8, quietExceptWithinMin: 120 }
let test: TestDatabase
let presence: Presence
let eventId: string
const clock = frozenClock(NIGHT)

beforeAll(async () => {
  test = await testDatabase()
  presence = await bePresent(test.url, () => undefined)
})
afterAll(async () => {
  await presence.stop()
  await test.drop()
})
beforeEach(async () => {
  await test.db.query('TRUNCATE events CASCADE')
  clock.set(NIGHT)
  const event = createEvent({ type: 'booking.updated', payload: { rentprog_id: 1, booking_id: 1, branch: 'batumi' } }, clock.now())
  eventId = (await recordEvent(event, { sql: test.db, clock })).id
})

const record = (...proposals: Proposal[]) => recordAs(false, ...proposals)
const recordAs = (critical: boolean, ...proposals: Proposal[]) =>
  test.db.transaction((sql) =>
    recordEffects(planEffects({ eventId, critical, proposals: proposals.map((proposal) => ({ agent: 'duty', proposal })) }), {
      sql,
      clock,
      eventId,
      quiet,
    }),
  )
const key = (slot: string, kind = 'telegram.message') => `${eventId}:duty:${kind}:${slot}`
const toTopic = (slot: string, urgent?: boolean): Proposal => ({
  kind: 'telegram.message',
  slot,
  payload: { place: { to: 'thread', chatId: -1, threadId: 1 }, html: slot, urgent, buttons: [[{ text: slot, data: 'x' }]] },
})
const toPerson = (slot: string, urgent?: boolean): Proposal => ({
  kind: 'telegram.message',
  slot,
  payload: { place: { to: 'staff', id: 1 }, html: slot, urgent, buttons: [[{ text: slot, data: 'x' }]] },
})
const due = async () => (await takeDueEffects(test.db, clock, 100, 0)).map(({ key: full }) => full.split(':')[3]).sort()
const claim = (full: string) => claimEffect(test.db, clock, full, { worker: presence.worker, leaseMs: 10_000 })
const send = async (full: string) => {
  const claimed = await claim(full)
  if (claimed) await finishEffect(test.db, clock, claimed, { status: 'sent', receipt: { messageIds: [1] } })
  return claimed !== null
}
const statusOf = async (full: string) => (await test.db.prisma.effect.findUniqueOrThrow({ where: { key: full } })).status

describe('the outbox', () => {
  it('takes a key once: a repeated run adds nothing', async () => {
    await record(toTopic('a'))
    await record(toTopic('a'), toTopic('b'))
    expect(await test.db.prisma.effect.count()).toBe(2)
  })

  it('sends to one target in order, one at a time', async () => {
    await record(toTopic('a'), toTopic('b'))
    expect(await due()).toEqual(['a'])
    expect(await send(key('b'))).toBe(false)
    expect(await send(key('a'))).toBe(true)
    expect(await due()).toEqual(['b'])
  })

  it('lets a critical message pass routine ones of its target, and no edit', async () => {
    const edit = (slot: string): Proposal => ({ kind: 'telegram.edit', slot, payload: { message: key('a'), html: slot } })
    await record(toTopic('a'), toTopic('b'))
    await recordAs(true, toTopic('alarm'), toTopic('alarm-2'))
    expect(await due()).toEqual(['a', 'alarm'])
    expect(await send(key('alarm-2'))).toBe(false)
    expect(await send(key('alarm'))).toBe(true)
    expect(await send(key('alarm-2'))).toBe(true)
    expect(await send(key('a'))).toBe(true)
    await record(edit('routine'))
    await recordAs(true, edit('pressed'))
    expect(await due()).toEqual(['b', 'routine'])
  })

  it('lets nobody wait behind what itself waits for a person’s word', async () => {
    const link: Proposal = { kind: 'stripe.link', payload: { linkId: 'l1', amountMinor: 100, currency: 'gel', description: 'x' } }
    await record(link, { ...toTopic('card'), after: key('main', 'stripe.link') }, toTopic('a'))
    expect(await statusOf(key('main', 'stripe.link'))).toBe('awaiting')
    expect(await due()).toEqual(['a'])
    await send(key('a'))
    expect(await due()).toEqual([])
    expect(await claim(key('card'))).toBeNull()
    await decideEffect(test.db, clock, key('main', 'stripe.link'), 'approve')
    expect(await due()).toEqual(['main'])
    await send(key('main', 'stripe.link'))
    await record(toTopic('b'))
    expect(await due()).toEqual(['card'])
  })

  it('lets a private message of the night sleep, and an urgent one pass it', async () => {
    await record(toPerson('tomorrow'), toPerson('now', true))
    expect(await due()).toEqual(['now'])
    clock.advance(9 * HOUR_MS)
    expect(await due()).toContain('tomorrow')
  })

  it('has one sender per effect, however many try', async () => {
    await record(toTopic('a'))
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(key('a'))))
    expect(claims.filter((claimed) => claimed !== null)).toHaveLength(1)
  })

  it('skips an edit that a newer one has overtaken', async () => {
    const edit = (slot: string): Proposal => ({ kind: 'telegram.edit', slot, payload: { message: key('card'), html: slot } })
    await record(toTopic('card'))
    await record(edit('old'), edit('new'))
    expect(await due()).toEqual(['card'])
    await send(key('card'))
    expect(await claim(key('old', 'telegram.edit'))).toBeNull()
    expect(await statusOf(key('old', 'telegram.edit'))).toBe('skipped')
    expect(await send(key('new', 'telegram.edit'))).toBe(true)
  })

  it('finds the receipt of a message that was merged into another', async () => {
    const plain = (slot: string): Proposal => ({
      kind: 'telegram.message',
      slot,
      payload: { place: { to: 'thread', chatId: -1, threadId: 1 }, html: slot },
    })
    await record(plain('a'), plain('b'))
    await expect(receiptOf(test.db, key('b'))).rejects.toThrow('not sent yet')
    await send(key('a'))
    expect(await receiptOf(test.db, key('b'))).toEqual({ messageIds: [1] })
  })

  it('learns from a dead worker only that nobody knows', async () => {
    await record(toTopic('a'))
    const gone = await bePresent(test.url, () => undefined)
    await claimEffect(test.db, clock, key('a'), { worker: gone.worker, leaseMs: 60_000 })
    expect(await takeOverEffects(test.db)).toEqual([])
    await gone.stop()
    // The server frees the lock a moment after the client has said goodbye.
    let taken = await takeOverEffects(test.db)
    while (taken.length === 0) taken = await takeOverEffects(test.db)
    expect(taken).toMatchObject([{ key: key('a'), kind: 'telegram.message' }])
  })

  it('believes a receipt whoever brings it, and nothing else without the fencing token', async () => {
    await record(toTopic('a'))
    const claimed = await claim(key('a'))
    const stale = { key: key('a'), fence: (claimed?.fence ?? 0) - 1 }
    expect(await finishEffect(test.db, clock, stale, { status: 'failed', error: 'late' })).toBe(false)
    expect(await finishEffect(test.db, clock, stale, { status: 'sent', receipt: {} })).toBe(true)
    expect(await statusOf(key('a'))).toBe('sent')
  })

  it('lets a person retry or discard what failed, and says why not otherwise', async () => {
    await record(toTopic('a'))
    const claimed = await claim(key('a'))
    if (claimed) await finishEffect(test.db, clock, claimed, { status: 'failed', error: 'no' })
    expect(await decideEffect(test.db, clock, key('a'), 'retry')).toBe(true)
    await expect(decideEffect(test.db, clock, key('a'), 'approve')).rejects.toThrow('only awaiting can be approved')
    expect(await decideEffect(test.db, clock, key('a'), 'discard')).toBe(true)
    expect(await decideEffect(test.db, clock, 'unknown', 'retry')).toBe(false)
  })
})
