// What the doors of browser automation make of results: which event, of which lane, known by what, at what time.
import { describe, expect, it } from 'vitest'
import { eventTypes } from '../../../src/events/index.ts'
import {
  accepted,
  alarm,
  type Door,
  eventsOf,
  inspection,
  quarantineReason,
  read,
  receivedAt,
  state,
  trip,
} from '../../support/collector.ts'

const only = (door: Door, body: unknown) => {
  const [event, ...more] = eventsOf(door, body)
  if (event === undefined || more.length > 0) throw new Error(`${more.length + 1} events`)
  return event
}

describe('a result', () => {
  it.each([
    ['device.state.changed', state(), 'device:860000000000001', '860000000000001:2030-11-05T05:53:20.000Z'],
    ['speeding', state({ speedKmh: 131 }, 'speeding'), 'device:860000000000001', '860000000000001:2030-11-05T05:53:20.000Z'],
    ['battery.low', state({ batteryV: 11.4 }, 'battery.low'), 'device:860000000000001', '860000000000001:2030-11-05T05:53:20.000Z'],
    [
      'device.offline',
      state({ lastSeenAt: '2030-11-05T02:00:00Z' }, 'device.offline'),
      'device:860000000000001',
      '860000000000001:2030-11-05T05:53:20.000Z',
    ],
    ['unauthorized.trip', alarm(), 'critical:device:860000000000001', '860000000000001:2030-11-05T05:53:20.000Z'],
    ['trip.detected', trip(), 'device:860000000000001', '860000000000001:860000000000001:1760000000:under way'],
  ])('%s is that event, known by its device and its time', (type, result, subject, identity) => {
    for (const body of [result, [result], { ...result, type: `starline.${type}` }]) {
      expect(only('starline', body)).toMatchObject({ type, source: 'starline', subject, dedupeKey: `starline:${type}:${identity}` })
    }
  })

  it('of an inspection is known by plate and time of checking, and waits in the lane of the plate', () => {
    expect(only('greenway', inspection({ plate: 'aa-000-aa', checkedAt: '2030-11-05T07:00:00+04:00' }))).toMatchObject({
      type: 'inspection.checked',
      source: 'greenway',
      subject: 'plate:AA000AA',
      timestamp: '2030-11-05T03:00:00.000Z',
      dedupeKey: 'greenway:inspection.checked:AA000AA:2030-11-05T03:00:00.000Z',
      payload: { plate: 'AA000AA', status: 'valid', validUntil: '2031-03-14' },
    })
  })

  it.each(['AA000AA', 'aa000aa', 'AA-000-AA', ' aa 000 aa ', 'АА000АА', 'аа–000–аа', 'AA.000.AA'])('names the plate %s', (plate) => {
    expect(only('greenway', inspection({ plate })).subject).toBe('plate:AA000AA')
    expect(only('starline', state({ carPlate: plate })).payload).toMatchObject({ carPlate: 'AA000AA' })
  })

  it('names a device by text or by number', () => {
    for (const deviceId of ['860000000000001', 860000000000001, ' 860000000000001 ']) {
      expect(only('starline', state({ deviceId }))).toMatchObject({
        subject: 'device:860000000000001',
        payload: { deviceId: '860000000000001' },
      })
    }
    // Longer than a JavaScript number is exact.
    const long = JSON.stringify(state()).replace('"860000000000001"', '12345678901234567890')
    expect(only('starline', long).subject).toBe('device:12345678901234567890')
  })

  it('may leave out what it does not know, or say null', () => {
    const { payload } = only('starline', state({ carPlate: null, prevStatus: null, batteryV: null, observedAt: null }))
    expect(payload).not.toHaveProperty('carPlate')
    expect(payload).not.toHaveProperty('batteryV')
    expect(only('starline', state({ carPlate: ' ' })).payload).not.toHaveProperty('carPlate')
    expect(only('greenway', inspection({ validUntil: null, rawText: null })).payload).not.toHaveProperty('validUntil')
  })

  it('happened when it says, not when we heard of it', () => {
    expect(only('starline', state({ fixAt: '2030-11-05T09:00:00+04:00' })).timestamp).toBe('2030-11-05T05:00:00.000Z')
    expect(only('starline', trip()).timestamp).toBe('2030-11-05T05:00:00.000Z')
    expect(only('starline', trip({ endedAt: '2030-11-05T05:28:00Z' })).timestamp).toBe('2030-11-05T05:28:00.000Z')
  })

  it('tells a trip twice: that it is going on, and that it has ended', () => {
    const key = (fields: object) => only('starline', trip({ ...fields })).dedupeKey
    expect(key({ distanceKm: 1 })).toBe(key({ distanceKm: 2 }))
    expect(key({ endedAt: null })).toBe(key({}))
    expect(key({ endedAt: '2030-11-05T05:28:00Z' })).not.toBe(key({}))
    expect(key({ endedAt: '2030-11-05T09:28:00+04:00' })).toBe(key({ endedAt: '2030-11-05T05:28:00Z' }))
  })
})

describe('a state', () => {
  const isSample = (door: Door, body: unknown) => accepted(door, body).events.map(({ newest }) => newest === true)

  it('goes out of date; a trip and an alarm never do', () => {
    expect(isSample('starline', state())).toEqual([true])
    expect(isSample('starline', state({}, 'speeding'))).toEqual([true])
    expect(isSample('starline', state({ batteryV: 11 }, 'battery.low'))).toEqual([true])
    expect(isSample('starline', state({ lastSeenAt: '2030-11-05T02:00:00Z' }, 'device.offline'))).toEqual([true])
    expect(isSample('greenway', inspection())).toEqual([true])
    expect(isSample('starline', trip())).toEqual([false])
    expect(isSample('starline', alarm())).toEqual([false])
    expect(isSample('starline', { type: 'browser.result', payload: { deviceId: 1 } })).toEqual([false])
  })

  it('that is what it was is no transition, unless it brings the mileage', () => {
    const same = { status: 'moving', prevStatus: 'moving' }
    expect(read('starline', state({ ...same, mileageKm: null }))).toMatchObject({
      outcome: 'ignored',
      reason: expect.stringMatching(/changed/),
    })
    expect(eventsOf('starline', state(same))).toHaveLength(1)
    expect(eventsOf('starline', state({ mileageKm: null }))).toHaveLength(1)
    expect(eventsOf('starline', state({ status: null, prevStatus: null, mileageKm: null }))).toHaveLength(1)
    // Somebody else's business: only states repeat themselves.
    expect(eventsOf('starline', state({ ...same, mileageKm: null }, 'speeding'))).toHaveLength(1)
    expect(eventsOf('starline', [state({ ...same, mileageKm: null }), trip()]).map(({ type }) => type)).toEqual(['trip.detected'])
  })

  it('from the future counts as now, and a person is told whose clock is wrong', () => {
    const future = state({ fixAt: '2049-01-01T00:00:00Z' })
    expect(only('starline', future)).toMatchObject({ timestamp: receivedAt.toISOString(), payload: { fixAt: '2049-01-01T00:00:00Z' } })
    expect(accepted('starline', [future, state()]).alerts).toEqual([
      expect.stringMatching(/из будущего.*860000000000001[\s\S]*Что сделать:/),
    ])
    expect(only('starline', state({ fixAt: '2030-11-05T06:05:00Z' })).timestamp).toBe('2030-11-05T06:05:00.000Z')
    expect(accepted('starline', state({ fixAt: '2030-11-05T06:05:00Z' })).alerts).toEqual([])
  })

  it('from before there was GPS is not understood', () => {
    expect(quarantineReason('starline', state({ fixAt: '0000-01-01T00:00:00Z' }))).toMatch(/fixAt/)
    expect(quarantineReason('greenway', inspection({ checkedAt: '1969-12-31T23:00:00Z' }))).toMatch(/checkedAt/)
  })
})

describe('an inspection that could not be checked', () => {
  it('is told as that, and a person hears of it at once', () => {
    const unknown = inspection({ status: 'unknown', rawText: 'layout changed' })
    expect(only('greenway', unknown).payload).toMatchObject({ status: 'unknown' })
    const { alerts } = accepted('greenway', unknown)
    expect(alerts).toEqual([expect.stringMatching(/AA000AA[\s\S]*капча[\s\S]*не значит, что техосмотра нет[\s\S]*Что сделать:/)])
  })

  it('makes one alert for a whole batch, short enough for a phone', () => {
    const batch = Array.from({ length: 60 }, (_, n) => inspection({ plate: `BB${100 + n}BB`, status: 'unknown' }))
    const { alerts = [] } = accepted('greenway', batch)
    expect(alerts).toHaveLength(1)
    expect(alerts[0]).toMatch(/BB104BB и ещё 55/)
    expect(alerts[0]?.length).toBeLessThan(300)
  })

  it.each(['valid', 'expired', 'failed', 'not_found'])('%s is no reason to alarm anybody', (status) => {
    expect(accepted('greenway', inspection({ status })).alerts).toEqual([])
  })
})

describe('a result nobody has heard of', () => {
  it('is kept whole when it names a device or a plate', () => {
    expect(only('starline', { type: 'starline.alarm.shock', payload: { deviceId: 7, level: 'high', nested: { a: null } } })).toMatchObject({
      type: 'browser.result',
      source: 'starline',
      subject: 'device:7',
      payload: { deviceId: '7', level: 'high', nested: { a: null }, resultType: 'alarm.shock' },
    })
    expect(only('greenway', { type: 'fine.found', payload: { plate: 'aa-000-aa' } })).toMatchObject({
      subject: 'plate:AA000AA',
      payload: { plate: 'AA000AA', resultType: 'fine.found' },
    })
    expect(only('starline', { type: 'seen', payload: { carPlate: 'aa-000-aa' } })).toMatchObject({ subject: 'plate:AA000AA' })
    expect(only('greenway', { type: 'browser.result', payload: { plate: 'AA000AA', resultType: 'own name' } }).payload).toMatchObject({
      resultType: 'own name',
    })
  })

  it('is known by its time, and without one by what it says', () => {
    const key = (payload: object, type = 'fine.found') => only('greenway', { type, payload: { plate: 'AA000AA', ...payload } }).dedupeKey
    const at = { checkedAt: '2030-11-05T03:00:00Z' }
    expect(key({ ...at, amount: 1 })).toBe(key({ ...at, amount: 2 }))
    expect(key({ amount: 1 })).not.toBe(key({ amount: 2 }))
    expect(key({ amount: 1, currency: 'GEL' })).toBe(key({ currency: 'GEL', amount: 1 }))
    expect(key(at)).not.toBe(key(at, 'fine.paid'))
    expect(key({ ...at, plate: 'BB111BB' })).not.toBe(key(at))
    expect(key({ fixAt: 'yesterday', amount: 1 })).not.toBe(key({ fixAt: 'yesterday', amount: 2 }))
  })

  it('is not guessed at when it names neither', () => {
    expect(quarantineReason('starline', { type: 'weather', payload: { c: 21 } })).toMatch(/"weather".*neither a device nor a plate/)
    expect(quarantineReason('greenway', { type: 'browser.result', payload: {} })).toMatch(/device or a plate/)
    expect(quarantineReason('greenway', { type: 'x', payload: { plate: ' - ' } })).toMatch(/neither/)
  })
})

describe('the wrong door', () => {
  const everything = { deviceId: '1', plate: 'AA000AA', booking_id: 1, branch: 'batumi', fixAt: '2030-11-05T05:00:00Z' }
  const own = { starline: /^(trip|unauthorized|speeding|battery|device|browser)/, greenway: /^(inspection|browser)/ }

  it.each(['starline', 'greenway'] as const)('%s makes no event of another source', (door) => {
    for (const type of eventTypes.filter((known) => !own[door].test(known))) {
      expect(quarantineReason(door, { type, payload: everything })).toMatch(`does not come through the ${door} door`)
    }
  })

  it('is told by the prefix, too', () => {
    for (const type of ['greenway.unauthorized.trip', 'telegram.message.employee', 'internal.sla.due', 'cron.anything', 'greenway.fine']) {
      expect(quarantineReason('starline', { type, payload: everything })).toMatch(/does not come through the starline door/)
    }
  })
})

describe('a batch', () => {
  it('is taken in the order things happened', () => {
    const at = (time: string, type?: string) => state({ fixAt: `2030-11-05T05:${time}Z` }, type)
    const batch = [at('30:00'), at('10:00'), alarm(), at('20:00')]
    expect(eventsOf('starline', batch).map(({ timestamp }) => timestamp.slice(11, 19))).toEqual([
      '05:10:00',
      '05:20:00',
      '05:30:00',
      '05:53:20',
    ])
  })

  it('says each fact once', () => {
    expect(
      eventsOf('starline', [state(), state({ observedAt: '2030-11-05T05:59:00Z' }), { ...state(), type: 'starline.device.state.changed' }]),
    ).toHaveLength(1)
  })

  it('is taken whole or not at all, and says which result it was and why', () => {
    const reason = (...batch: unknown[]) => quarantineReason('starline', batch)
    expect(reason(state(), trip(), state({ fixAt: 'yesterday' }))).toMatch(/^results\[2\]: device\.state\.changed: fixAt/)
    expect(reason(state(), state({ lat: '41' }))).toMatch(/^results\[1\]: device\.state\.changed: lat/)
    expect(reason(state(), state({ deviceId: null }))).toMatch(/^results\[1\]: device\.state\.changed: deviceId/)
    expect(reason(state(), state({ deviceId: { $ne: 1 } }))).toMatch(/^results\[1\]: device\.state\.changed: deviceId/)
    expect(reason(state(), trip({ tripId: 'x'.repeat(600) }))).toMatch(/^results\[1\]: trip\.detected: its ids are too long/)
    expect(reason(state(), { type: 'weather', payload: {} })).toMatch(/^results\[1\]: unknown type "weather"/)
    expect(reason(state(), inspection())).toMatch(/^results\[1\]: "inspection\.checked" does not come through/)
    expect(reason(null)).toMatch(/^results\[0\]: a result is an object/)
    expect(reason([state()])).toMatch(/^results\[0\]: a result is an object/)
    expect(reason({ type: 'speeding' })).toMatch(/^results\[0\]: payload/)
    expect(reason({ payload: state().payload })).toMatch(/^results\[0\]: type/)
    expect(quarantineReason('starline', state({ speedKmh: 'fast' }, 'speeding'))).toMatch(/^speeding: speedKmh/)
  })

  it('may have a thousand results, and not one more', () => {
    const batch = (length: number) => Array.from({ length }, (_, n) => state({ deviceId: n + 1 }))
    expect(eventsOf('starline', batch(1_000))).toHaveLength(1_000)
    expect(quarantineReason('starline', batch(1_001))).toMatch(/1001 results.*1000/)
  })

  it('without results has nothing to tell', () => {
    expect(read('greenway', [])).toMatchObject({ outcome: 'ignored', reason: expect.stringMatching(/empty/) })
  })
})

describe('a repetition of a delivery', () => {
  const key = (body: unknown, door: Door = 'starline') => accepted(door, body).dedupeKey

  it('is known by its facts, however they are spelled', () => {
    const { type, payload } = state()
    const turned = { payload: Object.fromEntries(Object.entries(payload).reverse()), type: `starline.${type}` }
    for (const body of [
      turned,
      [state()],
      [state(), state()],
      state({ carPlate: 'aa 000 aa', observedAt: '2030-11-05T05:59:00Z', batteryV: null }),
    ]) {
      expect(key(body)).toBe(key(state()))
    }
    expect(key([state(), trip()])).toBe(key([trip(), state()]))
  })

  it('is not mistaken for one that tells something else', () => {
    const others = [
      state({ deviceId: 2 }),
      state({ fixAt: '2030-11-05T05:53:21Z' }),
      state({}, 'speeding'),
      [state(), trip()],
      [state(), alarm()],
    ]
    expect(new Set([state(), ...others].map((body) => key(body))).size).toBe(others.length + 1)
    expect(key({ type: 'x', payload: { plate: 'A1' } })).not.toBe(key({ type: 'x', payload: { plate: 'A1' } }, 'greenway'))
  })

  it('of nothing new is a repetition, too', () => {
    const same = read('starline', state({ status: 'moving', mileageKm: null, prevStatus: 'moving' }))
    expect(same).toMatchObject({ outcome: 'ignored', dedupeKey: expect.any(String) })
  })
})

describe('a body', () => {
  it.each([
    ['not JSON', '{"type":'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['a text', '"speeding"'],
    ['null', 'null'],
    ['too deep', `${'['.repeat(70)}${']'.repeat(70)}`],
  ])('that is %s is kept for a person', (_what, body) => {
    expect(quarantineReason('starline', body)).toMatch(/^[^\n]{5,200}$/)
  })

  it.each(['', ' \n'])('that is empty (%j) is refused', (body) => {
    expect(read('starline', body)).toMatchObject({ outcome: 'bad-request' })
  })

  it('reads the same for ever', () => {
    for (const body of [state(), [state(), trip(), alarm()], { type: 'x', payload: { plate: 'A1', n: 1 } }]) {
      expect(read('starline', body)).toEqual(read('starline', body))
    }
  })
})
