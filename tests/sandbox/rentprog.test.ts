// RentProg's public API as the sandbox speaks it.
import { describe, expect, it } from 'vitest'
import { bearer, sandboxForThisFile } from './harness.ts'

let now = new Date('2030-11-05T06:30:00Z')
const { ask } = sandboxForThisFile({ now: () => now })
const BASE = '/rentprog/api/v1/public'

type Row = Record<string, unknown> & { id: number }

async function token(branch: string): Promise<string> {
  return (await ask<{ token: string }>(`${BASE}/get_token?company_token=sandbox-${branch}`)).body.token
}
const as = async (branch: string) => {
  const headers = bearer(await token(branch))
  return <T = Row>(path: string, asked = {}) => ask<T>(`${BASE}${path}`, { headers, ...asked })
}

describe('tokens', () => {
  it('come with the moment they expire, and are needed', async () => {
    const { body } = await ask<{ token: string; exp: string }>(`${BASE}/get_token?company_token=sandbox-batumi`)
    expect(body.token.split('.')).toHaveLength(3)
    expect(body.exp).toBe('2030-11-05T06:34:00.000+00:00')
    expect(await ask(`${BASE}/users`)).toMatchObject({ status: 401, body: { error: 'Unauthorized' } })
    expect((await ask(`${BASE}/get_token?company_token=wrong`)).status).toBe(401)
  })

  it('are taken with and without the word Bearer', async () => {
    const bare = await token('batumi')
    expect((await ask(`${BASE}/users`, { headers: { authorization: bare } })).status).toBe(200)
    expect((await ask(`${BASE}/users`, { headers: bearer(bare) })).status).toBe(200)
  })

  it('stop working when they expire', async () => {
    const batumi = await as('batumi')
    const before = now
    now = new Date(now.getTime() + 240_000)
    const late = await batumi('/users')
    now = before
    expect(late.status).toBe(401)
  })
})

describe('bookings', () => {
  it('carry the fields of the live system, flat', async () => {
    const { body } = await (await as('batumi'))('/bookings/700001')
    expect(body).toMatchObject({
      id: 700001,
      number: 4001,
      car_id: 80001,
      car_name: 'Toyota Prius',
      client_id: 60001,
      first_name: 'Иван',
      last_name: 'Тестов',
      start_date: '05-11-2030 13:30',
      start_date_formatted: '2030-11-05T13:30:00.000+04:00',
      end_date: '08-11-2030 10:00',
      state: 'Активная',
      active: true,
      in_rent: false,
      ride: false,
      archive: false,
      technical: false,
      repair: false,
      responsible: 'Тест Сотрудник',
      responsible_id: 90001,
      start_worker_id: null,
      end_worker_id: null,
      deposit: 100,
      insurance: 30,
      equipment: 0,
    })
    expect(body).not.toHaveProperty('branch')
  })

  it('write the hour without a leading zero', async () => {
    const { body } = await (await as('batumi'))('/booking?id=700003')
    expect(body).toMatchObject({ start_date: '06-11-2030 9:00', start_date_formatted: '2030-11-06T09:00:00.000+04:00' })
  })

  it('are the same by every way to one of them, and absent to another branch', async () => {
    const batumi = await as('batumi')
    for (const path of ['/bookings/700005', '/booking/700005', '/booking?id=700005'])
      expect((await batumi(path)).body.id, path).toBe(700005)
    expect((await (await as('tbilisi'))('/bookings/700005')).status).toBe(404)
    expect(await batumi('/bookings/1')).toMatchObject({ status: 404, body: { error: 'Not found' } })
  })

  it('come ten to a page whatever is asked, only those of the company', async () => {
    for (let i = 0; i < 6; i++) {
      const body = { branch: 'kutaisi', car_id: 82001, client_id: 60001, start_date: '+9d', end_date: '+10d', active: true, state: 'Новая' }
      await ask(`/_world/bookings/${790001 + i}`, { body })
    }
    const kutaisi = await as('kutaisi')
    const first = (await kutaisi<Row[]>('/all_bookings?per_page=100')).body
    const second = (await kutaisi<Row[]>('/all_bookings?page=2&per_page=100')).body
    expect([first.length, second.length]).toEqual([10, 2])
    expect([...first, ...second].every(({ id }) => id >= 720000 && id < 799999)).toBe(true)
    expect((await kutaisi<Row[]>('/all_bookings?page=3')).body).toEqual([])
  })

  it('are told apart by being active, and found by name, number or id', async () => {
    const batumi = await as('batumi')
    const ids = async (path: string) => (await batumi<Row[]>(path)).body.map(({ id }) => id)
    expect(await ids('/active_bookings')).not.toContain(700006)
    expect(await ids('/unactive_bookings')).toEqual([700006, 700008])
    expect(await ids('/search_bookings?query=700007')).toEqual([700007])
    expect(await ids('/search_bookings?query=Тестов')).toEqual([700001, 700004])
  })

  it('are changed by query and body, with the types they have', async () => {
    const batumi = await as('batumi')
    const changed = await batumi('/update_booking?booking_id=700004&state=Активная&in_rent=false&total=500.5&responsible_id=90003', {
      method: 'POST',
    })
    expect(changed).toMatchObject({
      status: 200,
      body: {
        id: 700004,
        state: 'Активная',
        in_rent: false,
        total: 500.5,
        responsible_id: 90003,
        responsible: 'Нино Лагидзе',
        updated_from_api: true,
      },
    })
    const body = { description: 'рейс 10:00', start_date: '12-11-2030 8:15' }
    await batumi('/update_booking?booking_id=700004', { body })
    expect((await batumi('/bookings/700004')).body).toMatchObject({ ...body, start_date_formatted: '2030-11-12T08:15:00.000+04:00' })
  })

  it('refuse what they cannot be', async () => {
    const batumi = await as('batumi')
    expect((await batumi('/update_booking', { body: { state: 'Новая' } })).status).toBe(422)
    expect((await batumi('/update_booking?booking_id=700004', { body: { state: 'Завершена' } })).status).toBe(422)
    expect((await batumi('/update_booking?booking_id=700004', { body: { start_date: 'завтра' } })).status).toBe(422)
    expect((await batumi('/update_booking?booking_id=710001', { body: { state: 'Новая' } })).status).toBe(404)
  })
})

describe('cars, clients, users', () => {
  it('lists cars as a bare array with plates as numbers', async () => {
    const tbilisi = await as('tbilisi')
    const { body } = await tbilisi<Row[]>('/all_cars_full?limit=2&page=2')
    expect(body.map(({ id }) => id)).toEqual([81003, 81004])
    expect(body[0]).toMatchObject({
      number: 'BB-003-TB',
      company_id: 91001,
      state: 1,
      clean_state: true,
      prices: [{ car_id: 81003, season_id: 1 }],
    })
    expect(body[0]).not.toHaveProperty('plate')
    expect((await tbilisi<Row[]>('/all_cars_full?id=81002')).body.map(({ id }) => id)).toEqual([81002])
    expect((await tbilisi('/cars/80001')).status).toBe(404)
    expect((await tbilisi<Row[]>('/search_cars?query=rav')).body.map(({ id }) => id)).toEqual([81001])
  })

  it('shows a client to every branch', async () => {
    for (const branch of ['tbilisi', 'batumi']) {
      expect((await (await as(branch))('/clients/60001')).body).toMatchObject({
        id: 60001,
        name: 'Иван',
        lastname: 'Тестов',
        fio: 'Тестов Иван',
      })
    }
    const found = await (await as('kutaisi'))<Row[]>('/search_clients?query=John')
    expect(found.body.map(({ id }) => id)).toEqual([60004])
  })

  it('shows the people of the branch and of the company, with their cash', async () => {
    const { body } = await (await as('batumi'))<Row[]>('/users')
    expect(body.map(({ id }) => id)).toEqual([90001, 90003, 90002, 90041, 90042, 90043])
    expect(body[0]).toEqual({
      id: 90001,
      name: 'Тест Сотрудник',
      email: 'staff90001@example.com',
      role: 'user',
      active: true,
      currency_accounts: [
        { currency_id: 39, cash: 320 },
        { currency_id: 1, cash: 50 },
        { currency_id: 3, cash: 0 },
      ],
    })
  })
})
