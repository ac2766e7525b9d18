// The return assistant: what differs from issues, and that the two never answer for each other.
import { describe, expect, test } from 'vitest'
import { returnAssistant } from '../../src/agents/return-assistant/index.ts'
import type { NewEvent } from '../../src/events/index.ts'
import { allDone, at, bookingRow, carRow, chatRow, operationRow, paymentRow, staffRow, topicRow } from './rows.ts'
import { run, type World } from './world.ts'

const END = '2030-11-08T06:00:00.000Z'
const now = at('2030-11-08T04:00:00.000Z')
const planned: NewEvent = {
  type: 'booking.return.planned',
  payload: { rentprog_id: 700001, booking_id: 700001, branch: 'batumi', planned_at: END },
}
const returned: NewEvent = {
  type: 'booking.returned',
  timestamp: '2030-11-08T06:10:00.000Z',
  payload: {
    rentprog_id: 700001,
    booking_id: 700001,
    branch: 'batumi',
    changes: { in_rent: [true, false], state: ['Активная', 'Отъездила'], end_worker_id: [null, 90001], end_mileage: [0, 51080] },
  },
}
const photo = (caption: string): NewEvent => ({
  type: 'photo.uploaded',
  payload: {
    chatId: -1000000000001,
    threadId: 77,
    fromId: 100000001,
    messageId: 1002,
    caption,
    files: [{ kind: 'photo', fileId: 'F1', fileUniqueId: 'U1' }],
  },
})

const known = (world: World = {}): World => ({
  bookings: [bookingRow({ inRent: true, startWorkerId: 90001, extras: { start_mileage: 50210 } })],
  cars: [carRow()],
  staff: [staffRow()],
  chats: [chatRow()],
  topics: [topicRow()],
  now,
  ...world,
})
const act = (event: NewEvent, world: World) => run(returnAssistant, event, world)

describe('two hours before a return', () => {
  test('the card has the checklist of a return, the fines, and the fuel rule', async () => {
    const { listing, only } = await act(planned, known())
    expect(listing).toEqual(['telegram.message card → car-batumi-80001', 'yougile.task task', 'operation.open main'])
    expect(only('telegram.message').html).toBe(
      [
        '<b>Приемка #4001</b> — Toyota Prius AA-000-AA',
        '🗓 8 ноября 10:00 · Офис',
        'Клиент: Иван Тестов',
        'Ответственный: Тест Сотрудник',
        '⛽️ Топливо: полный — полный, допуск 5 %',
        '',
        '▫️ Фото кузова',
        '▫️ Фото приборки',
        '▫️ Жидкости',
        '▫️ Комплектация',
        '▫️ Штрафы',
        '▫️ Закрытие в RentProg',
        '<a href="https://web.rentprog.ru/bookings/700001">Открыть в RentProg</a>',
      ].join('\n'),
    )
    expect(only('telegram.message').buttons?.flat()[4]).toEqual({ text: '▫️ Штрафы', data: 'rt|700001|fines' })
    expect(only('yougile.task')).toMatchObject({ title: '[Batumi] Приемка #4001 — Toyota Prius AA-000-AA', deadline: END })
    expect(only('operation.open')).toMatchObject({ kind: 'return' })
  })

  test('nobody assigned: whoever issued the car answers for it', async () => {
    const world = known({ bookings: [bookingRow({ inRent: true, responsibleId: null, responsible: null, startWorkerId: 90001 })] })
    expect((await act(planned, world)).only('yougile.task').assigneeId).toBe(90001)
  })

  test('a car that never left needs no card', async () => {
    const { listing, summary } = await act(planned, known({ bookings: [bookingRow()] }))
    expect(listing).toEqual([])
    expect(summary).toBe('Приемка #4001: карточку не открываю — авто по этой брони ещё не выдавали.')
  })
})

describe('a photo', () => {
  test('of an open return is taken', async () => {
    const { only } = await act(photo('приборка'), known({ operations: [operationRow('return')] }))
    expect(only('operation.tick')).toMatchObject({ kind: 'return', code: 'dash', evidence: ['F1'] })
    expect(only('telegram.message').html).toContain('Приемка #4001: осталось — Фото кузова, Жидкости, Комплектация, Штрафы.')
  })

  test('of an issue, or of nothing, is left to the issue assistant', async () => {
    expect((await act(photo('кузов'), known({ operations: [operationRow('issue')] }))).listing).toEqual([])
    const stray = await act(photo('кузов'), known())
    expect(stray.listing).toEqual([])
    expect(stray.summary).toBe('Открытой операции для фото нет: отвечает помощник по выдаче.')
  })
})

describe('words and buttons', () => {
  test('«проверил штрафы» ticks the fines', async () => {
    const says: NewEvent = {
      type: 'message.employee',
      payload: { chatId: -1000000000001, threadId: 77, fromId: 100000001, messageId: 1003, text: 'Проверил штрафы' },
    }
    const { only } = await act(says, { ...known({ operations: [operationRow('return')] }), intent: 'return_done' })
    expect(only('operation.tick')).toMatchObject({ code: 'fines', done: true })
  })

  test('«закрыл в RentProg» is no proof: RentProg will say so itself', async () => {
    const says: NewEvent = {
      type: 'message.employee',
      payload: { chatId: -1000000000001, threadId: 77, fromId: 100000001, messageId: 1003, text: 'Закрыл в RentProg' },
    }
    const { listing } = await act(says, { ...known({ operations: [operationRow('return')] }), intent: 'return_done' })
    expect(listing).toEqual(['telegram.message answer → thread--1000000000001-77'])
  })

  test('a button of the card ticks its item', async () => {
    const press: NewEvent = {
      type: 'callback.button',
      payload: { chatId: -1000000000001, threadId: 77, fromId: 100000001, callbackQueryId: 'q', messageId: 900, data: 'rt|700001|kit' },
    }
    const { listing } = await act(press, known({ operations: [operationRow('return')] }))
    expect(listing).toEqual(['operation.tick kit', 'telegram.answer main', 'telegram.edit card', 'yougile.update main'])
  })
})

describe('a return posted in RentProg', () => {
  test('is reported with the debt, the kilometres, the tank and the fines', async () => {
    const booking = bookingRow({ inRent: true, paidMinor: 15000, extras: { start_mileage: 50210, gas_end_full: false, fine: 40 } })
    const world = known({
      bookings: [booking],
      operations: [operationRow('return', { done: allDone('return') })],
      now: at('2030-11-08T06:10:00.000Z'),
    })
    const { only, listing } = await act(returned, world)
    expect(listing.slice(0, 2)).toEqual(['operation.tick posted', 'operation.close main'])
    expect(only('telegram.message', 'report').html).toBe(
      [
        '✅ <b>Приемка проведена</b> — Toyota Prius AA-000-AA',
        'Бронь #4001 · 8 ноября 10:10 · Тест Сотрудник',
        'Собрано: Фото кузова, Фото приборки, Жидкости, Комплектация, Штрафы',
        '💰 сумма 200,00 GEL, оплачено 150,00 GEL, долг 50,00 GEL, залог 100,00 GEL',
        '🛣 Пробег за аренду: 870 км',
        '⛽️ Полный — полный: бак не полный',
        '🚓 Штрафы: проверены, начислено 40',
        '<a href="https://web.rentprog.ru/bookings/700001">Открыть в RentProg</a>',
      ].join('\n'),
    )
    expect(only('operation.close').report).toMatchObject({
      debtMinor: 5000,
      details: { finesChecked: true, fineMinor: 4000, drivenKm: 870, tankFull: false },
    })
  })

  test.each([
    [
      { paidMinor: 15000 },
      [paymentRow({ amountMinor: 18000 })],
      '💰 сумма 200,00 GEL, оплачено 150,00 GEL, долг 20,00 GEL, залог 100,00 GEL',
    ],
    [{ paidMinor: 15000 }, [paymentRow({ amountMinor: 20000 })], '💰 сумма 200,00 GEL, оплачено 150,00 GEL, залог 100,00 GEL'],
    [{ paidMinor: null }, [], '💰 сумма 200,00 GEL, залог 100,00 GEL'],
    [{ totalMinor: null }, [paymentRow()], '💰 оплачено 0,00 GEL, залог 100,00 GEL'],
  ])('names an open debt as far as it is known: %j', async (row, payments, line) => {
    const bookings = [bookingRow({ inRent: true, paidMinor: 0, ...row })]
    const { only, asked } = await act(returned, known({ bookings, payments, now: at('2030-11-08T06:10:00.000Z') }))
    expect(only('telegram.message', 'report').html.split('\n')).toContain(line)
    expect(asked).toEqual([])
  })

  test('without the fines checked: the task stays open and the responsible is told', async () => {
    const done = allDone('return').filter((code) => code !== 'fines')
    const { only } = await act(returned, known({ operations: [operationRow('return', { done })] }))
    expect(only('telegram.message', 'report').html).toContain('🚓 Штрафы: не проверены')
    expect(only('telegram.message', 'gaps').html).toContain('Не хватает: Штрафы.')
    expect(only('yougile.update')).not.toHaveProperty('completed')
  })

  test('that we never planned claims nothing about fines or payments', async () => {
    const { only } = await act(returned, known())
    expect(only('telegram.message', 'report').html).toContain('🚓 Штрафы: проверку не отмечали')
    expect(only('telegram.message', 'report').html).not.toContain('долг')
  })
})
