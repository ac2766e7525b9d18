// What is odd about Umnico's messages: text nested twice, ids of two kinds, attachments of every channel, times, missing parts.
import { describe, expect, it } from 'vitest'
import { eventOf, incoming, outgoing, readWebhook, receivedAt, SENT_MS } from '../../support/umnico-webhook.ts'

const payloadOf = (body: unknown) => eventOf(body).payload as Record<string, unknown>

describe('the text', () => {
  it.each([
    ['nested twice', { message: { text: 'внутри' }, text: 'снаружи' }, 'внутри'],
    ['once only', { message: undefined, text: 'снаружи' }, 'снаружи'],
    ['a number', { message: { text: 4001 } }, '4001'],
    ['nothing, with an attachment', { message: { attachments: [{ type: 'photo' }] } }, ''],
    ['null', { message: { text: null, attachments: [] } }, ''],
    ['with a NUL and half a letter', { message: { text: 'а\u0000б\ud800' } }, 'аб\ufffd'],
  ])('%s', (_how, message, text) => {
    expect(payloadOf(incoming(message))).toMatchObject({ text })
    expect(payloadOf(incoming(message)).bodyMissing).toBeUndefined()
  })

  it.each([
    ['without any message', { message: undefined }],
    ['with null for a message', { message: null }],
  ])('%s it is not lost: the event says where to read it', (_how, root) => {
    expect(payloadOf(incoming({}, root))).toMatchObject({ leadId: '400001', text: '', bodyMissing: true })
    expect(payloadOf(outgoing({}, root))).toMatchObject({ leadId: '400001', text: '', bodyMissing: true })
  })

  it('with an id and no content keeps the id', () => {
    expect(payloadOf(incoming({ message: undefined }))).toMatchObject({ messageId: 'msg-1', text: '', bodyMissing: true })
  })
})

describe('ids', () => {
  it('are the same as numbers and as text', () => {
    const asText = incoming(
      { messageId: '77', sender: { id: '1', customerId: '200001', login: '995000000000' }, source: { realId: '255', saId: '88' } },
      { leadId: '400001' },
    )
    const asNumbers = incoming({
      messageId: 77,
      sender: { id: 1, customerId: 200001, login: 995000000000 },
      source: { realId: 255, saId: 88 },
    })
    const strip = ({ id: _id, ...event }: ReturnType<typeof eventOf>) => event
    expect(strip(eventOf(asNumbers))).toEqual(strip(eventOf(asText)))
  })

  it('keep all their digits', () => {
    const body = JSON.stringify(incoming({ messageId: 'LONG' })).replace('"LONG"', '98765432109876543210')
    expect(payloadOf(body)).toMatchObject({ messageId: '98765432109876543210' })
  })

  it('make a message a duplicate of itself alone', () => {
    const keyOf = (body: unknown) => {
      const reading = readWebhook(body)
      return reading.outcome === 'accepted' ? [reading.dedupeKey, reading.events[0]?.dedupeKey] : reading
    }
    expect(keyOf(incoming())).toEqual(['message.incoming:400001:msg-1', 'umnico:message.incoming:400001:msg-1'])
    expect(keyOf(outgoing())).toEqual(['message.sent:400001:msg-1', 'umnico:message.sent:400001:msg-1'])
    expect(keyOf(incoming({}, { leadId: 5 }))).not.toEqual(keyOf(incoming()))
  })

  it('that are missing are made of the time, and of the delivery nothing is a duplicate when there is no time either', () => {
    expect(readWebhook(incoming({ messageId: undefined }))).toMatchObject({
      dedupeKey: `message.incoming:400001:at-${SENT_MS}`,
      events: [{ payload: { messageId: `at-${SENT_MS}` } }],
    })
    const timeless = readWebhook(incoming({ messageId: undefined, datetime: undefined }))
    expect(timeless).toMatchObject({ outcome: 'accepted', events: [{ payload: { messageId: `at-${receivedAt.getTime()}` } }] })
    expect(timeless).toMatchObject({ dedupeKey: undefined, events: [{ dedupeKey: undefined }] })
  })
})

describe('the time', () => {
  it.each([
    ['a number', SENT_MS, SENT_MS],
    ['text', String(SENT_MS), SENT_MS],
    ['none', undefined, receivedAt.getTime()],
    ['seconds', SENT_MS / 1000, receivedAt.getTime()],
    ['far away', 9e15, receivedAt.getTime()],
    ['words', 'вчера', receivedAt.getTime()],
    ['a thing', {}, receivedAt.getTime()],
  ])('written as %s', (_how, datetime, expected) => {
    expect(Date.parse(eventOf(incoming({ datetime })).timestamp)).toBe(expected)
  })
})

describe('who and where', () => {
  it('a login is a phone in WhatsApp only, and our own number is nobody’s', () => {
    expect(payloadOf(incoming())).toMatchObject({ customerPhone: '995000000000', channel: 'whatsapp2' })
    const telegram = { sender: { login: '995000000000', type: 'telegram' }, sa: { id: 89, type: 'telegram', login: '995000000001' } }
    expect(payloadOf(incoming(telegram)).customerPhone).toBeUndefined()
    expect(payloadOf(incoming({ ...telegram, sender: { phone: '+995555000000', name: 'Тест' } }))).toMatchObject({
      customerPhone: '+995555000000',
      customerName: 'Тест',
    })
    expect(JSON.stringify(eventOf(outgoing()))).not.toContain('995000000001')
  })

  it('the operator is not taken for the client', () => {
    const sent = payloadOf(outgoing({ sender: { id: 15, login: 'operator', name: 'Оператор', phone: '995000000002' } }))
    expect(sent).toMatchObject({ userId: '15' })
    expect(JSON.stringify(sent)).not.toMatch(/operator|Оператор|995000000002/)
  })

  it('a chat without a real id is reached by its id; a comment is told from a message', () => {
    expect(payloadOf(incoming({ source: { id: '10001', type: 'comment' } }))).toMatchObject({
      realId: '10001',
      saId: '88',
      sourceType: 'comment',
    })
  })

  it.each([null, 'x', 5, [], { id: {}, login: [], type: 7 }])('what is no party (%j) is left out', (odd) => {
    expect(payloadOf(incoming({ sender: odd, source: odd, sa: odd }))).toMatchObject({ text: 'Здравствуйте', leadId: '400001' })
  })
})

describe('attachments', () => {
  const attached = (attachments: unknown) => payloadOf(incoming({ message: { text: '', attachments } })).attachments
  const A = 'https://example.com/a.jpg'

  it.each<[string, unknown, unknown]>([
    ['url', { type: 'photo', url: A }, { type: 'photo', url: A }],
    ['link', { type: 'link', link: A }, { type: 'link', url: A }],
    ['src', { type: 'image/jpeg', filename: 'a.jpg', src: A }, { type: 'image/jpeg', url: A }],
    ['media.url', { type: 'photo', media: { id: 123, url: A } }, { type: 'photo', url: A }],
    ['media.src', { type: 'doc', media: { src: A } }, { type: 'doc', url: A }],
    ['media as text', { type: 'doc', media: A }, { type: 'doc', url: A }],
    ['a list of media', { type: 'photo', media: [{ size: 1 }, { link: A }] }, { type: 'photo', url: A }],
    ['another key of media', { type: 'video', media: { preview: A } }, { type: 'video', url: A }],
    ['an empty url beside a good one', { type: 'photo', url: '', src: A }, { type: 'photo', url: A }],
    ['no address at all', { type: 'sticker', fileId: 'BQAC' }, { type: 'sticker' }],
    ['no type', { url: A }, { type: 'unknown', url: A }],
    ['text alone', A, { type: 'unknown', url: A }],
    ['text that is no address', 'BQAC', { type: 'unknown' }],
    ['a script', { type: 'link', url: 'javascript:alert(1)' }, { type: 'link' }],
    ['a file of ours', { type: 'doc', url: 'file:///etc/passwd' }, { type: 'doc' }],
    ['data', { type: 'photo', url: 'data:image/png;base64,AAAA' }, { type: 'photo' }],
    ['no host', { type: 'photo', url: 'http://' }, { type: 'photo' }],
    ['no scheme', { type: 'photo', url: '//example.com/a.jpg' }, { type: 'photo' }],
    ['an endless address', { type: 'photo', url: `https://example.com/${'a'.repeat(4_000)}` }, { type: 'photo' }],
  ])('written as %s', (_how, one, read) => {
    expect(attached([one])).toEqual([read])
    expect(attached(one), 'without a list').toEqual([read])
  })

  it('are counted, each of them, and holes are not', () => {
    expect(attached([{ type: 'photo', url: A }, null, { type: 'audio' }])).toEqual([{ type: 'photo', url: A }, { type: 'audio' }])
    expect(attached({})).toEqual([{ type: 'unknown' }])
    for (const none of [undefined, null, [], '']) expect(attached(none)).toEqual([])
  })

  it('are found beside the text and around it', () => {
    const one = { type: 'photo', url: A }
    expect(payloadOf(incoming({ message: { text: 'x', attachment: one } })).attachments).toEqual([one])
    expect(payloadOf(incoming({ message: undefined, attachments: [one] })).attachments).toEqual([one])
  })
})
