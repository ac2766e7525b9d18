// Files that stand in Telegram already, sent on: as albums Telegram takes, to the right place, once.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { albumsOf } from '../../src/effects/handlers/media.ts'
import { policy } from '../../src/effects/policy.ts'
import { Refused, Unavailable } from '../../src/errors.ts'
import { type HandlersWorld, handlersWorld } from './handlers-world.ts'

const BATUMI = -1000000000001
const HQ = -1000000000003
const CAR = { to: 'car', carId: 80001, branch: 'batumi' } as const
const EMPLOYEE = 100000001
const MANAGER = 100000002

let world: HandlersWorld
beforeAll(async () => {
  world = await handlersWorld()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

type Kind = 'photo' | 'document' | 'video'
const file = (fileId: string, kind: Kind = 'photo') => ({ kind, fileId })
const photos = (count: number, mark = 'F') => Array.from({ length: count }, (_, index) => file(`${mark}${index + 1}`))
const calls = async () => (await world.calls('telegram')).map(({ path, body, status }) => ({ method: path.slice(1), body, status }))
const methods = async () => (await calls()).map(({ method }) => method)

describe('albums', () => {
  it.each([
    [1, [1]],
    [2, [2]],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
  ])('of %i files are cut into %j', (count, lengths) => {
    expect(albumsOf({ files: photos(count) }).map(({ files }) => files.length)).toEqual(lengths)
  })

  it('keep documents apart from photos and videos, each with the caption', () => {
    const files = [file('D1', 'document'), file('F1'), file('V1', 'video'), file('D2', 'document')]
    expect(albumsOf({ caption: 'Кузов', files })).toEqual([
      { caption: 'Кузов', files: [file('F1'), file('V1', 'video')] },
      { caption: 'Кузов', files: [file('D1', 'document'), file('D2', 'document')] },
    ])
  })
})

describe('files', () => {
  it('go into the topic of the car, in the branch and at headquarters, and every message is remembered', async () => {
    const albums = [{ caption: '📷 <b>Фото кузова</b>', files: photos(3) }]
    const branch = await world.perform('telegram.media', { place: CAR, albums })
    const hq = await world.perform('telegram.media', { place: { to: 'hq-car', carId: 80001 }, albums })
    expect(branch.receipt).toMatchObject({ chatId: BATUMI, threadId: 77 })
    expect(hq.receipt).toMatchObject({ chatId: HQ, threadId: 12 })
    const [sent] = await calls()
    expect(sent).toMatchObject({ method: 'sendMediaGroup', body: { chat_id: BATUMI, message_thread_id: 77 } })
    expect((sent?.body as { media: unknown } | undefined)?.media).toEqual([
      { type: 'photo', media: 'F1', caption: '📷 <b>Фото кузова</b>', parse_mode: 'HTML' },
      { type: 'photo', media: 'F2' },
      { type: 'photo', media: 'F3' },
    ])
    const ids = branch.receipt.messageIds as number[]
    const standing = (await world.messages(BATUMI)).filter(({ message_id }) => ids.includes(message_id))
    expect(standing.map(({ caption, photo, message_thread_id }) => [caption, photo?.[0]?.file_id, message_thread_id])).toEqual([
      ['📷 Фото кузова', 'F1', 77],
      [undefined, 'F2', 77],
      [undefined, 'F3', 77],
    ])
    expect(new Set(standing.map(({ media_group_id }) => media_group_id)).size).toBe(1)
  })

  it.each([
    ['photo', 'sendPhoto'],
    ['document', 'sendDocument'],
    ['video', 'sendVideo'],
  ] as const)('a single %s goes by %s, with its effect key', async (kind, method) => {
    const { key, receipt } = await world.perform('telegram.media', {
      place: CAR,
      albums: [{ caption: 'Техпаспорт &amp; страховка', files: [file('ONE', kind)] }],
    })
    const [call] = await world.calls('telegram')
    expect(call).toMatchObject({ path: `/${method}`, effectKey: key, body: { [kind]: 'ONE', parse_mode: 'HTML' } })
    expect(receipt.messageIds).toHaveLength(1)
    expect((await world.messages(BATUMI)).at(-1)?.caption).toBe('Техпаспорт & страховка')
  })

  it('several albums leave in order, each with what Telegram takes', async () => {
    const albums = [
      { caption: 'Кузов', files: photos(12) },
      { caption: 'Приборка', files: [file('P1'), file('D1', 'document')] },
    ]
    const { receipt } = await world.perform('telegram.media', { place: CAR, albums })
    expect(await methods()).toEqual(['sendMediaGroup', 'sendMediaGroup', 'sendPhoto', 'sendDocument'])
    expect(receipt.messageIds).toHaveLength(14)
  })

  it('one that Telegram no longer takes does not hold up the others', async () => {
    const files = [file('F1'), file('not a file id'), file('F3')]
    const { receipt } = await world.perform('telegram.media', { place: CAR, albums: [{ caption: 'Кузов', files }] })
    expect(receipt).toMatchObject({ messageIds: [expect.any(Number), expect.any(Number)], refused: 1 })
    expect(await methods()).toEqual(['sendMediaGroup', 'sendPhoto', 'sendPhoto', 'sendDocument', 'sendPhoto'])
    expect((await world.messages(BATUMI)).at(-2)?.caption).toBe('Кузов')
  })

  it('a document that was put down as a photo is sent as the document it is', async () => {
    await world.fault({
      system: 'telegram',
      match: 'sendPhoto',
      status: 400,
      message: "Bad Request: can't use file of type Document as Photo",
    })
    await world.perform('telegram.media', { place: CAR, albums: [{ files: [file('D1')] }] })
    expect(await methods()).toEqual(['sendPhoto', 'sendDocument'])
  })

  it('none of which Telegram takes are a refusal', async () => {
    const albums = [{ files: [file('not a file id')] }]
    await expect(world.perform('telegram.media', { place: CAR, albums })).rejects.toMatchObject({ name: Refused.name, code: 'bad-file' })
  })

  it('for a person who cannot be reached go to the manager, who reads for whom they were', async () => {
    await world.fault({ system: 'telegram', match: 'sendMediaGroup', status: 403, message: 'Forbidden: bot was blocked by the user' })
    const { receipt } = await world.perform('telegram.media', {
      place: { to: 'staff', id: 90001 },
      albums: [{ caption: 'Кузов', files: photos(2) }],
    })
    expect(receipt).toMatchObject({ chatId: MANAGER, fallback: 'manager' })
    expect((await world.messages(MANAGER)).at(-2)?.caption).toBe('Не удалось написать лично: Тест Сотрудник\n\nКузов')
    expect(await world.messages(EMPLOYEE)).toEqual([])
  })
})

describe('files whose sending was cut off', () => {
  const albums = [{ caption: '<b>Кузов</b>', files: photos(2) }, { files: [file('LAST')] }]

  it.each([
    ['in the middle of an album', { match: 'sendMediaGroup', dropAfter: true }],
    ['after a part of them', { match: 'sendPhoto', status: 400, message: 'Bad Request: not enough rights to send photos to the chat' }],
  ])('%s are a matter for a person, not for a second try', async (_, fault) => {
    await world.fault({ system: 'telegram', ...fault })
    await expect(world.perform('telegram.media', { place: CAR, albums })).rejects.toMatchObject({
      name: Unavailable.name,
      maybeDone: true,
    })
    expect(policy['telegram.media'].onUncertain).toBe('person')
  })

  it('before anything was sent are simply tried again, when Telegram says', async () => {
    await world.fault({ system: 'telegram', match: 'sendMediaGroup', status: 429, retryAfter: 7 })
    await expect(world.perform('telegram.media', { place: CAR, albums })).rejects.toMatchObject({
      name: Unavailable.name,
      maybeDone: false,
      retryAfterMs: 7_000,
    })
  })

  it('sent once more by a person say that they may be a repetition', async () => {
    const { receipt } = await world.perform('telegram.media', { place: CAR, albums }, { again: true })
    const [first] = receipt.messageIds as number[]
    expect((await world.messages(BATUMI)).find(({ message_id }) => message_id === first)?.caption).toBe('(возможно, повтор)\n\nКузов')
  })
})
