// Files without a word about what they show: kept, asked about with buttons, sorted by a press, taken back, reported.
import { describe, expect, test } from 'vitest'
import { issueAssistant } from '../../src/agents/issue-assistant/index.ts'
import { returnAssistant } from '../../src/agents/return-assistant/index.ts'
import type { NewEvent } from '../../src/events/index.ts'
import { allDone, at, bookingRow, carRow, chatRow, materialRow, operationRow, staffRow, topicRow } from './rows.ts'
import { run, type World } from './world.ts'

const EVENT = '01930000000070008000000000000001'
const REF = materialRow().id
const TOPIC = { chatId: -1000000000001, threadId: 77, chatType: 'supergroup' as const }
const PRIVATE = { chatId: 100000001, chatType: 'private' as const }
const album = (caption = '', place: object = TOPIC, kinds: ('photo' | 'document')[] = ['photo', 'document']): NewEvent => ({
  type: 'photo.uploaded',
  payload: {
    ...TOPIC,
    threadId: undefined,
    ...place,
    fromId: 100000001,
    messageId: 1002,
    caption,
    files: kinds.map((kind, index) => ({ kind, fileId: `F${index + 1}`, fileUniqueId: `U${index + 1}` })),
  },
})
const press = (action: string, { fromId = 100000001, code = 'is', ref = REF } = {}): NewEvent => ({
  type: 'callback.button',
  payload: { ...TOPIC, fromId, callbackQueryId: 'q1', messageId: 900, data: `${code}|${ref}|${action}` },
})
const known = (world: World = {}): World => ({
  bookings: [bookingRow()],
  cars: [carRow()],
  staff: [staffRow()],
  chats: [chatRow()],
  topics: [topicRow()],
  operations: [operationRow('issue')],
  ...world,
})
const asked = (done: string[] = [], material = materialRow()) =>
  known({ operations: [operationRow('issue', { done })], materials: [material] })
const act = (event: NewEvent, world: World) => run(issueAssistant, event, world)
const texts = (rows: { text: string }[][] | undefined) => rows?.map((row) => row.map(({ text }) => text))

describe('an album without a caption', () => {
  test('is kept with the open operation, and one card asks what it shows', async () => {
    const { listing, only, summary } = await act(album(), known())
    expect(listing).toEqual(['telegram.message ask → thread--1000000000001-77', 'material.upsert main'])
    expect(only('material.upsert')).toEqual({
      id: EVENT,
      set: {
        files: [
          { file: 'F1', codes: [] },
          { file: 'document:F2', codes: [] },
        ],
        caption: '',
        createdAt: expect.any(String),
        bookingId: 700001,
        kind: 'issue',
        cardKey: '01930000-0000-7000-8000-000000000001:issue-assistant:telegram.message:ask',
      },
    })
    const { html, buttons } = only('telegram.message')
    expect(html).toBe(
      '📷 Спасибо! Получил 2 файла — что на них?\nВыдача #4001, Toyota Prius AA-000-AA. Жду фото: Фото кузова, Фото приборки, Техпаспорт.\nПока не знаю, к какому пункту отнести: нажмите кнопку.',
    )
    expect(texts(buttons)).toEqual([['Фото кузова', 'Фото приборки'], ['Техпаспорт'], ['Это всё вместе']])
    expect(buttons?.flat().map(({ data }) => data)).toEqual(['body', 'dash', 'papers', '*'].map((action) => `is|${EVENT}|${action}`))
    expect(summary).toBe('Выдача #4001: получил 2 файла без подписи, спросил кнопками, что на них.')
  })

  test.each([
    ['one item left', ['body', 'dash'], [['Техпаспорт']]],
    ['everything there', allDone('issue'), [['Фото кузова', 'Фото приборки'], ['Техпаспорт'], ['Это всё вместе']]],
  ])('with %s asks about what is left', async (_, done, rows) => {
    expect(texts((await act(album(), known({ operations: [operationRow('issue', { done })] }))).only('telegram.message').buttons)).toEqual(
      rows,
    )
  })

  test.each(['готово!', 'бронь 4001', 'вот'])('nor with the caption «%s», which names no item', async (caption) => {
    expect((await act(album(caption), known())).listing[1]).toBe('material.upsert main')
  })

  test('in a chat that is not for materials stays without an answer', async () => {
    const world = known({ chats: [chatRow({ id: -1000000000009n, purpose: 'managers', branch: null })] })
    expect((await act(album('', { chatId: -1000000000009 }), world)).listing).toEqual([])
  })

  test('of a car that comes back is asked about by the assistant of returns', async () => {
    const world = known({ operations: [operationRow('return')] })
    expect((await act(album(), world)).listing).toEqual([])
    const { only } = await run(returnAssistant, album(), world)
    expect(only('telegram.message').buttons?.flat()[0]).toEqual({ text: 'Фото кузова', data: `rt|${EVENT}|body` })
    expect(only('material.upsert').set).toMatchObject({ kind: 'return' })
  })

  test('where no item is proved by photos is kept all the same, and said so', async () => {
    const operation = operationRow('issue')
    const world = known({ operations: [{ ...operation, items: operation.items.filter(({ code }) => ['wash', 'posted'].includes(code)) }] })
    const { only } = await act(album(), world)
    expect(only('telegram.message').buttons).toBeUndefined()
    expect(only('telegram.message').html).toContain('сохранил их как есть, в отчёт они попадут. Сделанное отметьте в карточке: Мойка.')
    expect(only('material.upsert').set).toMatchObject({ bookingId: 700001 })
  })
})

describe('a pressed item', () => {
  test('gives it all the files: tick, both cards, the task and the answer follow', async () => {
    const { listing, only, summary } = await act(press('body'), asked(['wash']))
    expect(listing).toEqual([
      'operation.tick body',
      'telegram.answer main',
      'telegram.edit ask',
      'material.upsert main',
      'telegram.edit card',
      'yougile.update main',
    ])
    expect(only('operation.tick')).toMatchObject({ code: 'body', done: true, by: 90001, evidence: ['F1', 'document:D2'] })
    expect(only('telegram.answer').text).toBe('Фото кузова ✅')
    expect(only('material.upsert')).toEqual({
      id: REF,
      set: {
        files: [
          { file: 'F1', codes: ['body'] },
          { file: 'document:D2', codes: ['body'] },
        ],
        ticked: ['body'],
      },
    })
    expect(only('telegram.edit', 'ask')).toMatchObject({
      message: 'earlier:issue-assistant:telegram.message:ask',
      html: '✅ 2 файла: Фото кузова — Тест Сотрудник\nВыдача #4001: осталось — Заправка, Жидкости, Комплектация, Фото приборки, Техпаспорт.',
      buttons: [[{ text: '↩️ Отнести иначе', data: `is|${REF}|<` }], [1, 2].map((n) => ({ text: `↩️ № ${n}`, data: `is|${REF}|<${n}` }))],
    })
    expect(only('telegram.edit', 'card').html).toContain('✅ Фото кузова · 📷 2')
    expect(summary).toBe('Выдача #4001: Тест Сотрудник — 2 файла это «Фото кузова».')
  })

  test('«Это всё вместе» proves every photo that is still missing', async () => {
    const { all, only } = await act(press('*'), asked(['body']))
    expect(all('operation.tick').map(({ payload }) => payload.code)).toEqual(['dash', 'papers'])
    expect(only('material.upsert').set.files?.[0]).toEqual({ file: 'F1', codes: ['dash', 'papers'] })
  })

  const sorted = (codes: string[], ticked = codes) => materialRow({ files: [{ file: 'F1', codes }], ticked })
  const proved = (material = sorted(['body']), evidence: string[] = ['F1']) =>
    known({ operations: [operationRow('issue', { done: ['body'], evidence: { body: evidence } })], materials: [material] })

  test.each([
    ['a double tap', press('body'), proved(), 'Уже отнесено: Фото кузова.'],
    ['another item, when it is decided', press('dash'), proved(), 'Уже отнесено: Фото кузова.'],
    ['taken back twice', press('<'), asked(), 'Уже снято: выберите пункт.'],
    ['one file taken back, that has no item', press('<2'), asked(), 'Уже снято: выберите пункт.'],
    ['a file the batch does not have', press('<9'), proved(), 'Такого файла здесь нет.'],
    ['the file before the first', press('<0'), proved(), 'Такого файла здесь нет.'],
    ['an item photos do not prove', press('wash'), asked(), 'Такого пункта в чек-листе больше нет.'],
    ['RentProg’s own item', press('posted'), asked(), 'Такого пункта в чек-листе больше нет.'],
    ['files nobody knows', press('body', { ref: EVENT }), asked(), 'Эта кнопка уже не работает.'],
    ['files of a return', press('body'), asked([], materialRow({ kind: 'return' })), 'Эта кнопка уже не работает.'],
    ['an operation, chosen twice', press('@700001'), asked(), 'Эти файлы уже отнесены к операции.'],
    ['forged data', press('<b>'), asked(), 'Эта кнопка уже не работает.'],
  ])('%s changes nothing and is answered', async (_, event, world, text) => {
    const { listing, only } = await act(event, world)
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer').text).toBe(text)
  })

  test('is refused to a stranger', async () => {
    const { listing, only } = await act(press('body', { fromId: 999 }), asked())
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer')).toEqual({ callbackQueryId: 'q1', text: 'Это только для сотрудников.', alert: true })
  })

  test('by a colleague counts, under the colleague’s name', async () => {
    const colleague = staffRow({ id: 90005, name: 'Другой <Сотрудник>', telegramId: 100000005n })
    const { only } = await act(press('body', { fromId: 100000005 }), { ...asked(), staff: [staffRow(), colleague] })
    expect(only('operation.tick').by).toBe(90005)
    expect(only('telegram.edit', 'ask').html).toContain('Фото кузова — Другой &lt;Сотрудник&gt;')
  })

  test('after the operation was cancelled only ends the card', async () => {
    const world = known({ operations: [operationRow('issue', { status: 'cancelled' })], materials: [materialRow()] })
    const { listing, only } = await act(press('body'), world)
    expect(listing).toEqual(['telegram.edit ask', 'telegram.answer main'])
    expect(only('telegram.edit')).toMatchObject({ html: '🚫 Выдача #4001 отменена: фото не понадобились.', buttons: undefined })
    expect(only('telegram.answer').text).toBe('Выдача отменена, фото не понадобятся.')
  })

  test.each([
    ['before it was posted, the report has shown them', '2030-11-05T04:00:00.000Z', 0],
    ['after it was posted, both topics get them', '2030-11-05T06:00:00.000Z', 2],
  ])('after the operation was posted fills the gap; of files that came %s', async (_, createdAt, count) => {
    const done = [...allDone('issue').filter((code) => code !== 'papers'), 'posted']
    const closed = operationRow('issue', { status: 'closed', done, closedAt: at('2030-11-05T05:00:00.000Z') })
    const world = known({ operations: [closed], materials: [materialRow({ createdAt: at(createdAt) })] })
    const { all, only } = await act(press('papers'), world)
    expect(only('yougile.update')).toMatchObject({ completed: true })
    expect(only('telegram.edit', 'ask').html).toContain('Выдача #4001: теперь собрано всё.')
    expect(all('telegram.media')).toHaveLength(count)
  })

  test('taken back opens the item again and asks once more', async () => {
    const { all, only, summary } = await act(press('<'), proved())
    expect(all('operation.tick')).toHaveLength(1)
    expect(only('operation.tick')).toMatchObject({ code: 'body', done: false, evidence: [], removed: ['F1'] })
    expect(only('material.upsert').set).toEqual({ files: [{ file: 'F1', codes: [] }], ticked: [] })
    expect(texts(only('telegram.edit', 'ask').buttons)).toEqual([['Фото кузова', 'Фото приборки'], ['Техпаспорт'], ['Это всё вместе']])
    expect(only('telegram.edit', 'card').html).toContain('▫️ Фото кузова\n')
    expect(summary).toBe('Выдача #4001: Тест Сотрудник — файлы не «Фото кузова», спросил заново.')
  })

  test.each([
    ['other files prove it', sorted(['body']), ['F0', 'F1']],
    ['it was done before these files', sorted(['body'], []), ['F1']],
  ])('taken back leaves the item done where %s', async (_, material, evidence) => {
    expect((await act(press('<'), proved(material, evidence))).only('operation.tick')).toMatchObject({ done: true, removed: ['F1'] })
  })
})

describe('one file of a batch', () => {
  const files = [
    { file: 'F1', codes: ['body'] },
    { file: 'F2', codes: ['body'] },
    { file: 'F3', codes: ['papers'] },
  ]
  const world = (batch = files) =>
    known({
      operations: [operationRow('issue', { done: ['body', 'papers'], evidence: { body: ['F1', 'F2'], papers: ['F3'] } })],
      materials: [materialRow({ files: batch, ticked: ['body', 'papers'] })],
    })

  test('is taken back alone: the others stay, and it is asked about', async () => {
    const { only, summary } = await act(press('<2'), world())
    expect(only('operation.tick')).toMatchObject({ code: 'body', done: true, evidence: [], removed: ['F2'] })
    expect(only('material.upsert').set).toEqual({ files: [files[0], { file: 'F2', codes: [] }, files[2]], ticked: ['body', 'papers'] })
    expect(only('telegram.answer').text).toBe('Снял № 2. Выберите, что на нём.')
    const { html, buttons } = only('telegram.edit', 'ask')
    expect(html).toContain('✅ № 1: Фото кузова; № 3: Техпаспорт\n❓ Не знаю, что на № 2: нажмите кнопку.\nВыдача #4001: осталось — ')
    expect(texts(buttons)).toEqual([['Фото приборки'], ['↩️ Отнести иначе'], ['↩️ № 1', '↩️ № 3']])
    expect(only('telegram.edit', 'card').html).toContain('✅ Фото кузова · 📷 1\n')
    expect(summary).toBe('Выдача #4001: Тест Сотрудник — № 2 не «Фото кузова», спросил заново.')
  })

  test('that alone had ticked its item opens it again, and goes to the next item pressed', async () => {
    const back = await act(press('<3'), world())
    expect(back.only('operation.tick')).toMatchObject({ code: 'papers', done: false, removed: ['F3'] })
    expect(back.only('material.upsert').set.ticked).toEqual(['body'])
    const given = await act(press('dash'), world([files[0] as never, files[1] as never, { file: 'F3', codes: [] }]))
    expect(given.only('operation.tick')).toMatchObject({ code: 'dash', done: true, evidence: ['F3'] })
    expect(given.only('telegram.edit', 'ask').html).toContain('✅ № 1, 2: Фото кузова; № 3: Фото приборки — Тест Сотрудник')
    expect(given.summary).toBe('Выдача #4001: Тест Сотрудник — 1 файл это «Фото приборки».')
  })

  test('is the last that proves an item others had ticked before: it opens again', async () => {
    const operations = [operationRow('issue', { done: ['body'], evidence: { body: ['F0'] } })]
    const { only } = await act(album('кузов'), known({ operations }))
    expect(only('material.upsert').set.ticked).toEqual(['body'])
    const left = [operationRow('issue', { done: ['body'], evidence: { body: ['F1'] } })]
    const materials = [materialRow({ files: [{ file: 'F1', codes: ['body'] }], ticked: ['body'] })]
    expect((await act(press('<'), known({ operations: left, materials }))).only('operation.tick')).toMatchObject({ done: false })
  })

  test('of an album whose caption named the item, too', async () => {
    const { only } = await act(album('кузов'), known())
    expect(only('telegram.message').html).toMatch(/^Спасибо! Принял 2 файла: Фото кузова ✅\n/u)
    expect(texts(only('telegram.message').buttons)).toEqual([['↩️ Отнести иначе'], ['↩️ № 1', '↩️ № 2']])
    expect(only('material.upsert').set).toMatchObject({
      bookingId: 700001,
      ticked: ['body'],
      files: [{ codes: ['body'] }, { codes: ['body'] }],
    })
  })
})

describe('words about photos that came before', () => {
  const files = [
    { file: 'F1', codes: ['body'] },
    { file: 'F2', codes: ['body'] },
  ]
  const world = (row = {}) =>
    known({
      operations: [operationRow('issue', { done: ['body'], evidence: { body: ['F1', 'F2'] } })],
      materials: [materialRow({ files, ticked: ['body'], ...row })],
      messages: { 1001: { ref: REF, at: 0 }, 1002: { ref: REF, at: 1 } },
    })
  const says = (text: string, about: object): NewEvent => ({
    type: 'message.employee',
    payload: { ...TOPIC, fromId: 100000001, messageId: 1003, text, ...about },
  })
  const reply = { replyToMessageId: 1002 }

  test.each(['это техпаспорт', 'не кузов, а техпаспорт', 'ТЕХПАСПОРТ'])('a reply «%s» moves that one', async (text) => {
    const { all, only, listing } = await act(says(text, reply), world())
    expect(all('operation.tick').map(({ payload }) => payload)).toMatchObject([
      { code: 'body', done: true, removed: ['F2'] },
      { code: 'papers', done: true, evidence: ['F2'], by: 90001 },
    ])
    expect(only('material.upsert').set.files).toEqual([files[0], { file: 'F2', codes: ['papers'] }])
    expect(only('telegram.message').html).toBe('Понял: № 2 — Техпаспорт ✅')
    expect(only('telegram.edit', 'ask').html).toContain('✅ № 1: Фото кузова; № 2: Техпаспорт — Тест Сотрудник')
    expect(listing).not.toContain('telegram.media material')
  })

  test.each([
    ['an edited caption', says('приборка', { messageId: 1001, edited: true })],
    ['a reply about all of them', says('всё это приборка', reply)],
  ])('%s moves the album', async (_, event) => {
    const { only, all } = await act(event, world())
    expect(all('operation.tick').map(({ payload: { code, done } }) => `${code} ${done}`)).toEqual(['body false', 'dash true'])
    expect(only('material.upsert').set).toMatchObject({ ticked: ['dash'], files: [{ codes: ['dash'] }, { codes: ['dash'] }] })
    expect(only('telegram.message').html).toBe('Понял: все файлы — Фото приборки ✅')
  })

  test('a second item beside the first is one tick of each', async () => {
    const { all } = await act(says('кузов и приборка', reply), world())
    expect(all('operation.tick').map(({ payload }) => payload)).toMatchObject([
      { code: 'body', done: true, evidence: ['F2'], removed: ['F2'] },
      { code: 'dash', done: true, evidence: ['F2'] },
    ])
  })

  test('what is so already changes nothing, nor does a word about a cancelled issue', async () => {
    expect((await act(says('кузов', reply), world())).only('telegram.message').html).toBe('Уже так: № 2 — Фото кузова.')
    const gone = { ...world(), operations: [operationRow('issue', { status: 'cancelled' })] }
    expect((await act(says('приборка', reply), gone)).listing).toEqual(['telegram.message answer → thread--1000000000001-77'])
  })

  test('a reply that names no item is as any other word', async () => {
    const { only } = await act(says('чего не хватает?', reply), { ...world(), intent: 'issue_materials' })
    expect(only('telegram.message').html).toContain('Выдача #4001: осталось — ')
  })
})

describe('files that fit several operations', () => {
  const rows = [bookingRow(), bookingRow({ id: 700002, number: 4002, carId: 80002 })]
  const operations = [operationRow('issue'), operationRow('return', { bookingId: 700002, carId: 80002 })]
  const several = (world: World = {}) => known({ bookings: rows, operations, ...world })
  const homeless = (caption = '') => materialRow({ bookingId: null, kind: null, caption })

  test('are kept, and one card asks which', async () => {
    const { listing, only } = await act(album('', PRIVATE), several())
    expect(listing).toEqual(['telegram.message ask → thread-100000001-0', 'material.upsert main'])
    expect(only('telegram.message')).toMatchObject({
      html: '📷 Спасибо! Получил 2 файла, но открыто несколько операций. К какой это?',
      buttons: [
        [{ text: 'Выдача #4001 · сегодня 12:30', data: `is|${EVENT}|@700001` }],
        [{ text: 'Приемка #4002 · 8 ноября 10:00', data: `rt|${EVENT}|@700002` }],
      ],
    })
    expect(only('material.upsert').set).not.toHaveProperty('bookingId')
    expect((await run(returnAssistant, album('', PRIVATE), several())).listing).toEqual([])
  })

  test('are asked about further when the operation is chosen', async () => {
    const { listing, only } = await act(press('@700001'), several({ materials: [homeless()] }))
    expect(listing).toEqual(['telegram.edit ask', 'material.upsert main', 'telegram.answer main'])
    expect(only('material.upsert').set).toEqual({ bookingId: 700001, kind: 'issue' })
    expect(only('telegram.edit').buttons?.flat()[0]).toEqual({ text: 'Фото кузова', data: `is|${REF}|body` })
  })

  test('are sorted at once when their caption named the item', async () => {
    const { only } = await act(press('@700001'), several({ materials: [homeless('кузов')] }))
    expect(only('operation.tick')).toMatchObject({ bookingId: 700001, code: 'body', evidence: ['F1', 'document:D2'] })
    expect(only('material.upsert').set).toMatchObject({ bookingId: 700001, kind: 'issue', ticked: ['body'] })
  })

  test('belong to the colleague’s operation when its button is pressed', async () => {
    const { only } = await run(returnAssistant, press('@700002', { code: 'rt' }), several({ materials: [homeless()] }))
    expect(only('material.upsert').set).toEqual({ bookingId: 700002, kind: 'return' })
    expect(only('telegram.edit').buttons?.flat()[0]?.data).toBe(`rt|${REF}|body`)
  })

  test('are not given to an operation that was cancelled meanwhile', async () => {
    const gone = [operationRow('issue', { status: 'cancelled' })]
    const { listing, only } = await act(press('@700001'), several({ operations: gone, materials: [homeless()] }))
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer')).toMatchObject({ text: 'Выдача отменена, фото не понадобятся.', alert: true })
  })
})

describe('an operation posted with files nobody has sorted', () => {
  const issued: NewEvent = {
    type: 'booking.issued',
    timestamp: '2030-11-05T08:41:00.000Z',
    payload: { rentprog_id: 700001, booking_id: 700001, branch: 'batumi', changes: { in_rent: [false, true] } },
  }

  test('shows them in both topics all the same, and asks for the gaps', async () => {
    const { only } = await act(issued, asked())
    expect(only('telegram.media', 'material').albums).toEqual([
      {
        caption: '📷 <b>Без пункта</b> · Выдача #4001, Toyota Prius AA-000-AA',
        files: [
          { kind: 'photo', fileId: 'F1' },
          { kind: 'document', fileId: 'D2' },
        ],
      },
    ])
    expect(only('telegram.message', 'report').html).toContain('📎 Файлов без пункта: 2')
    expect(only('telegram.message', 'gaps').html).toContain('Файлов без пункта: 2. Нажмите кнопку под ними')
  })
})
