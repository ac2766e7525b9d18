// The duty agent: what it tells, whom, and what it keeps to the journal.
import { describe, expect, test } from 'vitest'
import { duty } from '../../src/agents/duty/index.ts'
import { eventTypes, type NewEvent } from '../../src/events/index.ts'
import { carRow, staffRow } from './rows.ts'
import { run, type World } from './world.ts'

const act = (event: NewEvent, world: World = {}) => run(duty, event, { rentprog: 'down', ...world })
const FIX = '2030-11-05T05:55:00.000Z'

test('takes every type of event', () => {
  expect(duty.accepts).toEqual(eventTypes)
})

describe('what a person has to hear', () => {
  test('a client’s message keeps long numbers and surnames to itself', async () => {
    const message: NewEvent = {
      type: 'message.incoming',
      payload: {
        leadId: '501',
        messageId: 'm1',
        text: 'Мой телефон +995 555 123 456 <b>',
        channel: 'WhatsApp',
        customerName: 'Иван Тестов',
      },
    }
    const { only } = await act(message)
    expect(only('telegram.message').html).toBe(
      '💬 <b>Клиент написал (WhatsApp)</b>: Иван\n<blockquote>Мой телефон +••• &lt;b&gt;</blockquote>\nДиалог 501. Ответьте в Umnico: сам я клиентам пока не пишу.',
    )
  })

  test('a device’s trouble goes to the branch of its car, known by the plate', async () => {
    const speeding: NewEvent = { type: 'speeding', payload: { deviceId: 'd1', carPlate: 'aa000aa', speedKmh: 131.4, fixAt: FIX } }
    const { listing, only } = await act(speeding, { cars: [carRow()] })
    expect(listing).toEqual(['telegram.message manager → role-manager-batumi'])
    expect(only('telegram.message').html).toContain('<b>Превышение: 131 км/ч</b> — Toyota Prius AA-000-AA, сегодня 09:55.')
  })

  test.each<[string, NewEvent, string]>([
    [
      'a weak battery',
      { type: 'battery.low', payload: { deviceId: 'd1', batteryV: 11.4, fixAt: FIX } },
      '<b>Аккумулятор 11,4 В</b> — маяк d1',
    ],
    [
      'a client’s message whose text did not come',
      { type: 'message.incoming', payload: { leadId: '501', messageId: 'at-1', text: '', bodyMissing: true } },
      'Текста Umnico не прислал.\nДиалог 501.',
    ],
    [
      'a silent device',
      { type: 'device.offline', payload: { deviceId: 'd1', fixAt: FIX, lastSeenAt: FIX } },
      'последний раз сегодня 09:55',
    ],
    [
      'an inspection',
      { type: 'inspection.checked', payload: { plate: 'TT000TT', status: 'expired', checkedAt: FIX } },
      '<b>Техосмотр: просрочен</b> — TT000TT',
    ],
    [
      'a timer whose agent is gone',
      { type: 'sla.due', payload: { subject: 'chat:umnico:1', stage: 'sla:10' } },
      'Сработал таймер (ответ клиенту)',
    ],
  ])('%s is told', async (_, event, words) => {
    const { listing, only } = await act(event)
    expect(listing.filter((line) => line.startsWith('telegram.message'))).toHaveLength(1)
    expect(only('telegram.message').html).toContain(words)
    expect(only('telegram.message').html, 'never raw JSON').not.toMatch(/[{}]/)
  })
})

describe('what only the journal has to know', () => {
  test.each<[NewEvent]>([
    [{ type: 'device.state.changed', payload: { deviceId: 'd1', fixAt: FIX } }],
    [{ type: 'trip.detected', payload: { deviceId: 'd1', tripId: 't1', startedAt: FIX } }],
    [{ type: 'browser.result', payload: { plate: 'TT000TT' } }],
    [{ type: 'car.updated', payload: { rentprog_id: 80001, car_id: 80001, branch: 'batumi' } }],
    [{ type: 'client.updated', payload: { rentprog_id: 60001, client_id: 60001, branch: 'batumi' } }],
    [{ type: 'message.sent', payload: { leadId: '501', messageId: 'm2', text: 'ok' } }],
    [{ type: 'check.canary', payload: { branch: 'batumi' } }],
    [{ type: 'check.cash', payload: { branch: 'batumi' } }],
    [{ type: 'cash.reconcile', payload: { branch: 'batumi' } }],
    [{ type: 'daily.plan.generate', payload: { branch: 'batumi' } }],
  ])('%j', async (event) => {
    const { listing, summary } = await act(event)
    expect(listing).toEqual([])
    expect(summary).toMatch(/\.$/)
  })
})

describe('what is critical', () => {
  const trip: NewEvent = {
    type: 'unauthorized.trip',
    payload: {
      deviceId: 'd1',
      carPlate: 'AA000AA',
      startedAt: '2030-11-05T05:00:00.000Z',
      lat: 41.6,
      lon: 41.7,
      distanceKm: 3.2,
      fixAt: FIX,
    },
  }

  test('an unauthorised trip raises everybody, opens an incident and posts in the car’s topic — without asking RentProg', async () => {
    const { listing, only, all, asked } = await act(trip, { cars: [carRow()], staff: [staffRow({ role: 'director', branch: null })] })
    expect(listing).toEqual([
      'incident.open main',
      'telegram.message managers → chat-managers',
      'telegram.message manager → role-manager-batumi',
      'telegram.message car → car-batumi-80001',
    ])
    expect(all('telegram.message').every(({ payload }) => payload.urgent)).toBe(true)
    expect(only('telegram.message', 'managers').html).toBe(
      [
        '🚨 <b>Несанкционированная поездка</b> — Toyota Prius AA-000-AA',
        'Началась сегодня 09:00, пройдено 3.2 км.',
        '<a href="https://maps.google.com/?q=41.6,41.7">Где авто</a> (на сегодня 09:55)',
        'Выясните, кто за рулём. Инцидент заведён.',
      ].join('\n'),
    )
    expect(only('incident.open')).toMatchObject({
      id: 'unauthorized.trip:d1:2030-11-05T05:00:00.000Z',
      kind: 'unauthorized.trip',
      carId: 80001,
      branch: 'batumi',
    })
    expect(asked).toEqual([])
  })

  test('of a car nobody knows goes to the managers and the director', async () => {
    const { listing } = await act(trip, { staff: [staffRow({ role: 'director', branch: null })] })
    expect(listing).toEqual([
      'incident.open main',
      'telegram.message managers → chat-managers',
      'telegram.message director → role-director-any',
    ])
  })
})

describe('staff', () => {
  test('who press a button without an owner hear that it no longer works', async () => {
    const { listing, only } = await act({
      type: 'callback.button',
      payload: { chatId: 1, fromId: 2, callbackQueryId: 'q', messageId: 3, data: 'p:a1b2:wash' },
    })
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer')).toEqual({ callbackQueryId: 'q', text: 'Эта кнопка уже не работает.' })
  })
})
