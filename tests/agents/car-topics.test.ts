// The agent of car topics: cars that move, news for headquarters, chats that change.
import { describe, expect, test } from 'vitest'
import { carTopics } from '../../src/agents/car-topics/index.ts'
import type { NewEvent } from '../../src/events/index.ts'
import { carRow, chatRow, staffRow, topicRow } from './rows.ts'
import { run, type World } from './world.ts'

const moved = (from_branch?: 'batumi' | 'tbilisi'): NewEvent => ({
  type: 'car.moved',
  payload: { rentprog_id: 80001, car_id: 80001, branch: 'batumi', from_branch, to_branch: 'tbilisi' },
})
const says = (text: string, payload: object = {}): NewEvent => ({
  type: 'message.employee',
  payload: { chatId: -1000000000001, threadId: 77, fromId: 100000001, messageId: 1001, text, ...payload },
})
const known = (world: World = {}): World => ({
  cars: [carRow()],
  staff: [staffRow()],
  chats: [chatRow(), chatRow({ id: -1000000000003n, purpose: 'hq', branch: null })],
  topics: [topicRow(), topicRow({ chatId: -1000000000003n, threadId: 12 })],
  ...world,
})
const act = (event: NewEvent, world: World = known()) => run(carTopics, event, world)

describe('a car that moves to another branch', () => {
  test('leaves a closed topic behind and gets one in its new branch; HQ knows', async () => {
    const { listing, only, summary } = await act(moved('batumi'))
    expect(listing).toEqual([
      'car.upsert main',
      'telegram.topic close → car-batumi-80001',
      'telegram.topic open → car-tbilisi-80001',
      'telegram.message arrived → car-tbilisi-80001',
      'telegram.message hq → hq-car-80001',
    ])
    expect(only('car.upsert')).toEqual({ id: 80001, set: { branch: 'tbilisi' } })
    expect(only('telegram.topic', 'open').name).toBe('AA-000-AA Toyota Prius')
    expect(only('telegram.message', 'hq').html).toBe(
      '🚚 <b>Toyota Prius AA-000-AA</b> переехал: Батуми → Тбилиси. Тема открыта в новом филиале, старая закрыта и сохранена.',
    )
    expect(summary).toBe('Toyota Prius AA-000-AA переехал в Тбилиси (из филиала Батуми, старую тему закрываю): открываю тему там.')
  })

  test('from a branch the webhook does not name: our own row knows', async () => {
    expect((await act(moved())).listing).toContain('telegram.topic close → car-batumi-80001')
  })

  test('that nobody knows is asked of RentProg; without an answer it still gets its topic', async () => {
    const asked = await act(moved('batumi'), { rentprog: { cars: [{ id: 80001, car_name: 'Test Car', number: 'TT-000-TT' }] } })
    expect(asked.only('telegram.topic', 'open').name).toBe('TT-000-TT Test Car')
    expect(asked.only('car.upsert').set).toMatchObject({ branch: 'tbilisi', name: 'Test Car', plate: 'TT-000-TT' })
    const down = await act(moved('batumi'), { rentprog: 'down' })
    expect(down.only('telegram.topic', 'open').name).toBe('Авто 80001')
  })

  test('to where it already is: nothing is touched', async () => {
    expect((await act(moved('tbilisi'))).listing).toEqual([])
  })
})

describe('what matters in a car’s topic', () => {
  test('a breakdown reaches HQ with author, car and text, and becomes an incident', async () => {
    const { listing, only, summary } = await act(says('Горит чек, еду в сервис <срочно>'), known({ intent: 'breakdown' }))
    expect(listing).toEqual([
      'incident.open main',
      'telegram.message hq → hq-car-80001',
      'telegram.message answer → thread--1000000000001-77',
    ])
    expect(only('telegram.message', 'hq').html).toBe(
      '🔧 <b>Поломка</b> — Toyota Prius AA-000-AA\nТест Сотрудник, Батуми:\n<blockquote>Горит чек, еду в сервис &lt;срочно&gt;</blockquote>',
    )
    expect(only('incident.open')).toEqual({
      id: 'telegram:-1000000000001:1001',
      kind: 'breakdown',
      branch: 'batumi',
      carId: 80001,
      summary: 'Тест Сотрудник: Горит чек, еду в сервис <срочно>',
    })
    expect(summary).toBe('Поломка, Toyota Prius AA-000-AA: переслал в тему авто HQ, завёл инцидент.')
  })

  test.each([
    ['Горит чек', 'Поломка', true],
    ['Чек загорелся', 'Поломка', true],
    ['не заводится', 'Поломка', true],
    ['ДТП на въезде, стоим', 'Происшествие', true],
    ['поцарапали бампер', 'Происшествие', true],
    ['вот чек за ремонт, 120', 'Чек за ремонт', false],
    ['клиент жалуется на запах', 'Проблема клиента', false],
  ])('«%s» is understood without a model as «%s»', async (text, title, isIncident) => {
    const { only, all } = await act(says(text))
    expect(only('telegram.message', 'hq').html).toContain(`<b>${title}</b>`)
    expect(all('incident.open')).toHaveLength(isIncident ? 1 : 0)
  })

  test('written in the topic of HQ it is not sent there again', async () => {
    const { listing, only } = await act(says('стучит подвеска', { chatId: -1000000000003, threadId: 12 }))
    expect(listing).toEqual(['incident.open main', 'telegram.message answer → thread--1000000000003-12'])
    expect(only('telegram.message').html).toBe('Принял, завёл инцидент. Спасибо, что написали!')
  })

  test('written elsewhere with a plate finds its car', async () => {
    const { listing } = await act(says('aa 000 aa не заводится', { chatId: 100000001, threadId: undefined }))
    expect(listing).toContain('telegram.message hq → hq-car-80001')
  })

  test('written elsewhere without a plate is asked about', async () => {
    const { listing, only } = await act(says('не заводится', { chatId: 100000001, threadId: undefined }))
    expect(listing).toEqual(['telegram.message answer → thread-100000001-0'])
    expect(only('telegram.message').html).toContain('не понял, о каком авто речь')
  })

  test('an edited message is forwarded as corrected and is the same incident', async () => {
    const { only } = await act(says('Горит чек EPC', { edited: true }))
    expect(only('telegram.message', 'hq').html).toContain('(исправлено)')
    expect(only('incident.open').id).toBe('telegram:-1000000000001:1001')
  })
})

describe('a chat that changes', () => {
  const changed = (change: 'added' | 'removed' | 'promoted' | 'demoted' | 'migrated', payload: object = {}): NewEvent => ({
    type: 'chat.changed',
    payload: { chatId: -1000000000001, title: 'Branch_batumi (forum)', change, ...payload },
  })

  test.each([
    [
      'removed',
      '🚨 Бота удалили: чат <b>Branch_batumi (forum)</b> (назначение: branch, Батуми). Пока его не вернут, сообщения туда не доходят.',
    ],
    [
      'demoted',
      '⚠️ Бот больше не администратор: чат <b>Branch_batumi (forum)</b> (назначение: branch, Батуми). Открывать и закрывать темы он там не сможет — верните права.',
    ],
  ] as const)('the bot %s in a working chat is an alert at any hour', async (change, html) => {
    const { listing, only } = await act(changed(change))
    expect(listing).toEqual(['telegram.message chat → chat-alerts'])
    expect(only('telegram.message')).toEqual({ place: { to: 'chat', purpose: 'alerts' }, html, urgent: true })
  })

  test('the loss of the alerts chat itself is told to the managers', async () => {
    const world = known({ chats: [chatRow({ id: -1000000000008n, purpose: 'alerts', branch: null })] })
    expect((await act(changed('removed', { chatId: -1000000000008 }), world)).listing).toEqual(['telegram.message chat → chat-managers'])
  })

  test('the bot added is a note; removed from a chat we never worked in, nothing', async () => {
    const added = await act(changed('added', { chatId: -42 }))
    expect(added.listing).toEqual(['telegram.message chat → chat-alerts'])
    expect(added.only('telegram.message').urgent).toBeUndefined()
    expect((await act(changed('removed', { chatId: -42 }))).listing).toEqual([])
  })

  test('a group that became a supergroup is followed, and its new id named', async () => {
    const { only } = await act(changed('migrated', { migratedTo: -1000000000077 }))
    expect(only('chat.move')).toEqual({ from: -1000000000001, to: -1000000000077 })
    expect(only('telegram.message').html).toContain('Новый id -1000000000077')
  })
})
