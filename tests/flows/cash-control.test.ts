// A night and a day of the cash registers: RentProg and our ledger disagree, people hear of it once; too much cash climbs the ladder.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/clock.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const told = async (words: string) =>
  (await world.calls('telegram')).filter(({ path, body }) => path === '/sendMessage' && String(body.text).includes(words))
const night = async (branch: 'batumi' | 'tbilisi') => {
  const { id } = await world.app.orchestrator.route({
    type: 'cash.reconcile',
    payload: { branch, slotAt: world.clock.now().toISOString() },
    dedupeKey: `cash.reconcile:${branch}:${world.clock.now().toISOString()}`,
  })
  await world.app.drain()
  return world.event(id)
}
const balances = () => world.app.db.prisma.cashBalance.findMany({ orderBy: [{ employeeId: 'asc' }, { currency: 'asc' }] })

async function cash(row: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${world.sandbox.url}/_world/cash`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ branch: 'batumi', user_id: 90001, description: 'Инкассация', ...row }),
  })
  expect([200, 201]).toContain(response.status)
}

it('the first night counts every register, and says nothing', async () => {
  const event = await night('batumi')
  expect(event).toMatchObject({ status: 'done', plan: { agents: ['cash-control'], by: 'rules' } })
  expect(await balances()).toMatchObject([
    { employeeId: 90001, currency: 'GEL', branch: 'batumi', balanceMinor: 32_000n },
    { employeeId: 90001, currency: 'USD', balanceMinor: 5_000n },
  ])
  expect(await told('Расхождение')).toEqual([])
})

it('a night that finds a difference tells it once, and RentProg is right', async () => {
  await world.app.tick()
  world.clock.advance(5 * MINUTE_MS)
  await cash({ sum: '100.50' })
  await world.app.tick()
  await world.app.drain()
  // The money was entered as handed in, but the register RentProg shows has not moved.
  world.clock.advance(HOUR_MS)
  const event = await night('batumi')
  expect(event.agents[0]?.summary).toContain('1 расхождение (Тест Сотрудник 100,50 GEL)')
  const alerts = await told('Расхождение кассы сотрудника')
  expect(alerts.map(({ body }) => body.chat_id).sort()).toEqual([-1000000000006, 100000002])
  expect(String(alerts[0]?.body.text)).toMatch(/Расчётно: 219,50 GEL\nВ RentProg: 320,00 GEL\nРазница: <b>\+100,50 GEL/)
  expect((await balances())[0]).toMatchObject({ balanceMinor: 32_000n, countedAt: world.clock.now() })

  // The same night again, and a night that was missed before it: nothing is left to find.
  await night('batumi')
  await world.app.orchestrator.route({
    type: 'cash.reconcile',
    payload: { branch: 'batumi', slotAt: addMs(world.clock.now(), -DAY_MS).toISOString() },
  })
  await world.app.drain()
  expect(await told('Расхождение кассы сотрудника')).toHaveLength(2)
})

it('cash over the limit: the person and the manager after a day, the head after two; «Сдал(а)» is a note', async () => {
  await night('tbilisi')
  expect((await balances()).find(({ employeeId }) => employeeId === 90011)).toMatchObject({
    balanceMinor: 184_000n,
    overSince: world.clock.now(),
  })
  const timers = () => world.app.db.prisma.event.findMany({ where: { type: 'reminder.due', subject: 'cash:90011', status: 'scheduled' } })
  expect(await timers()).toHaveLength(1)
  world.clock.advance(DAY_MS)
  await world.app.drain()
  const reminded = await told('1840,00 GEL')
  expect(reminded.map(({ body }) => body.chat_id).sort()).toEqual([100000011, 100000013])
  expect(reminded[0]?.body.reply_markup).toBeTruthy()

  const { id } = await world.app.orchestrator.route({
    type: 'callback.button',
    payload: { chatId: 100000011, messageId: 1, fromId: 100000011, callbackQueryId: 'q1', data: 'ca|90011|handed' },
  })
  await world.app.drain()
  expect((await world.event(id)).plan?.agents).toEqual(['cash-control'])
  expect((await told('отметил(а), что сдал(а)')).map(({ body }) => body.chat_id)).toEqual([100000013])

  world.clock.advance(DAY_MS)
  await world.app.drain()
  const head = await told('в RentProg инкассации нет')
  expect(head.map(({ body }) => body.chat_id)).toEqual([100000041])
})
