// Cash handed in, from a row in RentProg's register to the branch manager's Telegram.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MINUTE_MS } from '../../src/clock.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

async function cash(row: Record<string, unknown>, id?: number): Promise<number> {
  const response = await fetch(`${world.sandbox.url}/_world/cash${id === undefined ? '' : `/${id}`}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(id === undefined ? { branch: 'batumi', user_id: 90001, description: 'Инкассация', ...row } : row),
  })
  expect([200, 201]).toContain(response.status)
  return ((await response.json()) as { id: number }).id
}

async function fiveMinutesLater(): Promise<void> {
  world.clock.advance(5 * MINUTE_MS)
  await world.app.tick()
  await world.app.drain()
}

const events = () => world.app.db.prisma.event.findMany({ where: { type: 'cash.collected' }, orderBy: { seq: 'asc' } })
const told = async () =>
  (await world.calls('telegram')).filter(({ body }) => String(body.text).includes('Инкассация')).map(({ body }) => body)

it('nothing is told of a register nobody touched', async () => {
  await world.app.tick()
  await world.app.drain()
  expect((await world.calls('rentprog')).filter(({ path }) => path.startsWith('/company_counts'))).toHaveLength(4)
  expect([await events(), await told()]).toEqual([[], []])
})

it('money handed in reaches the manager once, however often it is read', async () => {
  const id = await cash({ sum: '1840.50' })
  await cash({ sum: 200, operation: true, group: 'Оплата аренды', description: 'бронь 4001' })
  await fiveMinutesLater()
  await fiveMinutesLater()
  const [event, ...others] = await events()
  expect(others).toEqual([])
  expect(event).toMatchObject({ source: 'rentprog', subject: 'cash:90001', status: 'done', dedupeKey: `cash:${id}` })
  expect(event?.payload).toMatchObject({ branch: 'batumi', employee_id: 90001, operation_id: id, amount_minor: 184050, currency: 'GEL' })
  const [message, ...more] = await told()
  expect(more).toEqual([])
  expect(message).toMatchObject({ chat_id: 100000002, text: expect.stringMatching(/1.?840,50 GEL.*сдал\(а\) Тест Сотрудник/) })
  const ignored = await world.app.db.prisma.delivery.findMany({ where: { source: 'rentprog', status: 'ignored' } })
  expect(ignored).toMatchObject([{ door: 'poll:batumi', reason: 'not a hand-in: a payment of a client or an expense' }])
})

it('a row entered late, one completed later and one corrected are told; a strange one stops nobody', async () => {
  await cash({ sum: 10, created_at: '-3h' })
  const open = await cash({ sum: 20, completed: false })
  await cash({ sum: 30, currency_id: 840 })
  const wrong = await cash({ sum: 40, user_id: 90003 })
  const before = (await events()).length
  await fiveMinutesLater()
  const amounts = async () => (await events()).slice(before).map(({ payload }) => (payload as { amount_minor: number }).amount_minor)
  expect(await amounts()).toEqual([1000, 4000])
  await cash({ completed: true }, open)
  await cash({ sum: 44 }, wrong)
  await fiveMinutesLater()
  expect(await amounts()).toEqual([1000, 4000, 2000, 4400])
  // Two people, two lanes: which message leaves first is not said.
  expect(await told()).toContainEqual(expect.objectContaining({ text: expect.stringContaining('исправлена в RentProg: 44,00 GEL') }))
  expect(await world.app.db.prisma.delivery.findMany({ where: { status: 'quarantined' } })).toMatchObject([
    { reason: 'a hand-in in a currency we do not know: 840' },
  ])
})

it('while RentProg refuses nothing is lost: what was entered meanwhile is told when it is back', async () => {
  const before = (await events()).length
  await world.fault({ system: 'rentprog', match: '/company_counts', status: 403, times: 4 })
  await cash({ sum: 50 })
  await fiveMinutesLater()
  expect((await events()).length).toBe(before)
  expect(await (await fetch(`${world.app.url}/metrics`)).text()).toMatch(
    /orchestrator_polls_failed_total\{poll="rentprog\.cash:batumi"\} 1/,
  )
  await fetch(`${world.sandbox.url}/_faults`, { method: 'DELETE' })
  await fiveMinutesLater()
  await fiveMinutesLater()
  expect((await events()).slice(before)).toHaveLength(1)
})
