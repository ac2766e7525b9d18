// The ledger of decisions under every interleaving: whoever says, edits or changes what, at the same time, twice, too late, on a lost card or about to die.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addMs, DAY_MS, frozenClock, HOUR_MS } from '../../src/clock.ts'
import type { Sql } from '../../src/db.ts'
import { factsOf } from '../../src/effects/approval-basis.ts'
import { editApproval } from '../../src/effects/approval-edits.ts'
import type { Outcome } from '../../src/effects/approval-rows.ts'
import { decideApproval, resume } from '../../src/effects/approvals.ts'
import type { Proposal } from '../../src/effects/catalogue.ts'
import { recordEffects } from '../../src/effects/outbox.ts'
import { personSays } from '../../src/effects/person.ts'
import { type ProposedBy, planEffects } from '../../src/effects/plan.ts'
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
  does: 'yes' | 'no' | 'edit' | 'expire' | 'approve' | 'discard' | 'purge' | 'move' | 'learn' | 'cancel'
  by: Who
  /** The button, or what was replied to, is no card: in another chat, another message of ours, one from before, a forwarded one. */
  foreign: 'chat' | 'other' | 'older' | 'forwarded' | null
  /** An edit to a sum that is the head's. */
  isLarge: boolean
  /** The finger is quicker than the eye: it presses the card as it was at first. */
  isBlind: boolean
  /** The process is killed before it commits. */
  dies: boolean
}

interface Scenario {
  effects: number
  /** Of which one may be chosen; otherwise the second one waits for the first. */
  isChoice: boolean
  /** Its time is over, and no timer has said so yet. */
  isOver: boolean
  /** The run itself is still committing. */
  isRunning: boolean
  /** Whoever sent the cards died before their receipts. */
  isLost: boolean
  /** One after another, not all at once. */
  inTurn: boolean
  deeds: Deed[]
}

const seldom = (most: number) => fc.integer({ min: 0, max: most }).map((n) => n === 0)
const often = <T>(value: T, times: number): T[] => Array.from({ length: times }, () => value)
const deed = fc.record<Deed>({
  of: fc.nat(2),
  does: fc.constantFrom<Deed['does']>(
    ...(['yes', 'yes', 'yes', 'yes', 'yes', 'no', 'no', 'edit', 'edit', 'move', 'learn', 'cancel'] as const),
    ...(['expire', 'approve', 'discard', 'purge'] as const),
  ),
  by: fc.constantFrom<Who>(...often<Who>('manager', 6), 'head', 'head', 'employee', 'stranger', 'gone', 'nobody'),
  foreign: fc.constantFrom<Deed['foreign']>(...often(null, 16), 'chat', 'other', 'older', 'forwarded'),
  isLarge: seldom(3),
  isBlind: seldom(2),
  dies: seldom(6),
})
const scenario = fc.record<Scenario>({
  effects: fc.integer({ min: 1, max: 3 }),
  isChoice: fc.boolean(),
  isOver: seldom(5),
  isRunning: fc.boolean(),
  isLost: seldom(3),
  inTurn: fc.boolean(),
  deeds: fc.array(deed, { minLength: 1, maxLength: 7 }),
})
let nextCase = 1

type Asked = Awaited<ReturnType<typeof ask>>

/** Asks. The cards of each case stand in a chat of its own, and so does an older message. */
async function ask({ effects, isChoice, isOver, isLost }: Scenario) {
  const n = nextCase++
  const event = createEvent({ type: 'booking.updated', payload: { rentprog_id: n, booking_id: n, branch: 'batumi' } }, NOW)
  const { id } = await recordEvent(event, { sql: test.db, clock })
  await test.db.query(`INSERT INTO chats (id, purpose) VALUES ($1, 'managers')`, [-n])
  await test.db.query(`INSERT INTO bookings (id, branch, state, start_at, updated_at) VALUES ($1, 'batumi', 'Активная', $2, $2)`, [n, NOW])
  const facts = factsOf(await test.db.prisma.booking.findUniqueOrThrow({ where: { id: n } }))
  const refs = Array.from({ length: effects }, (_, at) => `case-${n}-${at}`.padEnd(10, '_'))
  const keys = refs.map((_, at) => `${id}:payments:stripe.link:${at}`)
  const cards = refs.map((_, at) => `${id}:approvals:telegram.message:card-${at}`)
  const place = { to: 'chat', purpose: 'managers' } as const
  const link = { amountMinor: 100, currency: 'gel', description: 'x', bookingId: n }
  const proposals = refs.flatMap((ref, at): ProposedBy[] => {
    const first = refs[0] ?? ref
    const question = {
      ref,
      choice: isChoice ? first : ref,
      kind: 'stripe.link',
      role: 'manager',
      branch: 'batumi',
      text: `№${at}`,
    } as const
    const asked = { askedBy: 1, askedIn: { to: 'thread', chatId: 1 }, expiresAt: addMs(NOW, isOver ? 0 : HOUR_MS).toISOString() } as const
    const rests = { editable: true, basis: { bookingId: n, facts, lapses: true } }
    const wish: Proposal = {
      kind: 'stripe.link',
      slot: `${at}`,
      payload: { linkId: ref, ...link },
      ...(!isChoice && at === 1 && { after: keys[0] }),
    }
    return [
      {
        agent: 'payments',
        proposal: {
          kind: 'link.upsert',
          slot: ref,
          payload: { id: ref, set: { ...link, status: 'requested', createdAt: NOW.toISOString() } },
        },
      },
      { agent: 'payments', proposal: wish },
      {
        agent: 'approvals',
        proposal: {
          kind: 'approval.ask',
          slot: `${at}`,
          payload: { ...question, ...asked, ...rests, effect: keys[at] ?? '', card: cards[at] ?? '' },
        },
      },
      {
        agent: 'approvals',
        proposal: { kind: 'telegram.message', slot: `card-${at}`, payload: { place, html: 'x', buttons: [[{ text: 'x', data: ref }]] } },
      },
    ]
  })
  const older: ProposedBy = { agent: 'duty', proposal: { kind: 'telegram.message', slot: 'older', payload: { place, html: 'x' } } }
  await test.db.transaction(async (sql) => {
    await recordEffects(planEffects({ eventId: id, critical: false, proposals: [older] }), { sql, clock, eventId: id, quiet })
    await recordEffects(planEffects({ eventId: id, critical: false, proposals }), { sql, clock, eventId: id, quiet })
  })
  await test.db.query(
    `UPDATE effects SET status = CASE WHEN $3 AND slot <> 'older' THEN 'uncertain' ELSE 'sent' END, finished_at = $4,
            receipt = CASE WHEN $3 AND slot <> 'older' THEN NULL ELSE jsonb_build_object('chatId', $2::bigint, 'messageIds',
              jsonb_build_array(CASE slot WHEN 'older' THEN 50 ELSE 100 + right(slot, 1)::int END)) END
      WHERE event_id = $1 AND kind = 'telegram.message'`,
    [id, -n, isLost, NOW],
  )
  await test.db.query(`UPDATE events SET status = 'running', fence = 1 WHERE id = $1`, [id])
  return { n, id, refs, keys, cards }
}

class Killed extends Error {}

/** What is on the card, and what is so, when somebody lifts their finger. */
interface Seen {
  revision: number
  amount: number
  startAt: Date
  state: string
}
const SEEN = `SELECT revision, (payload->>'amountMinor')::int AS amount, start_at AS "startAt", state
  FROM approvals JOIN effects ON effects.key = effect_key JOIN bookings ON bookings.id = approvals.booking_id WHERE ref = $1`

interface Told extends Outcome {
  of: number
  by: Who | null
  deed: Deed
  seen: Seen | null
}

/** In a transaction of its own. @returns what it returned, or null when it was killed. */
async function within<T>({ dies }: Deed, work: (sql: Sql) => Promise<T>): Promise<T | null> {
  try {
    return await test.db.transaction(async (sql) => {
      const done = await work(sql)
      if (dies) throw new Killed()
      return done
    })
  } catch (error) {
    if (error instanceof Killed) return null
    throw error
  }
}

const pressOf = ({ by, foreign }: Deed, n: number, of: number, revision: number) => ({
  by: PEOPLE[by],
  chatId: foreign === 'chat' ? 2 : -n,
  messageId: foreign === 'other' ? 50 : foreign === 'older' ? 49 : 100 + of,
  revision,
  ...(foreign === 'forwarded' && { forwarded: true }),
})

/** @returns what was told, or null when nobody was. */
async function carryOut(one: Deed, asked: Asked, cause: string, at: number): Promise<Told | null> {
  const { n, refs, keys } = asked
  const of = one.of % refs.length
  const [ref, key] = [refs[of] ?? '', keys[of] ?? '']
  const follow = (sql: Sql) => async (eventId: string, proposals: { agent: string; proposal: Proposal }[]) =>
    void (await recordEffects(planEffects({ eventId, critical: false, proposals }), { sql, clock, eventId, quiet }))
  switch (one.does) {
    case 'purge':
      // Only what nobody is asked about any more is ever cleared away; here it is, to be sure.
      await test.db.query(`DELETE FROM effects WHERE key = $1 AND status = 'skipped'`, [key])
      return null
    case 'approve':
    case 'discard': {
      const done = await personSays(test.db, clock, key, one.does, 'api').catch(() => false)
      return done ? { outcome: one.does === 'approve' ? 'approved' : 'refused', text: 'x', of, by: null, deed: one, seen: null } : null
    }
    case 'move':
    case 'cancel':
      // Nobody tells the question.
      await within(one, (sql) =>
        sql.query(
          `UPDATE bookings SET ${one.does === 'move' ? `start_at = start_at + interval '1 day'` : `state = 'Отмена'`} WHERE id = $1`,
          [n],
        ),
      )
      return null
    case 'learn': {
      const event = createEvent(
        { type: 'booking.updated', payload: { rentprog_id: n, booking_id: n, branch: 'batumi', raw_action: `${at}` } },
        NOW,
      )
      const { id } = await recordEvent(event, { sql: test.db, clock })
      await within(one, async (sql) => {
        const [row] = await sql.query<{ startAt: Date }>('SELECT start_at AS "startAt" FROM bookings WHERE id = $1 FOR UPDATE', [n])
        const startAt = addMs(row?.startAt ?? NOW, DAY_MS).toISOString()
        const proposals: ProposedBy[] = [
          { agent: 'booking-controller', proposal: { kind: 'booking.upsert', payload: { id: n, set: { startAt } } } },
        ]
        await recordEffects(planEffects({ eventId: id, critical: false, proposals }), { sql, clock, eventId: id, quiet })
      })
      return null
    }
    default: {
      const [seen] = await test.db.query<Seen & Record<string, unknown>>(SEEN, [ref])
      const said = await within(one, (sql) => {
        const context = { sql, clock, follow: follow(sql) }
        if (one.does === 'expire') return decideApproval({ ref, word: 'expire', via: 'clock', cause }, context)
        const press = pressOf(one, n, of, one.isBlind ? 0 : (seen?.revision ?? 0))
        if (one.does !== 'edit')
          return decideApproval({ ref, word: one.does === 'yes' ? 'approve' : 'refuse', press, via: 'button', cause }, context)
        const [was, is] = [{ amountMinor: seen?.amount ?? 100 }, { amountMinor: (one.isLarge ? 1_000_000 : 1_000) + at }]
        const shown = { was: `${was.amountMinor}`, is: `${is.amountMinor}` }
        const role = one.isLarge ? 'head' : 'manager'
        return editApproval(
          { ref, press, was, set: is, shown, text: shown.is, role, place: { to: 'role', role, branch: 'batumi' } },
          cause,
          context,
        )
      })
      return (
        said && { ...said, of, by: one.does === 'expire' ? null : one.by, deed: one, seen: one.does === 'expire' ? null : (seen ?? null) }
      )
    }
  }
}

const commit = (id: string) =>
  test.db.transaction(async (sql) => {
    await finishEvent(sql, clock, id, 1, { status: 'waiting', plan: null, trace: null, error: null })
    await resume(id, sql)
  })

const FINAL = ['approved', 'refused', 'expired', 'withdrawn']

async function play(story: Scenario): Promise<void> {
  const asked = await ask(story)
  const { n, id, refs, keys } = asked
  if (!story.isRunning) await commit(id)
  const committing = story.isRunning ? commit(id) : null
  const told: (Told | null)[] = []
  if (story.inTurn) for (const [at, one] of story.deeds.entries()) told.push(await carryOut(one, asked, `${id}-${at}`, at))
  else told.push(...(await Promise.all(story.deeds.map((one, at) => carryOut(one, asked, `${id}-${at}`, at)))))
  await committing
  const approvals = await test.db.prisma.approval.findMany({ where: { eventId: id } })
  const effects = new Map((await test.db.prisma.effect.findMany({ where: { key: { in: keys } } })).map((row) => [row.key, row]))
  const edits = await test.db.prisma.effect.findMany({ where: { eventId: id, kind: 'telegram.edit' }, orderBy: { seq: 'asc' } })
  const links = await test.db.prisma.paymentLink.findMany({ where: { bookingId: n } })
  const audit = await test.db.prisma.decision.findMany({ where: { about: { in: keys } }, orderBy: { seq: 'asc' } })
  const event = await test.db.prisma.event.findUniqueOrThrow({ where: { id } })
  const hint = JSON.stringify(story)

  for (const [at, ref] of refs.entries()) {
    const key = keys[at] ?? ''
    const approval = approvals.find((row) => row.ref === ref)
    const effect = effects.get(key)
    const amount = (effect?.payload as { amountMinor?: number } | undefined)?.amountMinor
    const status = (approval?.status ?? 'pending') as 'pending' | 'approved' | 'refused' | 'expired' | 'withdrawn'
    const words = audit.filter(({ about, what }) => about === key && FINAL.includes(what))
    // One word counts, and the effect does as it says.
    expect(words.length, hint).toBe(status === 'pending' ? 0 : 1)
    if (words[0]) expect(words[0].what, hint).toBe(status)
    // What was allowed may still be discarded at the API before it leaves, or with what it waits for.
    const wasDiscarded = audit.some(({ about, what }) => about === key && ['discarded', 'dropped'].includes(what))
    const dropped = ['skipped', undefined]
    const expected = {
      approved: wasDiscarded ? dropped : ['planned'],
      refused: dropped,
      expired: dropped,
      withdrawn: dropped,
      pending: ['awaiting'],
    }
    expect(expected[status], hint).toContain(effect?.status)
    // Exactly one person was told that it is done, may say so, and had seen what is done: this sum, of the booking as it was.
    const proud = told.filter((one) => one?.of === at && one.outcome === 'approved')
    expect(proud.length, hint).toBe(status === 'approved' ? 1 : 0)
    for (const one of proud) {
      expect([null, 'head', ...(approval?.role === 'manager' ? ['manager'] : [])], hint).toContain(one?.by)
      if (!one?.seen) continue
      expect([one.seen.revision, one.seen.state], hint).toEqual([approval?.revision, 'Активная'])
      if (effect) expect(one.seen.amount, hint).toBe(amount)
      const basis = approval?.basis as { facts: { startAt: string } } | undefined
      expect(Date.parse(basis?.facts.startAt ?? ''), hint).toBeGreaterThanOrEqual(one.seen.startAt.getTime())
    }
    // Every change of the sum is in the log, one after another; our own row says the same.
    const edited = audit.filter(({ about, what }) => about === key && what === 'edited')
    expect(edited.length, hint).toBe(told.filter((one) => one?.of === at && one.outcome === 'edited').length)
    const sums = edited.map(({ note }) => (note ?? '').split(' → '))
    expect(
      sums.map(([was]) => was),
      hint,
    ).toEqual(['100', ...sums.map(([, is]) => is)].slice(0, sums.length))
    const last = sums.at(-1)?.[1] ?? '100'
    if (effect) expect(String(amount), hint).toBe(last)
    const link = links.find((row) => row.id === ref)
    expect(String(link?.amountMinor), hint).toBe(last)
    if (effect?.status === 'skipped' && !audit.some(({ what }) => what === 'discarded')) expect(link?.status, hint).toBe('cancelled')
    // Its cards have buttons as long as it is open, and those of its last revision.
    const isOpen = approvals.some((row) => row.choice === approval?.choice && row.status === 'pending')
    for (const card of (approval?.cards ?? []) as string[]) {
      const { buttons } = (edits.findLast(({ target }) => target === `message:${card}`)?.payload ?? {}) as {
        buttons?: { data: string }[][]
      }
      if (!isOpen) expect([card, buttons], hint).toEqual([card, undefined])
      else if (approval?.revision && !card.includes('.'))
        expect(
          buttons?.flat().map(({ data }) => data),
          hint,
        ).toContainEqual(expect.stringMatching(new RegExp(`\\|yes\\|${approval.revision}$`)))
    }
  }
  for (const one of told) {
    if (!one) continue
    expect(one.text.length, hint).toBeGreaterThan(0)
    // Whoever works here hears of a foreign card, and of no other, that it is one.
    if (one.by !== null && !['gone', 'nobody'].includes(one.by)) expect(one.outcome === 'foreign', hint).toBe(one.deed.foreign !== null)
  }
  if (story.isChoice) expect(approvals.filter(({ status }) => status === 'approved').length, hint).toBeLessThanOrEqual(1)
  // Nobody after the end of time.
  if (story.isOver)
    expect(
      approvals.filter(({ status, decidedBy }) => status !== 'pending' && decidedBy !== null),
      hint,
    ).toEqual([])
  expect(event.status, hint).toBe(approvals.some(({ status }) => status === 'pending') ? 'waiting' : 'received')
}

it('has one word per effect, and it is to what is done, whatever happens at the same time', async () => {
  const runs = process.env.LONG ? 10_000 : 150
  const stories = fc.sample(scenario, { numRuns: runs, seed: 2030 })
  const AT_ONCE = 3
  for (let at = 0; at < stories.length; at += AT_ONCE) await Promise.all(stories.slice(at, at + AT_ONCE).map(play))
}, 3_600_000)

const plain: Scenario = { effects: 1, isChoice: false, isOver: false, isRunning: false, isLost: false, inTurn: false, deeds: [] }
const yes: Deed = { of: 0, does: 'yes', by: 'manager', foreign: null, isLarge: false, isBlind: false, dies: false }

it('a second look at the same question by the same press changes nothing', async () => {
  const asked = await ask(plain)
  await commit(asked.id)
  expect(await carryOut(yes, asked, 'first', 0)).toMatchObject({ outcome: 'approved', text: 'Одобрено, выполняю.' })
  expect(await carryOut(yes, asked, 'second', 1)).toMatchObject({ outcome: 'already', text: 'Уже одобрено: Георгий, 5 ноября 12:00.' })
  expect(await carryOut({ ...yes, by: 'employee' }, asked, 'third', 2)).toMatchObject({ outcome: 'already' })
  expect(await carryOut({ ...yes, by: 'nobody' }, asked, 'fourth', 3)).toMatchObject({ outcome: 'denied' })
})

it('whose effect has been cleared away ends the question, and lets the run go', async () => {
  const asked = await ask(plain)
  await commit(asked.id)
  await test.db.query('DELETE FROM effects WHERE key = $1', [asked.keys[0]])
  expect(await carryOut(yes, asked, 'late', 0)).toMatchObject({ outcome: 'gone', text: 'Этого запроса больше нет.' })
  expect((await test.db.prisma.event.findUniqueOrThrow({ where: { id: asked.id } })).status).toBe('received')
})

it('a lost receipt is learned from the press that counts', async () => {
  const asked = await ask({ ...plain, isLost: true })
  await commit(asked.id)
  const card = () => test.db.prisma.effect.findUniqueOrThrow({ where: { key: asked.cards[0] ?? '' } })
  expect(await carryOut({ ...yes, by: 'employee' }, asked, 'first', 0)).toMatchObject({ outcome: 'denied' })
  expect(await card()).toMatchObject({ status: 'uncertain' })
  expect(await carryOut(yes, asked, 'second', 1)).toMatchObject({ outcome: 'approved' })
  expect(await card()).toMatchObject({ status: 'sent', receipt: { chatId: -asked.n, messageIds: [100] } })
})

it('a question about what waits for a refused effect is taken back, and its card says so', async () => {
  const asked = await ask({ ...plain, effects: 2 })
  await commit(asked.id)
  expect(await carryOut({ ...yes, does: 'no' }, asked, 'first', 0)).toMatchObject({ outcome: 'refused' })
  const edits = await test.db.prisma.effect.findMany({ where: { target: `message:${asked.cards[1]}`, kind: 'telegram.edit' } })
  expect(edits.map(({ payload }) => payload)).toEqual([
    { message: asked.cards[1], html: '№1\n\n🚫 Запрос снят: то, от чего он зависел, не будет сделано. 5 ноября 12:00.' },
  ])
  expect((await test.db.prisma.event.findUniqueOrThrow({ where: { id: asked.id } })).status).toBe('received')
})
