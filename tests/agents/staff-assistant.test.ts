// Questions of staff, and the facts they are answered with. Now: Tuesday, 5 November 2030, 10:00 in Tbilisi.
import { describe, expect, test } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { staffAssistant } from '../../src/agents/staff-assistant/index.ts'
import type { Tracker } from '../../src/tools/rental.ts'
import { at, bookingRow, carRow, chatRow, clientRow, staffRow, topicRow } from './rows.ts'
import { run, type World } from './world.ts'

const nino = staffRow({ id: 90003, name: 'Нино Лагидзе', telegramId: 100000003n })
const prius = carRow({ code: null })
const rio = carRow({ id: 80002, name: 'Kia Rio', code: null, plate: 'AA-002-BT', clean: false })
const repair = carRow({ id: 80003, name: 'Toyota Camry', code: null, plate: 'AA-004-BT', state: 2 })
const rented = bookingRow({ inRent: true, startAt: at('2030-11-03T08:00:00Z'), endAt: at('2030-11-05T05:00:00Z') })
const coming = bookingRow({
  id: 700002,
  number: 4002,
  carId: 80002,
  startAt: at('2030-11-06T08:00:00Z'),
  endAt: at('2030-11-08T08:00:00Z'),
})

const tracker: Tracker = {
  id: '860000000000001',
  carId: 80001,
  plate: 'AA000AA',
  status: 'moving',
  ignition: true,
  engine: true,
  speedKmh: 54.4,
  lat: 41.6168,
  lon: 41.6367,
  batteryV: 12.6,
  mileageKm: 52310,
  fixAt: at('2030-11-05T05:57:00Z'),
  seenAt: null,
  movingSince: null,
  told: {},
  updatedAt: at('2030-11-05T05:57:00Z'),
}

/** As the supervisor reads a command. */
const commandIn = (text: string): string | undefined =>
  Object.entries(staffAssistant.commands ?? {}).find(([command]) => text.split(' ')[0] === command)?.[1].intent

const ask = async (text: string, world: World = {}, place: Record<string, unknown> = {}) => {
  const { listing, effects, summary, asked } = await run(
    staffAssistant,
    {
      type: 'message.employee',
      payload: { chatId: 100000003, chatType: 'private', fromId: 100000003, messageId: 1, text, ...place },
    },
    { staff: [nino], cars: [prius, rio, repair], intent: commandIn(text), ...world },
  )
  const [effect] = effects
  return { listing, summary, asked, html: effect?.kind === 'telegram.message' ? effect.payload.html : null }
}

const GROUP = { chatId: -1000000000001, threadId: 77, chatType: 'supergroup' }

describe('of a car', () => {
  test('one is told who has it, where it is, and what comes next', async () => {
    const { html, listing } = await ask('что с авто AA-000-AA?', { bookings: [rented], trackers: [tracker] })
    expect(listing).toEqual(['telegram.message answer → thread-100000003-0'])
    expect(html).toBe(
      [
        '🚗 <b>Toyota Prius AA-000-AA</b> · Батуми',
        'Состояние: можно выдавать',
        'В аренде: <a href="https://web.rentprog.ru/bookings/700001">#4001</a>, Иван Тестов, 3 ноября 12:00 → сегодня 09:00',
        'Маяк: едет, 54 км/ч, 12,6 В, 3 мин назад — <a href="https://maps.google.com/?q=41.6168,41.6367">на карте</a>',
        'Пробег: 52\u00a0310 км',
        '',
        '<i>Источник: наша база (RentProg, Starline, Greenway)</i>',
      ].join('\n'),
    )
  })

  test.each([
    ['где приус', 'Toyota Prius'],
    ['/car 002', 'Kia Rio'],
    ['AA 004 BT', 'Toyota Camry'],
    ['у кого машина kia', 'Kia Rio'],
  ])('«%s» finds it', async (text, name) => {
    expect((await ask(text)).html).toContain(`<b>${name}`)
  })

  test('a booking that is over is not ahead of it', async () => {
    const over = bookingRow({ state: 'Отъездила', startAt: at('2030-11-05T20:00:00Z'), endAt: at('2030-11-05T19:00:00Z') })
    expect((await ask('что с авто AA-000-AA?', { bookings: [over] })).html).not.toContain('#4001')
  })

  test('in its own topic it need not be named', async () => {
    const { html } = await ask('когда освободится?', { chats: [chatRow()], topics: [topicRow()], bookings: [rented], intent: 'car' }, GROUP)
    expect(html).toContain('AA-000-AA')
  })

  test('one that no webhook has told of is looked up in RentProg, and it is said so', async () => {
    const { html, asked } = await ask('что с авто ZZ-111-ZZ', {
      rentprog: {
        cars: [{ id: 80099, car_name: 'Opel Astra', number: 'ZZ-111-ZZ', code: 'Astra', state: 1, mileage: 100, clean_state: true }],
      },
    })
    expect(asked).toContain('cars of batumi')
    expect(html).toContain('Opel Astra')
    expect(html).toContain('Источник: RentProg, прямо сейчас')
  })

  test('nobody knows, one is told how to ask', async () => {
    expect((await ask('/car', { cars: [] })).html).toMatch(/^Не понял, о каком авто речь/)
    expect((await ask('что с авто ZZ-111-ZZ', { rentprog: 'down' })).html).toMatch(/^Не понял, о каком авто речь/)
  })
})

describe('of free cars', () => {
  test('those without a booking in the span are named; what is taken or in repair is counted', async () => {
    const { html } = await ask('какие авто свободны завтра с 10 до 18', { bookings: [coming] })
    expect(html).toContain('<b>Батуми: свободно 1 авто</b>')
    expect(html).toContain('6 ноября 10:00 → 6 ноября 18:00')
    expect(html).toContain('• Toyota Prius AA-000-AA')
    expect(html).toContain('Заняты: 1, нельзя выдавать: 1.')
  })

  test('a car that is late is not free', async () => {
    expect((await ask('/free завтра', { bookings: [rented, coming] })).html).toContain('свободных авто нет')
  })

  test('without a time or a branch one is asked for it', async () => {
    expect((await ask('какие авто свободны?')).html).toMatch(/^На какое время\?/)
    expect((await ask('какие авто свободны завтра', { staff: [staffRow({ telegramId: 100000003n, branch: null })] })).html).toMatch(
      /^В каком филиале\?/,
    )
  })
})

describe('of a client', () => {
  const ivan = clientRow({ phone: '+995 599 12-34-56', category: 'Лояльный' })

  test.each([
    'что за клиент Тестов Иван',
    'клиент по телефону 599 123 456',
    'кто клиент Ivan Testov',
    'что известно про клиента Ивана Тестова',
    'იპოვე კლიენტი ტესტოვ',
  ])('«%s» is answered', async (text) => {
    const { html } = await ask(text, { clients: [ivan], bookings: [rented], intent: 'client' })
    expect(html).toContain('<b>Иван Тестов</b> · Лояльный')
    expect(html).toContain('#4001')
  })

  test.each([
    ['of the branch in private', {}, {}, '📞 +995 599 12-34-56'],
    ['of the branch where others read along', {}, GROUP, '📞 …56'],
    ['of another branch', { branch: 'kutaisi' }, {}, '📞 …56'],
    ['of another branch who is a manager', { branch: 'kutaisi', role: 'manager' }, {}, '📞 …56'],
    ['of no branch', { branch: null }, {}, '📞 +995 599 12-34-56'],
    ['the head of department', { branch: 'kutaisi', role: 'head' }, {}, '📞 +995 599 12-34-56'],
  ])('somebody %s reads as much of the phone as they may', async (_, staff, place, line) => {
    const people = [staffRow({ ...nino, ...staff })]
    const { html } = await ask('/client Тестов', { staff: people, clients: [ivan], bookings: [rented] }, place)
    expect(html?.split('\n')).toContain(line)
  })

  test('nobody knows, one is told so', async () => {
    expect((await ask('/client Пушкин')).html).toMatch(/^Такого клиента я не знаю/)
    expect((await ask('/client')).html).toMatch(/^О каком клиенте/)
  })
})

describe('of a branch', () => {
  test('the day is summed up', async () => {
    const today = bookingRow({ id: 700003, number: 4003, carId: 80002 })
    const { html } = await ask('как дела?', { bookings: [rented, today] })
    expect(html).toContain('📊 <b>Батуми</b>')
    expect(html).toContain('Выдачи сегодня: 0 из 1 · приемки: 0 из 1 · в аренде 1 авто')
    expect(html).toContain('⏰ Не вернулись вовремя: 1')
  })

  test('whoever belongs to none hears of all of them', async () => {
    const { html } = await ask('/status', { staff: [staffRow({ telegramId: 100000003n, branch: null, role: 'director' })] })
    for (const name of ['Тбилиси', 'Батуми', 'Кутаиси', 'Сервисный центр']) expect(html).toContain(name)
  })

  test('its people are named, the manager first', async () => {
    const boss = staffRow({ id: 1, name: 'Георгий Абуладзе', role: 'manager', telegramId: null })
    const { html } = await ask('кто руководитель в Батуми', { staff: [nino, boss] })
    expect(html).toContain('• Георгий Абуладзе — руководитель филиала (не подключён к боту)\n• Нино Лагидзе — сотрудник')
  })
})

describe('besides', () => {
  test.each([
    ['/start', /^Здравствуйте, Нино! Я на связи/],
    ['добрый день', /^Здравствуйте, Нино! Чем помочь/],
    ['спасибо!', /^Пожалуйста!/],
    ['что ты умеешь', /^Вот что умею:/],
    ['ыыы', /^Я пока не понял, чем помочь/],
  ])('«%s» is answered in private', async (text, words) => {
    expect((await ask(text)).html).toMatch(words)
  })

  test('the list of what it can do names every command people may need', async () => {
    const { html } = await ask('/help')
    const commands = agents.flatMap(({ commands = {} }) => Object.keys(commands))
    const needless = ['/start', '/help', '/link', '/unlink']
    for (const command of commands.filter((one) => !needless.includes(one))) expect(html).toMatch(new RegExp(`${command}(?![a-z])`))
    for (const phrase of ['ссылка на оплату 200 USD по брони 4001', 'обслужили AA-000-AA на 52000', 'почему'])
      expect(html).toContain(phrase)
  })

  test.each(['ыыы', 'спасибо, коллеги', 'всем привет'])('«%s» in a group is not for us', async (text) => {
    expect((await ask(text, { chats: [chatRow()] }, GROUP)).listing).toEqual([])
  })

  test('an edit of what was not understood stays unanswered', async () => {
    expect((await ask('ыыыы', {}, { edited: true })).listing).toEqual([])
  })

  test('what comes from outside cannot write HTML', async () => {
    const { html } = await ask('/car AA-000-AA', {
      cars: [carRow({ name: '<b>x</b>' })],
      bookings: [{ ...rented, clientName: '<i>y</i>' }],
    })
    expect(html).toContain('&lt;b&gt;x&lt;/b&gt;')
    expect(html).toContain('&lt;i&gt;y&lt;/i&gt;')
  })
})
