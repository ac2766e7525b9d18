// What agents know of a conversation with a client, from our tables alone.
import { describe, expect, test } from 'vitest'
import { type Contact, conversationOf, conversationWith, leadRef, noteInTopic } from '../../src/agents/conversation.ts'
import { frozenClock } from '../../src/clock.ts'
import { Place } from '../../src/effects/catalogue.ts'
import { at, bookingRow, carRow, clientRow, conversationRow, staffRow } from './rows.ts'
import { NOW, readsOf, type World } from './world.ts'

const whatsapp: Contact = { leadId: '400001', customerPhone: '+995 599 00-00-00', login: '995599000000' }
const known = (world: World = {}): World => ({
  bookings: [bookingRow()],
  cars: [carRow()],
  clients: [clientRow({ phone: '+995 (599) 000 000' })],
  staff: [staffRow()],
  ...world,
})

async function meet(contact: Contact, world: World) {
  const { reads, asked } = readsOf(world)
  const conversation = await conversationOf(contact, { read: reads, clock: frozenClock(NOW) })
  expect(asked, 'no vendor is asked').toEqual([])
  expect(Place.safeParse(conversation.place)).toMatchObject({ success: true })
  return conversation
}

describe('who the client is', () => {
  test('is known by the phone, however RentProg writes it', async () => {
    expect(await meet(whatsapp, known())).toMatchObject({
      clientId: 60001,
      name: 'Иван Тестов',
      branch: 'batumi',
      booking: { id: 700001 },
      responsible: { id: 90001 },
      answerer: { to: 'staff', id: 90001 },
      place: { to: 'client', topic: 'client:60001', name: 'Иван Тестов | Toyota Prius AA-000-AA' },
    })
  })

  test('or by the digits of the login', async () => {
    expect(await meet({ leadId: '400001', login: '995599000000' }, known())).toMatchObject({ clientId: 60001 })
  })

  test('a user name that ends with digits is no phone', async () => {
    expect(await meet({ leadId: '400001', login: 'ivan995599000000' }, known())).toMatchObject({
      clientId: null,
      name: 'ivan995599000000',
      branch: null,
      responsible: null,
      answerer: { to: 'chat', purpose: 'managers' },
      place: { topic: 'lead:400001', name: 'ivan995599000000' },
    })
  })

  test('a conversation that is known needs no phone, and keeps its topic', async () => {
    const world = known({ conversations: [conversationRow({ topic: 'lead:400001' })] })
    expect(await meet({ leadId: '400001' }, world)).toMatchObject({ clientId: 60001, place: { topic: 'lead:400001' } })
  })

  test('of two cards of one person the one with a booking counts', async () => {
    const clients = [clientRow({ id: 60000, phone: '995599000000', name: 'Старая карточка' }), clientRow({ phone: '995599000000' })]
    expect(await meet(whatsapp, known({ clients }))).toMatchObject({ clientId: 60001 })
    const withoutBookings = await meet(whatsapp, known({ clients, bookings: [] }))
    expect(withoutBookings).toMatchObject({ clientId: 60001, booking: null })
  })
})

describe('which booking, and who answers', () => {
  test('the car in rent before the next booking', async () => {
    const next = bookingRow({ id: 700002, startAt: at('2030-11-05T07:00:00.000Z'), endAt: at('2030-11-06T07:00:00.000Z') })
    expect(await meet(whatsapp, known({ bookings: [next, bookingRow({ inRent: true })] }))).toMatchObject({ booking: { id: 700001 } })
    expect(await meet(whatsapp, known({ bookings: [next, bookingRow()] }))).toMatchObject({ booking: { id: 700002 } })
  })

  test.each([
    ['cancelled', { state: 'Отмена' }],
    ['over', { endAt: at('2030-11-04T07:00:00.000Z') }],
    ['our own', { technical: true }],
  ])('a booking that is %s does not count', async (_, row) => {
    expect(await meet(whatsapp, known({ bookings: [bookingRow(row)] }))).toMatchObject({ booking: null, responsible: null })
  })

  test('nobody assigned, or somebody who has left: the branch manager', async () => {
    const manager = { to: 'role', role: 'manager', branch: 'batumi' }
    const nobody = known({ bookings: [bookingRow({ responsibleId: null })] })
    expect(await meet(whatsapp, nobody)).toMatchObject({ responsible: null, answerer: manager })
    const gone = known({ staff: [staffRow({ active: false })] })
    expect(await meet(whatsapp, gone)).toMatchObject({ responsible: null, answerer: manager })
  })

  test('the latest conversation with a client is found by the client', async () => {
    const { reads } = readsOf(known({ conversations: [conversationRow({ leadId: '7' })] }))
    const asking = { read: reads, clock: frozenClock(NOW) }
    expect(await conversationWith(60001, asking)).toMatchObject({ leadId: '7', booking: { id: 700001 } })
    expect(await conversationWith(60002, asking)).toBeNull()
  })
})

describe('its topic', () => {
  test('has a name of at most 64 characters, in which the car stays readable', async () => {
    const world = known({ clients: [clientRow({ phone: '995599000000', name: `${'Очень '.repeat(20)}👨‍👩‍👧‍👦` })] })
    const { place } = await meet(whatsapp, world)
    expect(place.name.length).toBeLessThanOrEqual(64)
    expect(place.name).toMatch(/^Очень .*… \| Toyota Prius AA-000-AA$/)
  })

  test('is found for ids of any kind', async () => {
    const odd = 'чат №1 '.repeat(20)
    expect(leadRef(odd)).toMatch(/^x-[0-9a-f]{24}$/)
    expect((await meet({ leadId: odd }, {})).place).toMatchObject({ topic: `lead:${leadRef(odd)}` })
  })

  test('takes notes for staff', async () => {
    const conversation = await meet(whatsapp, known())
    expect(noteInTopic(conversation, 'Оплата прошла.')).toEqual({
      kind: 'telegram.message',
      slot: 'note',
      payload: { place: conversation.place, html: 'ℹ️ Оплата прошла.' },
    })
  })
})
