// Debts and overpayments: told once when a booking ends, reminded of until they are settled.
import { describe, expect, test } from 'vitest'
import { payments } from '../../src/agents/payments/index.ts'
import type { NewEvent } from '../../src/events/index.ts'
import type { Booking, LaneEvent } from '../../src/tools/rental.ts'
import { at, bookingRow, linkRow, paymentRow, staffRow } from './rows.ts'
import { run, type World } from './world.ts'

const ended = (type: 'booking.returned' | 'booking.cancelled' | 'booking.created', fields: object = {}): NewEvent => ({
  type,
  payload: { rentprog_id: 700001, booking_id: 700001, branch: 'batumi', raw_action: 'update', fields },
})
const manager = staffRow({ id: 90002, role: 'manager', telegramId: 2n })
const known = (booking: Partial<Booking> = {}, more: World = {}): World => ({
  bookings: [bookingRow({ inRent: true, ...booking })],
  staff: [staffRow(), manager],
  rentprog: 'down',
  ...more,
})
const act = (event: NewEvent, world: World) => run(payments, event, world)

describe('a car that came back', () => {
  test('with a debt: the branch manager and the responsible hear of it, and are reminded', async () => {
    const { listing, only, all, summary } = await act(ended('booking.returned'), known({ paidMinor: 5000 }))
    expect(listing).toEqual([
      'telegram.message manager → role-manager-batumi',
      'telegram.message responsible → staff-90001',
      'event.defer booking.700001.debt.24',
      'event.defer booking.700001.debt.72',
    ])
    expect(only('telegram.message', 'manager').html).toContain('<b>Долг 150,00 GEL</b>')
    expect(all('event.defer')[0]?.payload).toMatchObject({ payload: { subject: 'booking:700001', stage: 'debt:24' }, timerSlot: 'debt:24' })
    expect(summary).toBe('Бронь #4001: долг 150,00 GEL, сообщил ответственному и руководителю.')
  })

  test('what the webhook says was paid counts', async () => {
    expect((await act(ended('booking.returned', { paid: 200 }), known({ paidMinor: 0 }))).listing).toEqual([])
  })

  test('without anybody responsible: the manager alone, once', async () => {
    const { listing, only } = await act(ended('booking.returned'), known({ paidMinor: 0, responsibleId: null, responsible: null }))
    expect(listing.filter((line) => line.startsWith('telegram'))).toEqual(['telegram.message manager → role-manager-batumi'])
    expect(only('telegram.message').html).toContain('Ответственный в RentProg не назначен')
  })

  test('of a manager’s own booking: once', async () => {
    const { listing } = await act(ended('booking.returned'), known({ paidMinor: 0, responsibleId: 90002 }))
    expect(listing.filter((line) => line.startsWith('telegram'))).toEqual(['telegram.message manager → role-manager-batumi'])
  })

  test('paid too much: told, and nobody is dunned', async () => {
    const { all, only } = await act(ended('booking.returned'), known({ paidMinor: 20100 }))
    expect(only('telegram.message', 'manager').html).toContain('Переплата 1,00 GEL')
    expect(all('event.defer')).toEqual([])
  })

  test.each<[string, Partial<Booking>]>([
    ['all paid', { paidMinor: 20000 }],
    ['nobody knows what was paid', { paidMinor: null }],
    ['a booking of our own', { paidMinor: 0, technical: true }],
  ])('%s: only the journal', async (_name, booking) => {
    expect((await act(ended('booking.returned'), known(booking))).listing).toEqual([])
  })

  test('once: what an earlier return has told is not told again', async () => {
    const lane: LaneEvent = {
      id: 'x',
      type: 'booking.returned',
      subject: 'booking:700001',
      status: 'done',
      payload: {},
      receivedAt: at('2030-11-05T05:00:00Z'),
    }
    const { listing, summary } = await act(ended('booking.returned'), known({ paidMinor: 0 }, { lanes: [lane] }))
    expect(listing).toEqual([])
    expect(summary).toBe('Бронь #4001: о расчётах по ней уже сообщил.')
    expect((await act(ended('booking.returned'), known({ paidMinor: 0 }, { lanes: [{ ...lane, status: 'dead' }] }))).listing).not.toEqual(
      [],
    )
  })
})

describe('a cancelled booking', () => {
  test('that was paid: somebody has to think of the refund', async () => {
    const { listing, only } = await act(
      ended('booking.cancelled'),
      known({ inRent: false, paidMinor: 0 }, { payments: [paymentRow({ amountMinor: 7000 })] }),
    )
    expect(listing).toEqual(['telegram.message manager → role-manager-batumi', 'telegram.message responsible → staff-90001'])
    expect(only('telegram.message', 'manager').html).toContain('Бронь отменена, а деньги по ней пришли.')
  })

  test('whose payment went back already: nothing', async () => {
    const back = paymentRow({ amountMinor: 7000, refundedMinor: 7000, status: 'refunded' })
    expect((await act(ended('booking.cancelled'), known({ inRent: false, paidMinor: 0 }, { payments: [back] }))).listing).toEqual([])
  })

  test('takes its open links with it', async () => {
    const links = [linkRow(), linkRow({ id: '01930000000070008000000000000008', status: 'paid' })]
    const { listing, only, summary } = await act(ended('booking.cancelled'), known({ inRent: false, paidMinor: 0 }, { links }))
    expect(listing).toEqual([`link.upsert ${linkRow().id}`, `stripe.deactivate-link ${linkRow().id}`, 'telegram.edit card'])
    expect(only('link.upsert').set).toEqual({ status: 'cancelled' })
    expect(summary).toContain('открытые ссылки закрыл')
  })
})

test('a new booking: what is expected is written down, nobody is bothered', async () => {
  const { listing, summary, asked } = await act(ended('booking.created'), known())
  expect([listing, asked]).toEqual([[], []])
  expect(summary).toBe('Бронь #4001: ждём 200,00 GEL, залог 100,00 GEL; пока делать нечего.')
})

describe('a debt that is still open', () => {
  const due: NewEvent = {
    type: 'reminder.due',
    payload: { subject: 'booking:700001', stage: 'debt:24', booking_id: 700001, branch: 'batumi' },
  }

  test('is told again, RentProg having been asked', async () => {
    const { listing, only, asked } = await act(due, known({ inRent: false, paidMinor: 5000 }))
    expect(asked).toEqual(['booking 700001'])
    expect(listing).toEqual(['telegram.message manager → role-manager-batumi', 'telegram.message responsible → staff-90001'])
    expect(only('telegram.message', 'manager').html).toContain('<b>Долг 150,00 GEL — уже 24 ч</b>')
  })

  test('that was settled meanwhile is forgotten', async () => {
    const world = known({ inRent: false, paidMinor: 5000 }, { rentprog: { bookings: [{ id: 700001, total: 200, paid: 200 }] } })
    expect((await act(due, world)).listing).toEqual([])
  })
})
