// Who brings whom to the bot. Now: Tuesday, 5 November 2030, 10:00 in Tbilisi.
import { describe, expect, test } from 'vitest'
import { named } from '../../src/agents/access/gather.ts'
import { access } from '../../src/agents/access/index.ts'
import { staffRow } from './rows.ts'
import { run } from './world.ts'

const nino = staffRow({ id: 90003, name: 'Нино Лагидзе', telegramId: null })
const anna = staffRow({ id: 90011, name: 'Анна Соколова', branch: 'tbilisi', telegramId: null })
const linked = staffRow({ id: 90001, name: 'Тест Сотрудник', telegramId: 100000001n })
const manager = staffRow({ id: 90002, name: 'Георгий Абуладзе', role: 'manager', telegramId: 100000002n })
const director = staffRow({ id: 90042, name: 'Ираклий Джапаридзе', role: 'director', branch: null, telegramId: null })
const admin = staffRow({ id: 90043, name: 'Олег Ким', role: 'admin', branch: null, telegramId: 100000043n })
const all = [nino, anna, linked, manager, director, admin]

const says = async (text: string, fromId = 100000002, payload: object = {}, staff = all) => {
  const [command = ''] = text.split(' ')
  const intent = Object.entries(access.commands ?? {}).find(([known]) => known === command)?.[1].intent
  const event = { type: 'message.employee', payload: { chatId: fromId, fromId, messageId: 1, text, ...payload } } as const
  const result = await run(access, event, { staff, ...(intent && { intent }) })
  const said = result.effects.find(({ kind }) => kind === 'telegram.message')
  return { ...result, html: said?.kind === 'telegram.message' ? said.payload.html : null }
}

describe('an invitation', () => {
  test('is a code for the manager of the branch, in private, valid for a day', async () => {
    const { listing, only } = await says('/invite Нино Лагидзе')
    expect(listing).toEqual(['staff.invite main', 'decision.note audit-0'])
    expect(only('staff.invite')).toMatchObject({ staffId: 90003, by: 90002, expiresAt: '2030-11-06T06:00:00.000Z' })
    expect(only('staff.invite').html).toContain('/link {{code}}')
    expect(only('decision.note')).toEqual({ what: 'invited', action: 'staff.link', about: 'staff:90003', by: 90002 })
  })

  test('asked for in a group goes to the private chat all the same', async () => {
    const { html, only } = await says('/invite Нино', 100000002, { chatId: -1000000000001, chatType: 'supergroup' })
    expect(html).toBe('Код отправил вам в личные сообщения.')
    expect(only('staff.invite').place).toEqual({ to: 'staff', id: 90002 })
  })

  test.each([
    ['an employee', 100000001, '/invite Нино'],
    ['the manager of another branch', 100000002, '/invite Анна'],
    ['a manager, of the director', 100000002, '/invite Ираклий'],
    ['anybody, of themselves', 100000043, '/unlink Олег Ким'],
  ])('by %s is refused, and the log knows', async (_, fromId, text) => {
    const { listing, html, only } = await says(text, fromId)
    expect(listing.map((line) => line.split(' ')[0])).toEqual(['telegram.message', 'decision.note'])
    expect(html).toBe('Подключить сотрудника может его руководитель или администратор.')
    expect(only('decision.note').what).toBe('denied')
  })

  test('of the director is the admin’s', async () => {
    expect((await says('/invite 90042', 100000043)).only('staff.invite').staffId).toBe(90042)
  })

  test('of somebody who is linked is explained', async () => {
    const { listing, html } = await says('/invite Тест Сотрудник')
    expect(listing).toHaveLength(1)
    expect(html).toContain('сначала отсоедините старый: /unlink Тест Сотрудник')
  })

  test.each([
    ['/invite', /^Кого подключить\?/],
    ['/invite Пушкин', /^Кого подключить\?/],
    ['/unlink', /^Кого отсоединить\?/],
  ])('«%s» names nobody: one is asked whom', async (text, words) => {
    expect((await says(text)).html).toMatch(words)
  })

  test('of one of two who are called so is asked back', async () => {
    const other = staffRow({ id: 90005, name: 'Нино <b>Кипиани</b>', telegramId: null })
    const { html, listing } = await says('/invite Нино', 100000002, {}, [...all, other])
    expect(listing).toHaveLength(1)
    expect(html?.split('\n').slice(1)).toEqual(['• Нино Лагидзе, Батуми — 90003', '• Нино &lt;b&gt;Кипиани&lt;/b&gt;, Батуми — 90005'])
  })

  test('that is corrected makes no second code', async () => {
    expect((await says('/invite Нино', 100000002, { edited: true })).listing).toEqual([])
  })
})

test('an account is detached by who may', async () => {
  const { only, html } = await says('/unlink Тест Сотрудник')
  expect(only('staff.unlink')).toEqual({ staffId: 90001, by: 90002 })
  expect(html).toMatch(/^Готово: Telegram отсоединён/)
  expect((await says('/unlink Нино')).html).toMatch(/Telegram не подключён/)
})

test('whoever is linked and brings a code is told who they are', async () => {
  const { listing, html } = await says('/link ABCD-EFGH-JKMN', 100000001)
  expect(listing).toHaveLength(1)
  expect(html).toContain('вы — <b>Тест Сотрудник</b>')
})

test.each([
  ['Нино', [90003]],
  ['для Анны Соколовой', [90011]],
  ['код для Лагидзе', [90003]],
  ['90042', [90042]],
  ['12', []],
  ['Ан', []],
])('«%s» means %j', (text, ids) => {
  expect(named(text, all).map(({ id }) => id)).toEqual(ids)
})
