// Every type Umnico sends has a line: an event, or a reason why not. What nobody knows is kept for a person.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { eventOf, outgoing, readWebhook, receivedAt, source } from '../../support/umnico-webhook.ts'

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/webhooks/umnico')
const fixture = (name: string): Buffer => readFileSync(path.join(FIXTURES, `${name}.json`))

describe('the door', () => {
  const knock = (t?: string) => source.verify({ door: 'main', headers: {}, query: { t }, raw: Buffer.alloc(0), receivedAt })

  it('has one URL and takes bodies up to 256 KiB', () => {
    expect(source).toMatchObject({ id: 'umnico', path: '/webhooks/umnico', maxBytes: 262_144 })
  })

  it('opens to either of two secrets, and to nothing else', () => {
    expect(['old-secret', 'new-secret'].map(knock)).toEqual(['ok', 'ok'])
    expect([undefined, '', 'old-secre', 'old-secret,new-secret'].map(knock)).toEqual(Array(4).fill('unsigned'))
  })
})

describe('what becomes an event', () => {
  it.each([
    [
      'message_incoming.text',
      'message.incoming',
      {
        leadId: '400001',
        messageId: 'msg-test-0001',
        text: 'Здравствуйте, где забрать машину?',
        attachments: [],
        channel: 'whatsapp2',
        customerId: '200001',
        customerPhone: '995000000000',
        login: '995000000000',
        realId: '255',
        saId: '88',
        sourceType: 'message',
        isNewLead: true,
        isNewCustomer: false,
      },
    ],
    [
      'message_incoming.attachment',
      'message.incoming',
      {
        leadId: '400001',
        messageId: 'msg-test-0002',
        text: '',
        attachments: [{ type: 'photo', url: 'https://example.com/photo.jpg' }],
        channel: 'telegram',
        customerId: '200001',
        login: 'test_user',
        realId: 'tg-255',
        saId: '89',
        sourceType: 'message',
        isNewLead: false,
        isNewCustomer: false,
      },
    ],
    [
      'message_incoming.without_body',
      'message.incoming',
      {
        leadId: '400001',
        messageId: `at-${receivedAt.getTime()}`,
        text: '',
        attachments: [],
        bodyMissing: true,
        isNewLead: false,
        isNewCustomer: false,
      },
    ],
    [
      'message_outgoing',
      'message.sent',
      {
        leadId: '400001',
        messageId: 'msg-test-0003',
        text: 'Добрый день! Адрес отправили.',
        attachments: [],
        channel: 'whatsapp2',
        realId: '255',
        saId: '88',
        sourceType: 'message',
        userId: '15',
        customId: 'jarvis:out:0001',
      },
    ],
  ])('%s', (name, type, payload) => {
    expect(eventOf(fixture(name))).toEqual(
      expect.objectContaining({
        type,
        source: 'umnico',
        subject: 'chat:umnico:400001',
        payload: expect.toSatisfy((p) => same(p, payload)),
      }),
    )
  })

  /** Absent and undefined are the same in JSON. */
  const same = (a: unknown, b: unknown) => {
    expect(JSON.parse(JSON.stringify(a))).toEqual(b)
    return true
  }
})

describe('what is ignored on purpose', () => {
  it.each([
    ['lead_created', /first message/],
    ['lead_changed', /for the people in Umnico/],
    ['lead_changed_status', /bookings live in RentProg/],
    ['customer_created', /no event of ours carries them/],
    ['customer_changed', /no event of ours carries them/],
    ['integration_created', /was connected/],
  ])('%s, silently', (name, reason) => {
    expect(readWebhook(fixture(`ignored/${name}`))).toEqual({ outcome: 'ignored', reason: expect.stringMatching(reason) })
  })

  it('a channel that was disconnected, but a person hears of it', () => {
    const alerts = [
      'В Umnico отключили канал whatsapp2 88: сообщения клиентов оттуда больше не приходят. Если это случайно, подключите его снова.',
    ]
    expect(readWebhook(fixture('ignored/integration_deleted'))).toMatchObject({ outcome: 'ignored', alerts })
  })

  it.each([
    [{}, 'один из каналов'],
    [{ integration: { id: 5 } }, 'канал 5'],
    [{ sa: { id: 7, type: 'telebot' } }, 'канал telebot 7'],
    [{ integrationId: 1, id: 9 }, 'канал 9'],
    [{ integration: { type: '<b>x</b> https://evil.example', id: 'a b' } }, 'один из каналов'],
  ])('and whatever its payload %j says is short and plain', (payload, words) => {
    const reading = readWebhook({ type: 'integration.deleted', ...payload })
    expect(reading).toMatchObject({ alerts: [expect.stringContaining(`отключили ${words}:`)] })
  })
})

describe('our own messages', () => {
  const EVENT = '01930000-0000-7000-8000-000000000001'

  it.each([`${EVENT}:client-chats:umnico.reply:main`, `${EVENT}:payments:umnico.reply:link:2`])(
    '%s come back and make no echo',
    (customId) => {
      expect(readWebhook(outgoing({ customId }))).toEqual({
        outcome: 'ignored',
        reason: 'our own message, which its receipt has told us already',
        dedupeKey: 'message.sent:400001:msg-1',
      })
      expect(readWebhook(outgoing({}, { customId })).outcome).toBe('ignored')
    },
  )

  it.each(['jarvis:out:0001', 'main', EVENT, `${EVENT}:client-chats`, `x${EVENT}:client-chats:umnico.reply:main`])(
    'another program’s mark %s is its own affair',
    (customId) => {
      expect(eventOf(outgoing({ customId }))).toMatchObject({ type: 'message.sent', payload: { customId } })
    },
  )

  it('a client cannot hide behind such a mark', () => {
    expect(
      eventOf({ ...outgoing({ incoming: true, customId: `${EVENT}:client-chats:umnico.reply:main` }), type: 'message.incoming' }),
    ).toMatchObject({
      type: 'message.incoming',
    })
  })
})

describe('what nobody understands', () => {
  it.each([
    ['a type nobody knows', { type: 'message.deleted', leadId: 1 }, 'unknown type "message.deleted"'],
    ['a type that is a part of JavaScript', { type: 'constructor' }, 'unknown type "constructor"'],
    ['no type', { leadId: 1 }, 'the body names no type'],
    ['a number as type', { type: 5 }, 'the body names no type'],
    ['a list', [outgoing()], 'the body is not a JSON object'],
    ['no JSON', '{"type":', 'the body is not JSON'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'the body is not UTF-8'],
    ['a conversation without an id', outgoing({}, { leadId: undefined }), 'the message cannot be read: leadId: Invalid input'],
    ['an id that is a thing', outgoing({ messageId: {} }), 'the message cannot be read: message.messageId: Invalid input'],
    [
      'an endless id',
      outgoing({ messageId: 'x'.repeat(201) }),
      'the message cannot be read: message.messageId: Too big: expected string to have <=200 characters',
    ],
    ['a text that is a thing', outgoing({ message: { text: {} } }), 'the message cannot be read: message.message.text: Invalid input'],
    ['two directions at once', outgoing({ incoming: true }), 'the type says one direction of the message, the message says the other'],
  ])('%s is kept for a person', (_what, body, reason) => {
    expect(readWebhook(body)).toEqual({ outcome: 'quarantined', reason })
  })

  it('depth beyond reason is kept too', () => {
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
    expect(readWebhook(`{"type":"message.incoming","leadId":1,"message":${deep}}`)).toMatchObject({ outcome: 'quarantined' })
  })

  it.each(['', ' \n '])('but an empty body %j is no webhook', (body) => {
    expect(readWebhook(body)).toEqual({ outcome: 'bad-request', reason: 'the body is empty' })
  })
})
