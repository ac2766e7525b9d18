// What the Telegram door makes of every kind of update: the reading table, example by example.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Update } from 'grammy/types'
import { describe, expect, it } from 'vitest'
import { createEvent, type EventType, type NewEvent } from '../../../src/events/index.ts'
import type { Reading } from '../../../src/ingress/source.ts'
import { telegramSource } from '../../../src/ingress/sources/telegram.ts'
import { EMPLOYEE, FORUM, passedOver, presses, says, sendsPhoto, TOPIC, understood } from '../../support/telegram-updates.ts'

const source = telegramSource({ secrets: ['new', 'old'], token: '100000099:sandbox' })
const receivedAt = new Date('2030-11-05T08:00:00.000Z')
const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/webhooks/telegram')

const read = (body: unknown): Reading =>
  source.read({
    source: 'telegram',
    door: 'main',
    headers: {},
    query: {},
    raw: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    receivedAt,
  })

function eventIn(update: unknown): NewEvent {
  const reading = read(update)
  if (reading.outcome !== 'accepted') throw new Error(`${reading.outcome}: ${reading.reason}`)
  expect(reading.events).toHaveLength(1)
  return reading.events[0] as NewEvent
}

describe('the examples', () => {
  it.each([
    ['', understood],
    ['ignored', passedOver],
  ])('on the disk are what grammY says an update is (%s)', (folder, examples: Record<string, Update>) => {
    for (const [name, update] of Object.entries(examples))
      expect(JSON.parse(readFileSync(path.join(FIXTURES, folder, `${name}.json`), 'utf8')), name).toEqual(update)
  })
})

const inForum = { chatId: FORUM.id, chatType: 'supergroup' }
const inTopic = { ...inForum, threadId: TOPIC }
const byEmployee = { fromId: EMPLOYEE.id, fromName: 'Test Employee' }
const inPrivate = { chatId: EMPLOYEE.id, chatType: 'private' }
const said = (place: object, messageId: number, text: string, rest: object = {}) => ({
  ...place,
  ...byEmployee,
  messageId,
  text,
  edited: false,
  ...rest,
})
const uploaded = (messageId: number, kind: string, mark: string, rest: object = {}) => ({
  ...inTopic,
  ...byEmployee,
  messageId,
  caption: '',
  files: [{ kind, fileId: `FILEID_${mark}`, fileUniqueId: `UNIQ_${mark}`, messageId }],
  ...rest,
})
const changed = (change: string, rest: object = {}) => ({ ...inForum, title: FORUM.title, change, ...rest })
const largest = (mark: string, messageId: number) => ({
  kind: 'photo',
  fileId: `FILEID_SYNTH_L${mark}`,
  fileUniqueId: `UNIQ_L${mark}`,
  messageId,
})

const TABLE: Record<keyof typeof understood, readonly [EventType, object]> = {
  'message.topic_text': ['message.employee', said(inTopic, 1001, 'Горит чек, еду в сервис')],
  'message.photo_album_1': [
    'photo.uploaded',
    uploaded(1002, 'photo', '', { mediaGroupId: '13000000000000001', caption: 'Выдача, бронь 500123', files: [largest('', 1002)] }),
  ],
  'message.photo_album_2': [
    'photo.uploaded',
    uploaded(1003, 'photo', '', { mediaGroupId: '13000000000000001', files: [largest('2', 1003)] }),
  ],
  callback_query: [
    'callback.button',
    { ...inForum, threadId: 5, ...byEmployee, callbackQueryId: '4000000000000000001', messageId: 900, data: 'p:a1b2:wash' },
  ],
  'message.private_start': ['message.employee', said(inPrivate, 1, '/start')],
  'my_chat_member.demoted': ['chat.changed', changed('demoted')],
  'my_chat_member.promoted': ['chat.changed', changed('promoted')],
  'my_chat_member.added': ['chat.changed', changed('added')],
  'my_chat_member.removed': ['chat.changed', changed('removed')],
  'my_chat_member.restricted_in': ['chat.changed', changed('added')],
  'message.migrate_to': [
    'chat.changed',
    { chatId: -4000001, chatType: 'group', title: 'Branch_batumi', change: 'migrated', migratedTo: -1000000000002 },
  ],
  'message.general_text': ['message.employee', said(inForum, 1010, 'Всем доброе утро')],
  'message.general_reply': ['message.employee', said(inForum, 1011, 'И вам', { replyToMessageId: 1010 })],
  'message.topic_first': ['message.employee', said(inTopic, 1012, 'Первое слово в теме')],
  'message.topic_reply': ['message.employee', said(inTopic, 1013, 'Сделал', { replyToMessageId: 1001 })],
  'edited_message.text': ['message.employee', said(inTopic, 1001, 'Горит чек, уже в сервисе', { edited: true })],
  'edited_message.caption': ['message.employee', said(inTopic, 1002, 'Выдача, бронь 500124', { edited: true })],
  'message.photo': ['photo.uploaded', uploaded(1020, 'photo', '', { caption: 'Бронь 4001, кузов', files: [largest('3', 1020)] })],
  'message.document': [
    'photo.uploaded',
    uploaded(1021, 'document', 'DOC', {
      files: [{ kind: 'document', fileId: 'FILEID_DOC', fileUniqueId: 'UNIQ_DOC', name: 'IMG_0001.HEIC', messageId: 1021 }],
    }),
  ],
  'message.video': ['photo.uploaded', uploaded(1022, 'video', 'VID')],
  'message.animation': ['photo.uploaded', uploaded(1023, 'video', 'GIF')],
  'message.video_note': [
    'photo.uploaded',
    {
      ...inPrivate,
      ...byEmployee,
      messageId: 1024,
      caption: '',
      files: [{ kind: 'video', fileId: 'FILEID_NOTE', fileUniqueId: 'UNIQ_NOTE', messageId: 1024 }],
    },
  ],
  'message.voice_with_caption': ['message.employee', said(inPrivate, 1025, 'Бронь 4001 выдана')],
  'callback_query.inaccessible': [
    'callback.button',
    { ...inForum, ...byEmployee, callbackQueryId: '4000000000000000002', messageId: 12, data: 'is|700001|wash' },
  ],
}

describe('an update', () => {
  it.each(Object.entries(TABLE))('%s becomes its event', (name, [type, payload]) => {
    const update: Update = understood[name as keyof typeof understood]
    const event = eventIn(update)
    expect(event).toMatchObject({ type, source: 'telegram', dedupeKey: `telegram:100000099:${update.update_id}` })
    const full = createEvent(event, receivedAt)
    expect(full.payload).toEqual(payload)
    expect(full.payload).not.toHaveProperty('replyToMessageId', undefined)
  })

  it.each(Object.keys(passedOver))('%s is passed over on purpose, with a reason', (name) => {
    const update: Update = passedOver[name as keyof typeof passedOver]
    expect(read(update)).toEqual({
      outcome: 'ignored',
      dedupeKey: `100000099:${update.update_id}`,
      reason: expect.stringMatching(/^(?!.*(carries nothing|do not know)).{5,120}$/),
    })
  })

  it('of a kind that was invented later is passed over, and the kind is named', () => {
    expect(read({ update_id: 1, telepathy: { from: EMPLOYEE } })).toMatchObject({
      outcome: 'ignored',
      reason: 'an update of a kind we do not know: telepathy',
      dedupeKey: '100000099:1',
    })
    expect(read({ update_id: 2 })).toMatchObject({ outcome: 'ignored', reason: 'an update that carries nothing' })
    expect(read({ update_id: 3, message: { ...says('x').message, text: undefined, hologram: {} } })).toMatchObject({
      outcome: 'ignored',
      reason: 'a message that carries nothing we act on',
    })
  })
})

describe('time', () => {
  it('is when it was written, edited or changed; of a press, when it came', () => {
    expect(eventIn(understood['message.topic_text']).timestamp).toBe('2025-10-09T08:53:20.000Z')
    expect(eventIn(understood['edited_message.text']).timestamp).toBe('2025-10-09T08:54:20.000Z')
    expect(eventIn(understood['my_chat_member.demoted']).timestamp).toBe('2025-10-09T08:53:20.000Z')
    expect(eventIn(understood.callback_query).timestamp).toBe(receivedAt.toISOString())
  })
})

describe('a press', () => {
  const forwardedBy = (over: object) => {
    const update = presses('ap|abcdefghij|yes')
    Object.assign(update.callback_query?.message ?? {}, over)
    return (eventIn(update).payload as { forwarded?: boolean }).forwarded
  }
  it.each([
    ['of a message of ours', {}, undefined],
    ['of one that was forwarded', { forward_origin: { type: 'hidden_user', sender_user_name: 'x', date: 1 } }, true],
    ['of one that a person sent', { from: EMPLOYEE }, true],
  ])('%s says so', (_what, over, forwarded) => {
    expect(forwardedBy(over)).toBe(forwarded)
  })
})

describe('an album', () => {
  it('waits a moment for its other parts, and they join it', () => {
    for (const part of ['message.photo_album_1', 'message.photo_album_2'] as const)
      expect(eventIn(understood[part])).toMatchObject({
        notBefore: '2030-11-05T08:00:01.500Z',
        slot: 'album:13000000000000001',
        join: true,
      })
  })

  it('keeps the order in which people see it, whichever part came first', () => {
    const files = [7, 3, 5].map((messageId) => ({ ...largest(String(messageId), messageId), kind: 'photo' as const }))
    const event = createEvent({ type: 'photo.uploaded', payload: { chatId: 1, fromId: 1, messageId: 7, files } }, receivedAt)
    expect(event.payload).toMatchObject({ files: [{ messageId: 3 }, { messageId: 5 }, { messageId: 7 }] })
  })

  it('of one photo is no album', () => {
    const event = eventIn(sendsPhoto('x'))
    expect(event).not.toHaveProperty('notBefore')
    expect(event).not.toHaveProperty('join')
  })
})

describe('what is not understood', () => {
  it.each([
    ['not JSON', 'привет'],
    ['cut off', '{"update_id":1,"message":{"message_id":1'],
    ['a list', '[]'],
    ['null', 'null'],
    ['without a number', JSON.stringify({ message: says('x').message })],
    ['with a number in words', JSON.stringify({ ...says('x'), update_id: 'one' })],
    ['a message from nowhere', JSON.stringify({ update_id: 1, message: { text: 'x' } })],
    ['a message with a chat of letters', JSON.stringify({ update_id: 1, message: { ...says('x').message, chat: { id: 'x' } } })],
    [
      'an id of 64 bits',
      '{"update_id":1,"message":{"message_id":1,"date":1,"text":"x","chat":{"id":12345678901234567890,"type":"private"}}}',
    ],
    ['a date after the end of time', JSON.stringify({ update_id: 1, message: { ...says('x').message, date: 9e15 } })],
    ['a photo without sizes', JSON.stringify({ update_id: 1, message: { ...sendsPhoto('x').message, photo: [] } })],
    ['too deep', `{"update_id":1,"message":${'{"reply_to_message":'.repeat(100)}1${'}'.repeat(100)}}`],
  ])('%s: is kept with a reason', (_what, body) => {
    expect(read(body)).toEqual({ outcome: 'quarantined', reason: expect.stringMatching(/^[^\n]{5,250}$/) })
  })

  it('bytes that are no UTF-8 are kept too', () => {
    expect(
      source.read({ source: 'telegram', door: 'main', headers: {}, query: {}, raw: Buffer.from([0x7b, 0xff, 0x7d]), receivedAt }),
    ).toEqual({
      outcome: 'quarantined',
      reason: 'the body is not UTF-8',
    })
  })

  it.each(['', ' \n '])('an empty body is no update (%j)', (body) => {
    expect(read(body)).toEqual({ outcome: 'bad-request', reason: 'the body is empty' })
  })

  it('what Postgres cannot keep is taken out of the text', () => {
    const text = eventIn(says('до\u0000после \ud800!')).payload
    expect(text).toMatchObject({ text: 'допосле \ufffd!' })
  })
})

describe('the secret', () => {
  const verify = (header: unknown) =>
    source.verify({
      door: 'main',
      headers: header === undefined ? {} : { 'x-telegram-bot-api-secret-token': header as string },
      query: { t: 'new' },
      raw: Buffer.from('{}'),
      receivedAt,
    })

  it('stands in the header, in one of its two live values', () => {
    expect([verify('new'), verify('old')]).toEqual(['ok', 'ok'])
    for (const wrong of [undefined, '', 'guess', 'new,old', 'new ', ['new', 'old']]) expect(verify(wrong)).toBe('unsigned')
  })
})

it('the same number of another bot is another update', () => {
  const other = telegramSource({ secrets: ['x'], token: '100000100:sandbox' })
  const raw = Buffer.from(JSON.stringify(presses('du|1|ok')))
  const delivery = { source: 'telegram', door: 'main', headers: {}, query: {}, raw, receivedAt } as const
  const keys = [source, other].map((door) => door.read(delivery)).map((reading) => 'dedupeKey' in reading && reading.dedupeKey)
  expect(new Set(keys).size).toBe(2)
})
