// Nobody else proves that nothing is missing: RentProg changes without a word, and the check finds it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE_MS } from '../../src/clock.ts'
import { startWorld, type World } from '../support/world.ts'

const BRANCH = 'batumi'
const BOOKING = 700001

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

/** In RentProg alone: no webhook follows. */
async function inRentprog(id: number, changes: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${world.sandbox.url}/_world/bookings/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(changes),
  })
  expect(response.ok).toBe(true)
}

async function check(type: 'check.completeness' | 'check.bookings' = 'check.completeness') {
  const { id } = await world.app.orchestrator.route({ type, payload: { branch: BRANCH } })
  await world.app.drain()
  const { status, agents } = await world.event(id)
  expect(status).toBe('done')
  return agents[0]?.summary ?? ''
}

const later = () => world.clock.advance(3 * MINUTE_MS)
const reconciled = () =>
  world.app.db.prisma.event.findMany({
    where: { payload: { path: ['reconciled'], equals: true } },
    include: { outcomes: true },
    orderBy: { seq: 'asc' },
  })
async function counted(): Promise<number> {
  const metrics = await (await fetch(`${world.app.url}/metrics`)).text()
  return Number(/orchestrator_reconciled_total\{source="rentprog"\} (\d+)/.exec(metrics)?.[1] ?? 0)
}
const row = (id = BOOKING) => world.app.db.prisma.booking.findUnique({ where: { id } })

describe('the check of completeness', () => {
  it('takes over what RentProg never told us of, once: agents act as on a webhook, and each gap is counted', async () => {
    const active = [...world.sandbox.world.bookings.values()].filter((b) => b.branch === BRANCH && b.active === true && b.archive !== true)
    expect(await check()).toContain(`не дошло событий: ${active.length} (новых броней ${active.length})`)
    const gaps = await reconciled()
    expect(gaps.map(({ type, source, status }) => [type, source, status])).toEqual(
      active.map(() => ['booking.created', 'rentprog', 'done']),
    )
    expect(gaps.map(({ subject }) => subject).sort()).toEqual(active.map(({ id }) => `booking:${id}`).sort())
    expect(gaps[0]?.outcomes.map(({ agent, status }) => [agent, status])).toContainEqual(['booking-controller', 'done'])
    expect(await row()).toMatchObject({ number: 4001, inRent: false, carId: 80001 })
    expect(await counted()).toBe(active.length)

    await check()
    later()
    expect(await check()).toContain('всё дошло')
    expect(await reconciled()).toHaveLength(active.length)
  })

  it('turns a handover nobody told us of into booking.issued, and says so', async () => {
    const before = await counted()
    await inRentprog(BOOKING, { in_rent: true, start_worker_id: 90001 })
    expect(await check()).toContain('не дошло событий: 1 (выдач 1)')
    const gap = (await reconciled()).at(-1)
    expect(gap).toMatchObject({ type: 'booking.issued', subject: `booking:${BOOKING}`, status: 'done', causeAgent: 'duty' })
    expect(gap?.payload).toMatchObject({ branch: BRANCH, changes: { in_rent: [false, true] }, reconciled: true })
    expect(gap?.outcomes.map(({ agent, status }) => [agent, status]).sort()).toEqual([
      ['booking-controller', 'done'],
      ['issue-assistant', 'done'],
    ])
    expect([(await row())?.inRent, (await counted()) - before]).toEqual([true, 1])

    later()
    await check()
    await check()
    expect((await reconciled()).filter(({ type }) => type === 'booking.issued')).toHaveLength(1)
  })

  it('leaves a webhook that is just being worked through alone', async () => {
    const before = (await reconciled()).length
    await inRentprog(BOOKING, { end_date: '+4d 12:00' })
    const end = world.sandbox.world.bookings.get(BOOKING)?.end_date
    const { body } = await world.rentprog(BRANCH, 'booking_update', { id: BOOKING, end_date: ['08-11-2030 10:00', end] })
    expect(body.events).toHaveLength(1)
    expect(await check()).toContain('ещё обрабатываются: 1')
    later()
    expect(await check()).toContain('всё дошло')
    expect(await reconciled()).toHaveLength(before)
  })

  it('is not fooled by the sweep, which repairs our rows without being told', async () => {
    const before = await counted()
    const other = [...world.sandbox.world.bookings.values()].find(
      (b) => b.branch === BRANCH && b.active === true && b.in_rent !== true && b.technical !== true && b.id !== BOOKING,
    )
    const id = other?.id ?? 0
    await inRentprog(id, { in_rent: true, state: 'Активная' })
    await check('check.bookings')
    expect((await reconciled()).at(-1)).toMatchObject({
      type: 'booking.issued',
      subject: `booking:${id}`,
      causeAgent: 'booking-controller',
      status: 'done',
    })
    expect((await counted()) - before).toBe(1)
    later()
    expect(await check()).toContain('всё дошло')

    await inRentprog(id, { end_date: '+9d 12:00' })
    await check('check.bookings')
    const end = (await row(id))?.endAt
    expect(await check()).toContain('не дошло событий: 1 (изменений 1)')
    expect((await row(id))?.endAt).toEqual(end)
    expect((await counted()) - before).toBe(2)
  })

  it('finds a return of a booking that has left the list', async () => {
    later()
    await inRentprog(BOOKING, { in_rent: false, ride: true, state: 'Отъездила', active: false })
    expect(await check()).toContain('(возвратов 1)')
    expect((await reconciled()).at(-1)?.payload).toMatchObject({ changes: { in_rent: [true, false], state: ['Активная', 'Отъездила'] } })
    later()
    expect(await check()).toContain('всё дошло')
  })

  it('tells the person on duty', async () => {
    world.clock.advance(10 * MINUTE_MS)
    const alerts = (await world.calls('telegram')).map(({ body }) => String(body.text)).filter((text) => text.includes('Сверка с rentprog'))
    expect(alerts[0]).toContain('проверьте, включены ли вебхуки')
  })
})
