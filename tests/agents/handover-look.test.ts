// Photos the model looked at: taken for what they show only when it is sure, said so, and open to be taken back.
import { describe, expect, test } from 'vitest'
import { issueAssistant } from '../../src/agents/issue-assistant/index.ts'
import { BadInput, Unavailable } from '../../src/errors.ts'
import type { NewEvent } from '../../src/events/index.ts'
import type { ModelAccess } from '../../src/tools/model.ts'
import { bookingRow, carRow, chatRow, materialRow, operationRow, staffRow, topicRow } from './rows.ts'
import { run, type World } from './world.ts'

const EVENT = '01930000000070008000000000000001'

interface Says {
  item: string
  confidence: number
  unreadable?: boolean
}

/** A model that says this of each picture, and remembers what it was shown. */
function model(answers: Record<string, Says>): ModelAccess & { shown: string[]; system: string } {
  const eyes = {
    shown: [] as string[],
    system: '',
    withTools: () => Promise.reject(new Error('not asked here')),
    async structured<T>({ schema, system, images = [] }: Parameters<ModelAccess['structured']>[0]) {
      const [picture] = images
      eyes.shown.push(picture?.base64 ?? '')
      eyes.system = system.text
      const says = answers[picture?.base64 ?? '']
      if (says === undefined) throw new Unavailable('no model answers')
      const answer = schema.safeParse({ unreadable: false, ...says })
      if (!answer.success) throw new BadInput('the answer did not fit')
      return { value: answer.data as T, model: 'scripted', repaired: false }
    },
  }
  return eyes
}

const album = (files: string[], { caption = '', fromId = 100000001, kind = 'photo' as 'photo' | 'document' } = {}): NewEvent => ({
  type: 'photo.uploaded',
  payload: {
    chatId: -1000000000001,
    threadId: 77,
    chatType: 'supergroup',
    fromId,
    messageId: 1002,
    caption,
    files: files.map((fileId) => ({ kind, fileId, fileUniqueId: fileId })),
  },
})
const known = (world: World = {}): World => ({
  bookings: [bookingRow()],
  cars: [carRow()],
  staff: [staffRow()],
  chats: [chatRow()],
  topics: [topicRow()],
  operations: [operationRow('issue')],
  pictures: { F1: 'one', F2: 'two', F3: 'three' },
  ...world,
})
const act = (event: NewEvent, world: World) => run(issueAssistant, event, world)
const SURE = { item: 'body', confidence: 0.95 }

describe('photos without a caption', () => {
  test('of which the model is sure are taken for what they show, and the card says how it knows', async () => {
    const eyes = model({ one: SURE, two: SURE, three: { item: 'papers', confidence: 0.9 } })
    const { listing, only, all, summary } = await act(album(['F1', 'F2', 'F3']), known({ model: eyes }))
    expect(listing).toEqual([
      'operation.tick body',
      'operation.tick papers',
      'telegram.message ask → thread--1000000000001-77',
      'material.upsert main',
      'telegram.edit card',
      'yougile.update main',
    ])
    expect(all('operation.tick').map(({ payload }) => [payload.code, payload.evidence, payload.by])).toEqual([
      ['body', ['F1', 'F2'], undefined],
      ['papers', ['F3'], undefined],
    ])
    expect(only('telegram.message')).toMatchObject({
      html: '🤖 Спасибо! Определил по фото — № 1, 2: Фото кузова; № 3: Техпаспорт. Если не так, нажмите «Отнести иначе».\nВыдача #4001: осталось — Мойка, Заправка, Жидкости, Комплектация, Фото приборки.',
      buttons: [
        [{ text: '↩️ Отнести иначе', data: `is|${EVENT}|<` }],
        [1, 2, 3].map((n) => ({ text: `↩️ № ${n}`, data: `is|${EVENT}|<${n}` })),
      ],
    })
    expect(only('material.upsert').set).toMatchObject({
      ticked: ['body', 'papers'],
      files: [
        { file: 'F1', codes: ['body'] },
        { file: 'F2', codes: ['body'] },
        { file: 'F3', codes: ['papers'] },
      ],
    })
    expect(eyes.system).toContain('body: Фото кузова\ndash: Фото приборки\npapers: Техпаспорт\n')
    expect(summary).toBe('Выдача #4001: определил по фото — № 1, 2: Фото кузова; № 3: Техпаспорт.')
  })

  test('of which it is sure of some only: the others are asked about', async () => {
    const eyes = model({ one: SURE, two: { item: 'dash', confidence: 0.6 }, three: { item: 'papers', confidence: 0.99, unreadable: true } })
    const { only, all } = await act(album(['F1', 'F2', 'F3']), known({ model: eyes }))
    expect(all('operation.tick').map(({ payload }) => payload.code)).toEqual(['body'])
    const { html, buttons } = only('telegram.message')
    expect(html).toContain('❓ Не знаю, что на № 2, 3: нажмите кнопку.\n🔎 Видно плохо (1 файл): лучше переснять.')
    expect(buttons?.map((row) => row.map(({ text }) => text))).toEqual([
      ['Фото приборки', 'Техпаспорт'],
      ['Это всё вместе'],
      ['↩️ Отнести иначе'],
      ['↩️ № 1'],
    ])
  })

  test.each<[string, Says]>([
    ['is not sure', { item: 'body', confidence: 0.84 }],
    ['sees nothing of the list', { item: 'none', confidence: 0.99 }],
    ['can make nothing out', { item: 'body', confidence: 0.99, unreadable: true }],
  ])('where it %s are asked about', async (_, says) => {
    const { listing } = await act(album(['F1']), known({ model: model({ one: says }) }))
    expect(listing).toEqual(['telegram.message ask → thread--1000000000001-77', 'material.upsert main'])
  })

  test.each<[string, World]>([
    ['there is no model', {}],
    ['no model answers', { model: model({}) }],
    ['the file is gone', { model: model({ one: SURE }), pictures: {} }],
  ])('where %s are asked about', async (_, world) => {
    expect((await act(album(['F1']), known(world))).listing).toEqual([
      'telegram.message ask → thread--1000000000001-77',
      'material.upsert main',
    ])
  })
})

test('the model can choose only among the items that are still asked for', async () => {
  const eyes = model({ one: SURE })
  const { listing } = await act(album(['F1']), known({ model: eyes, operations: [operationRow('issue', { done: ['body'] })] }))
  expect(eyes.system).not.toContain('body:')
  expect(listing).toEqual(['telegram.message ask → thread--1000000000001-77', 'material.upsert main'])
})

describe('the model is not shown', () => {
  test.each<[string, NewEvent, World]>([
    ['what the caption names already', album(['F1'], { caption: 'кузов' }), {}],
    ['what a stranger sends', album(['F1'], { fromId: 999 }), {}],
    ['documents', album(['F1'], { kind: 'document' }), {}],
    ['photos that fit no operation', album(['F1']), { operations: [] }],
    ['photos of a return, which its colleague cares for', album(['F1']), { operations: [operationRow('return')] }],
  ])('%s', async (_, event, world) => {
    const eyes = model({ one: SURE })
    await act(event, known({ model: eyes, ...world }))
    expect(eyes.shown).toEqual([])
  })
})

describe('files whose operation was chosen by a button', () => {
  const chosen: NewEvent = {
    type: 'callback.button',
    payload: { chatId: 100000001, fromId: 100000001, callbackQueryId: 'q', messageId: 9, data: `is|${materialRow().id}|@700001` },
  }
  const look: NewEvent = {
    type: 'reminder.due',
    source: 'internal',
    payload: { subject: `photos:${materialRow().id}`, stage: 'look', booking_id: 700001, ref: materialRow().id },
  }
  const files = ['F1', 'F2'].map((file) => ({ file, codes: [] as string[] }))
  const material = (row = {}) => materialRow({ files, ...row })

  test('are asked about at once, and looked at in a lane of their own when there is a model', async () => {
    const homeless = known({ materials: [material({ bookingId: null, kind: null })] })
    expect((await act(chosen, homeless)).all('event.defer')).toEqual([])
    const { listing, only } = await act(chosen, { ...homeless, model: model({}) })
    expect(listing).toEqual(['telegram.edit ask', 'material.upsert main', 'telegram.answer main', 'event.defer look'])
    expect(only('event.defer')).toMatchObject({ type: 'reminder.due', payload: { ...look.payload, branch: 'batumi' } })
  })

  test('are taken for what the model is sure of by the checklist of that operation', async () => {
    const eyes = model({ one: SURE, two: { item: 'dash', confidence: 0.5 } })
    const { listing, only } = await act(look, known({ model: eyes, materials: [material()] }))
    expect(listing).toEqual([
      'operation.tick body',
      'telegram.edit ask',
      'material.upsert main',
      'telegram.edit card',
      'yougile.update main',
    ])
    expect(only('telegram.edit', 'ask').html).toContain('🤖 Спасибо! Определил по фото — № 1: Фото кузова.')
    expect(only('material.upsert').set.files).toEqual([{ file: 'F1', codes: ['body'] }, files[1]])
  })

  test.each<[string, World]>([
    ['sorted by hand meanwhile', { materials: [material({ files: files.map(({ file }) => ({ file, codes: ['dash'] })) })] }],
    ['of a cancelled operation', { materials: [material()], operations: [operationRow('issue', { status: 'cancelled' })] }],
    ['that are gone', {}],
  ])('%s are left alone', async (_, world) => {
    expect((await act(look, known({ model: model({ one: SURE, two: SURE }), ...world }))).listing).toEqual([])
  })
})
