// A car that must be inspected and serviced: from Greenway's page and RentProg's webhook to the car's topic, once.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addMs, DAY_MS, inTbilisi, MINUTE_MS } from '../../src/clock.ts'
import type { NewEvent } from '../../src/events/index.ts'
import { inspection } from '../support/collector.ts'
import { type EventView, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
  await routed({ type: 'check.bookings', payload: { branch: 'batumi' } })
})
afterAll(() => world.stop())

async function routed(event: NewEvent): Promise<EventView> {
  const { id } = await world.app.orchestrator.route(event)
  await world.app.drain()
  return world.event(id)
}
const told = async (words: string) =>
  (await world.calls('telegram')).filter(({ path, body }) => path === '/sendMessage' && String(body.text).includes(words))

async function greenway(result: Record<string, unknown>): Promise<number> {
  const response = await fetch(`${world.sandbox.url}/_collector/greenway`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: world.app.url, results: [inspection(result)] }),
  })
  await world.app.drain()
  return response.status
}

it('the morning fills the fleet from RentProg and asks once for what nobody told us', async () => {
  const event = await routed({ type: 'check.to', payload: { branch: 'batumi' } })
  expect(event).toMatchObject({ status: 'done', plan: { agents: ['maintenance'], by: 'rules' } })
  expect(await world.app.db.prisma.car.findUnique({ where: { id: 80001 } })).toMatchObject({
    branch: 'batumi',
    plate: 'AA-000-AA',
    mileageKm: 50_210,
  })
  expect((await told('Когда обслуживали эти авто?')).map(({ body }) => body.chat_id)).toEqual([100000002])
  await routed({ type: 'check.to', payload: { branch: 'batumi' } })
  expect(await told('Когда обслуживали эти авто?')).toHaveLength(1)
})

it('an inspection that ends in 14 days is announced with windows free of bookings, once', async () => {
  const validUntil = inTbilisi(addMs(world.clock.now(), 14 * DAY_MS)).toISODate()
  const result = { plate: 'AA-000-AA', status: 'valid', validUntil, checkedAt: addMs(world.clock.now(), -MINUTE_MS).toISOString() }
  expect(await greenway(result)).toBe(200)
  const announced = await told('Техосмотр до')
  expect(announced).toHaveLength(2)
  const topic = announced.find(({ body }) => body.chat_id === -1000000000001)
  expect(topic?.body).toMatchObject({ message_thread_id: 77 })
  expect(String(topic?.body.text)).toMatch(/осталось 14 дней\.[\s\S]*Свободные окна без броней:\n• /)

  const bookings = await world.app.db.prisma.booking.findMany({ where: { carId: 80001, archived: false } })
  expect(bookings.length).toBeGreaterThan(0)
  const days = [...String(topic?.body.text).matchAll(/• (\d+) ноября (\d\d:\d\d)–(\d\d:\d\d)/g)]
  expect(days.length).toBeGreaterThan(0)
  for (const [, day, from, to] of days) {
    const at = (time: string | undefined) => new Date(`2030-11-${day?.padStart(2, '0')}T${time}:00+04:00`)
    const [start, end] = [at(from), at(to)]
    for (const { startAt, endAt } of bookings)
      expect(start >= (endAt ?? start) || end <= (startAt ?? end), `${day} ${from}–${to}`).toBe(true)
  }

  expect(await greenway(result)).toBe(200)
  expect(await greenway({ ...result, checkedAt: world.clock.now().toISOString() })).toBe(200)
  await routed({ type: 'check.to', payload: { branch: 'batumi' } })
  expect(await told('Техосмотр до')).toHaveLength(2)
  expect(await world.app.db.prisma.inspection.findUnique({ where: { plate: 'AA000AA' } })).toMatchObject({
    carId: 80001,
    status: 'valid',
    remindedLead: 14,
  })
})

it('a service is told in words, comes near by mileage, and is done by a button: the card says so', async () => {
  const said = await routed({
    type: 'message.employee',
    payload: { chatId: -1000000000001, threadId: 77, fromId: 100000001, messageId: 900, text: 'обслужили на 50 100' },
  })
  expect(said).toMatchObject({ plan: { agents: ['maintenance'], by: 'rules' } })
  expect(await told('Записал, спасибо!')).toHaveLength(1)

  await world.rentprog('batumi', 'car_update', { id: 80001, mileage: [50_210, 59_600] })
  await world.app.drain()
  expect(await world.app.db.prisma.car.findUnique({ where: { id: 80001 } })).toMatchObject({ mileageKm: 59_600 })
  const near = await told('Скоро обслуживание')
  expect(near).toHaveLength(2)
  await world.rentprog('batumi', 'car_update', { id: 80001, mileage: [59_600, 59_700] })
  await world.app.drain()
  expect(await told('Скоро обслуживание')).toHaveLength(2)

  const press = (n: number): NewEvent => ({
    type: 'callback.button',
    payload: { chatId: -1000000000001, messageId: 901, fromId: 100000001, callbackQueryId: `q${n}`, data: 'mt|80001|svc-done' },
  })
  await routed(press(1))
  await routed(press(2))
  const edits = (await world.calls('telegram')).filter(
    ({ path, body }) => path === '/editMessageText' && String(body.text).includes('Обслужено'),
  )
  expect(edits).toHaveLength(1)
  expect(await world.app.db.prisma.carService.findUnique({ where: { carId: 80001 } })).toMatchObject({
    lastMileageKm: 59_700,
    recordedBy: 90001,
    reminded: null,
    cardKey: null,
  })
})
