// The ledger of decisions under every interleaving: whoever says what, at the same time, twice, too late or about to die.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addMs, frozenClock, HOUR_MS } from '../../src/clock.ts'
import type { Outcome } from '../../src/effects/approval-rows.ts'
import { decideApproval, resume } from '../../src/effects/approvals.ts'
import type { Proposal } from '../../src/effects/catalogue.ts'
import { recordEffects } from '../../src/effects/outbox.ts'
import { personSays } from '../../src/effects/person.ts'
import { planEffects } from '../../src/effects/plan.ts'
import { createEvent } from '../../src/events/index.ts'
import { finishEvent } from '../../src/inbox/finish.ts'
import { recordEvent } from '../../src/inbox/record.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const NOW = new Date('2030-11-05T08:00:00Z')
const clock = frozenClock(NOW)
const quiet = { quietFromHour: 0, quietToHour: 0, quietExceptWithinMin: 0 }

/** Telegram ids; the last one is nobody. */
const PEOPLE = { employee: 1, manager: 2, stranger: 3, head: 4, gone: 5, nobody: 6 } as const
type Who = keyof typeof PEOPLE

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase()
  await test.db.query(`INSERT INTO staff (id, name, role, branch, telegram_id, active) VALUES
    (1, 'Нино', 'employee', 'batumi', 1, true), (2, 'Георгий', 'manager', 'batumi', 2, true), (3, 'Лаша', 'manager', 'tbilisi', 3, true),
    (4, 'Ана', 'head', NULL, 4, true), (5, 'Бывший', 'manager', 'batumi', 5, false)`)
})
afterAll(() => test.drop())

interface Deed {
  /** Which of the effects. */
  of: number
  does: 'yes' | 'no' | 'expire' | 'approve' | 'discard' | 'purge'
  by: Who
  /** A button of a message that is not the card. */
  isForeign: boolean
  /** The process is killed before it commits. */
  dies: boolean
}

interface Scenario {
  effects: number
  /** Of which one may be chosen. */
  isChoice: boolean
  /** Its time is over, and no timer has said so yet. */
  isOver: boolean
  /** The run itself is still committing. */
  isRunning: boolean
  deeds: Deed[]
}

const deed = fc.record<Deed>({
  of: fc.nat(2),
  does: fc.constantFrom<Deed['does']>('yes', 'yes', 'yes', 'yes', 'no', 'no', 'expire', 'approve', 'discard', 'purge'),
  by: fc.constantFrom<Who>('manager', 'manager', 'manager', 'head', 'employee', 'stranger', 'gone', 'nobody'),
  isForeign: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  dies: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
})
const scenario = fc.record<Scenario>({
  effects: fc.integer({ min: 1, max: 3 }),
  isChoice: fc.boolean(),
  isOver: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  isRunning: fc.boolean(),
  deeds: fc.array(deed, { minLength: 1, maxLength: 7 }),
})
let nextCase = 1

/** Asks; @returns the event and the refs. */
async function ask({ effects, isChoice, isOver }: Scenario): Promise<{ id: string; refs: string[]; keys: string[] }> {
  const n = nextCase++
  const event = createEvent({ type: 'booking.updated', payload: { rentprog_id: n, booking_id: n, branch: 'batumi' } }, NOW)
  const { id } = await recordEvent(event, { sql: test.db, clock })
  const refs = Array.from({ length: effects }, (_, at) => `case-${n}-${at}`.padEnd(10, '_'))
  const keys = refs.map((_, at) => `${id}:payments:stripe.link:${at}`)
  const proposals = refs.flatMap((ref, at): { agent: string; proposal: Proposal }[] => {
    const card = `${id}:approvals:telegram.message:card-${at}`
    return [
      {
        agent: 'payments',
        proposal: { kind: 'stripe.link', slot: `${at}`, payload: { linkId: ref, amountMinor: 100, currency: 'gel', description: 'x' } },
      },
      {
        agent: 'approvals',
        proposal: {
          kind: 'approval.ask',
          slot: `${at}`,
          payload: {
            ...{
              ref,
              effect: keys[at] ?? '',
              choice: isChoice ? (refs[0] ?? ref) : ref,
              kind: 'stripe.link',
              role: 'manager',
              branch: 'batumi',
              text: `№${at}`,
            },
            ...{ askedBy: 1, askedIn: { to: 'thread', chatId: 1 }, expiresAt: addMs(NOW, isOver ? 0 : HOUR_MS).toISOString(), card },
          },
        },
      },
      {
        agent: 'approvals',
        proposal: {
          kind: 'telegram.message',
          slot: `card-${at}`,
          payload: { place: { to: 'staff', id: 2 }, html: 'x', buttons: [[{ text: 'x', data: ref }]] },
        },
      },
    ]
  })
  await test.db.transaction((sql) =>
    recordEffects(planEffects({ eventId: id, critical: false, proposals }), { sql, clock, eventId: id, quiet }),
  )
  await test.db.query(
    `UPDATE effects SET status = 'sent', receipt = jsonb_build_object('chatId', 2, 'messageIds', jsonb_build_array(right(slot, 1)::int)) WHERE event_id = $1 AND kind = 'telegram.message'`,
    [id],
  )
  await test.db.query(`UPDATE events SET status = 'running', fence = 1 WHERE id = $1`, [id])
  return { id, refs, keys }
}

class Killed extends Error {}

/** One word in a transaction of its own. @returns what was told, or null when nobody was. */
async function say(
  one: Deed,
  { id, refs, keys }: Awaited<ReturnType<typeof ask>>,
  cause: string,
): Promise<(Outcome & { of: number; by: Who | null }) | null> {
  const of = one.of % refs.length
  const [ref, key] = [refs[of] ?? '', keys[of] ?? '']
  if (one.does === 'purge') {
    // Only what nobody is asked about any more is ever cleared away; here it is, to be sure.
    await test.db.query(`DELETE FROM effects WHERE key = $1 AND status = 'skipped'`, [key])
    return null
  }
  if (one.does === 'approve' || one.does === 'discard') {
    const done = await personSays(test.db, clock, key, one.does, 'api').catch(() => false)
    return done ? { outcome: one.does === 'approve' ? 'approved' : 'refused', text: 'x', of, by: null } : null
  }
  const follow = (sql: Parameters<typeof resume>[1]) => async (eventId: string, proposals: { agent: string; proposal: Proposal }[]) =>
    void (await recordEffects(planEffects({ eventId, critical: false, proposals }), { sql, clock, eventId, quiet }))
  const press = one.does === 'expire' ? undefined : { by: PEOPLE[one.by], chatId: 2, messageId: one.isForeign ? 77 : of, revision: 0 }
  const word = one.does === 'yes' ? 'approve' : one.does === 'no' ? 'refuse' : 'expire'
  try {
    const outcome = await test.db.transaction(async (sql) => {
      const said = await decideApproval({ ref, word, press, via: press ? 'button' : 'clock', cause }, { sql, clock, follow: follow(sql) })
      if (one.dies) throw new Killed(id)
      return said
    })
    return { ...outcome, of, by: press ? one.by : null }
  } catch (error) {
    if (error instanceof Killed) return null
    throw error
  }
}

const commit = (id: string) =>
  test.db.transaction(async (sql) => {
    await finishEvent(sql, clock, id, 1, { status: 'waiting', plan: null, trace: null, error: null })
    await resume(id, sql)
  })

async function play(story: Scenario): Promise<void> {
  const asked = await ask(story)
  const { id, refs, keys } = asked
  if (!story.isRunning) await commit(id)
  const told = await Promise.all([
    ...story.deeds.map((one, at) => say(one, asked, `${id}-${at}`)),
    ...(story.isRunning ? [commit(id).then(() => null)] : []),
  ])
  const approvals = await test.db.prisma.approval.findMany({ where: { eventId: id } })
  const effects = new Map((await test.db.prisma.effect.findMany({ where: { key: { in: keys } } })).map((row) => [row.key, row.status]))
  const audit = await test.db.prisma.decision.findMany({ where: { about: { in: keys } } })
  const event = await test.db.prisma.event.findUniqueOrThrow({ where: { id } })
  const hint = JSON.stringify(story)

  for (const [at, ref] of refs.entries()) {
    const key = keys[at] ?? ''
    const approval = approvals.find((row) => row.ref === ref)
    const words = audit.filter(({ about, what }) => about === key && ['approved', 'refused', 'expired'].includes(what))
    // One word counts, and the effect does as it says.
    expect(words.length, hint).toBe(approval?.status === 'pending' ? 0 : 1)
    if (words[0]) expect(words[0].what, hint).toBe(approval?.status)
    // What was allowed may still be discarded at the API before it leaves.
    const wasDiscarded = audit.some(({ about, what }) => about === key && what === 'discarded')
    const dropped = ['skipped', undefined]
    const expected = { approved: wasDiscarded ? dropped : ['planned'], refused: dropped, expired: dropped, pending: ['awaiting'] }
    expect(expected[(approval?.status ?? 'pending') as keyof typeof expected], hint).toContain(effects.get(key))
    // Exactly one person was told that it is done, and may say so.
    const proud = told.filter((one) => one?.of === at && one.outcome === 'approved')
    expect(proud.length, hint).toBe(approval?.status === 'approved' ? 1 : 0)
    for (const one of proud) expect([null, 'manager', 'head'], hint).toContain(one?.by)
  }
  for (const one of told) if (one) expect(one.text.length, hint).toBeGreaterThan(0)
  if (story.isChoice) expect(approvals.filter(({ status }) => status === 'approved').length, hint).toBeLessThanOrEqual(1)
  // Nobody after the end of time.
  if (story.isOver)
    expect(
      approvals.filter(({ status, decidedBy }) => status !== 'pending' && decidedBy !== null),
      hint,
    ).toEqual([])
  expect(event.status, hint).toBe(approvals.some(({ status }) => status === 'pending') ? 'waiting' : 'received')
}

it('has one word per effect, whatever happens at the same time', async () => {
  const runs = process.env.LONG ? 10_000 : 200
  const stories = fc.sample(scenario, { numRuns: runs, seed: 2030 })
  const AT_ONCE = 3
  for (let at = 0; at < stories.length; at += AT_ONCE) await Promise.all(stories.slice(at, at + AT_ONCE).map(play))
}, 1_200_000)

it('a second look at the same question by the same press changes nothing', async () => {
  const story: Scenario = { effects: 1, isChoice: false, isOver: false, isRunning: false, deeds: [] }
  const asked = await ask(story)
  await commit(asked.id)
  const yes: Deed = { of: 0, does: 'yes', by: 'manager', isForeign: false, dies: false }
  expect(await say(yes, asked, 'first')).toMatchObject({ outcome: 'approved', text: 'Одобрено, выполняю.' })
  expect(await say(yes, asked, 'second')).toMatchObject({ outcome: 'already', text: 'Уже одобрено: Георгий, 5 ноября 12:00.' })
  expect(await say({ ...yes, by: 'employee' }, asked, 'third')).toMatchObject({ outcome: 'already' })
  expect(await say({ ...yes, by: 'nobody' }, asked, 'fourth')).toMatchObject({ outcome: 'denied' })
})

it('whose effect has been cleared away ends the question, and lets the run go', async () => {
  const asked = await ask({ effects: 1, isChoice: false, isOver: false, isRunning: false, deeds: [] })
  await commit(asked.id)
  await test.db.query('DELETE FROM effects WHERE key = $1', [asked.keys[0]])
  const yes: Deed = { of: 0, does: 'yes', by: 'manager', isForeign: false, dies: false }
  expect(await say(yes, asked, 'late')).toMatchObject({ outcome: 'gone', text: 'Этого запроса больше нет.' })
  expect((await test.db.prisma.event.findUniqueOrThrow({ where: { id: asked.id } })).status).toBe('received')
})
