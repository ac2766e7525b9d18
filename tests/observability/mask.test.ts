// Nothing personal and no secret may leave in a log line or a trace.
import { AIMessage, HumanMessage, SystemMessage } from '@langchain/core/messages'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMasker } from '../../src/observability/mask.ts'

const plain = createMasker()
const shown = (value: unknown): string => JSON.stringify(plain.value(value))

it('a picture a model was asked about is told by its size alone', () => {
  const url = `data:image/jpeg;base64,${'A'.repeat(3_000)}`
  const asked = new HumanMessage({
    content: [
      { type: 'text', text: 'The photo:' },
      { type: 'image_url', image_url: { url } },
    ],
  })
  for (const value of [url, { image_url: { url } }, asked, asked.toJSON(), { messages: [[asked]] }]) {
    expect(shown(value)).not.toContain('AAAA')
  }
  expect(shown({ url })).toContain(`[file ${url.length}]`)
})

describe('fields that name a person', () => {
  it.each([
    ['name', 'Иван'],
    ['lastname', 'Тестов'],
    ['first_name', 'Иван'],
    ['last_name', 'Тестов'],
    ['fio', 'Тестов Иван'],
    ['client_name', 'Иван Тестов'],
    ['clientName', 'Иван Тестов'],
    ['customerName', 'Тест Клиент'],
    ['fromName', 'Test Employee'],
    ['responsible', 'Тест Сотрудник'],
    ['login', 'test_user'],
    ['username', 'test_employee'],
    ['phone', '995000000000'],
    ['customerPhone', '5550000'],
    ['email', 'client@example.com'],
    ['receipt_email', 'client@example.com'],
    ['passport_number', 'AB1234'],
    ['driver_license', 'DL-77'],
  ])('hides the value of %s', (field, value) => {
    expect(plain.value({ [field]: value, branch: 'batumi' })).toEqual({ [field]: '***', branch: 'batumi' })
  })

  it('hides both sides of a change, numbers, and whatever lies below', () => {
    const value = {
      changes: { client_name: [null, 'Иван Тестов'], phone: [995000000000, '+995 555 00 00 00'] },
      driver: { id: 5, title: 'x', exp: ['2030'] },
    }
    expect(plain.value(value)).toEqual({
      changes: { client_name: [null, '***'], phone: ['***', '***'] },
      driver: { id: '***', title: '***', exp: ['***'] },
    })
  })

  it('hides a name in the sentences around it, in any case of it', () => {
    const value = { clientName: 'Тестов', summary: 'Встретить Тестова в аэропорту', reason: 'Тестов просил раньше' }
    expect(plain.value(value)).toEqual({ clientName: '***', summary: 'Встретить ***а в аэропорту', reason: '*** просил раньше' })
  })

  it('hides a person’s role and branch with the person, and nowhere else', () => {
    const responsible = { name: 'Тест Сотрудник', role: 'employee', branch: 'batumi' }
    const around = { responsible, branch: 'batumi', type: 'message.employee', said: 'Тест Сотрудник едет' }
    expect(plain.value(around)).toEqual({
      responsible: { name: '***', role: '***', branch: '***' },
      branch: 'batumi',
      type: 'message.employee',
      said: '*** едет',
    })
  })

  it('keeps the names of our own things', () => {
    const value = {
      agents: [{ name: 'booking-controller', status: 'done' }],
      tool: { name: 'car_get' },
      car_name: 'Kia Rio',
      branch_name: 'Batumi',
    }
    expect(plain.value(value)).toEqual(value)
  })
})

describe('free text of people', () => {
  it.each(['text', 'caption', 'html', 'description', 'comment', 'title'])('leaves only the length of %s', (field) => {
    expect(plain.value({ [field]: 'Горит чек, еду в сервис' })).toEqual({ [field]: '[text 23]' })
  })

  it('shows a model’s and our own words, never the client’s', () => {
    const masked = shown([
      [
        new SystemMessage('You route messages.'),
        new HumanMessage('Я Иван, звоните +995 555 12 34 56'),
        new AIMessage('{"agents":["payments"]}'),
      ],
    ])
    expect(masked).toContain('You route messages.')
    expect(masked).toContain('payments')
    expect(masked).not.toContain('Иван')
    expect(masked).not.toContain('555')
  })

  it('masks twice as once', () => {
    const once = plain.value({ text: 'привет', name: 'Иван', reason: 'звонок +995555123456', args: '{"phone":"1"}' })
    expect(plain.value(once)).toEqual(once)
  })
})

describe('telling shapes in any text', () => {
  it.each([
    'звоните +995 555 12 34 56 вечером',
    'тел. +7 (999) 123-45-67',
    'тел. 8 (999) 123-45-67',
    'номер 995000000000',
    'номер 555 12 34 56',
    'пишите на client.one+x@mail.example.com',
    'почта иван@пример.рф',
    'Authorization: Bearer eyJhbGciOi.abc-DEF',
    'POST https://api.telegram.org/bot123456:AAE-abcdefghijklmnopqrstuvwxyz/sendMessage',
    'token 123456:AAE-abcdefghijklmnopqrstuvwxyz',
    'POST /webhooks/rentprog/batumi?t=hunter22',
    'GET /x?a=1&access_token=hunter22',
  ])('hides it: %s', (line) => {
    const masked = plain.text(line)
    expect(masked).toContain('***')
    expect(masked).not.toMatch(/555|123-45|995|mail|пример|eyJ|AAE|hunter22/)
  })

  it.each([
    '0198a1b2-0000-7000-8000-123456789012:issue-assistant-of-batumi:telegram.message:T-120',
    '2030-11-05T10:00:00.000Z',
    '05-11-2030 10:00 — 08-11-2030 10:00',
    '2025-11-05 10:00:00 +0400',
    'thread--1000000000001-77',
    'chat:telegram:-1000000000001:77',
    'at 1919577600000 ms, 1760000000 s',
    'booking:700001 car 80001 total 450.00',
    'POST /api/events/0198a1b2-0000-7000-8000-000000000001/replay',
  ])('leaves what is no such thing: %s', (line) => {
    expect(plain.text(line)).toBe(line)
  })

  it('hides configured secrets wherever they stand, whole', () => {
    const masker = createMasker({ secrets: ['sandbox-tbilisi', 's3cr$t.(x)'] })
    expect(masker.text('url/sandbox-tbilisi/xs3cr$t.(x)y')).toBe('url/***/x***y')
    expect(masker.value({ header: ['s3cr$t.(x)'] })).toEqual({ header: ['***'] })
  })

  it('reads JSON inside a string', () => {
    expect(plain.value({ arguments: '{"name":"Иван","bookingId":700001}' })).toEqual({ arguments: '{"name":"***","bookingId":700001}' })
  })

  it('masks the message of an error, and the stack that repeats it', () => {
    const masked = plain.value({ error: new Error('no client with +995555123456'), clientName: 'Иван' }) as {
      error: { message: string; stack: string }
    }
    expect(masked.error.message).toBe('no client with ***')
    expect(masked.error.stack).not.toContain('995')
  })
})

describe('any value', () => {
  it('survives cycles, depth, size and odd kinds', () => {
    const cyclic: Record<string, unknown> = {
      branch: 'batumi',
      at: new Date(0),
      bytes: Buffer.from('abc'),
      big: 5n,
      set: new Set([1]),
      map: new Map([['phone', '1']]),
    }
    cyclic.self = cyclic
    let deep: unknown = 'end'
    for (let i = 0; i < 100; i++) deep = { deep }
    expect(plain.value(cyclic)).toEqual({
      branch: 'batumi',
      at: '1970-01-01T00:00:00.000Z',
      bytes: '[3 bytes]',
      big: '5',
      set: [1],
      map: { phone: '***' },
      self: '[cycle]',
    })
    expect(shown(deep)).toContain('[…]')
    expect(shown(Array.from({ length: 50_000 }, () => ({ a: 1 }))).length).toBeLessThan(1_000_000)
    expect(plain.text('я'.repeat(100_000)).length).toBeLessThan(10_000)
  })

  it('does not change what it was given, and cannot reach a prototype', () => {
    const value = Object.freeze({ name: 'Иван', rest: Object.freeze(['+995555123456']) })
    plain.value(value)
    expect(value).toEqual({ name: 'Иван', rest: ['+995555123456'] })
    plain.value(JSON.parse('{"__proto__":{"polluted":true}}'))
    expect({}).not.toHaveProperty('polluted')
  })

  it('never throws and never lets a phone or an e-mail through', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (value, around) => {
        const masked = JSON.stringify(plain.value({ value, note: `${around} client@example.com +995555123456 ` }))
        return !masked.includes('client@example.com') && !masked.includes('995555123456')
      }),
    )
  })

  it('takes no longer for text made to be slow', () => {
    const hostile = ['a@'.repeat(30_000), '1 '.repeat(30_000), `+${'1 -'.repeat(20_000)}`, 'a.'.repeat(30_000), `{${'"a":'.repeat(10_000)}`]
    const started = performance.now()
    for (const line of hostile) plain.text(line)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('a masker that remembers', () => {
  it('hides in later values the names it met before, and forgets the oldest', () => {
    const masker = createMasker({ remember: 2 })
    masker.value({ clientName: 'Тестов' })
    expect(masker.value({ reason: 'Тестов ждёт' })).toEqual({ reason: '*** ждёт' })
    masker.value({ staff: [{ name: 'Первый' }, { name: 'Второй' }] })
    expect(masker.value({ reason: 'Тестов ждёт, Второй едет' })).toEqual({ reason: 'Тестов ждёт, *** едет' })
  })
})
