// How plain words are read: alphabets and slips, phrases, and who is meant when several could be.
import { describe, expect, test } from 'vitest'
import { says } from '../../src/agents/phrases.ts'
import { folded, nearlyBegins } from '../../src/agents/spelling.ts'
import { intentIn, meantBy, type Speaker } from '../../src/agents/understanding.ts'

describe('a word sounds the same', () => {
  test.each([
    ['машина', 'mashina'],
    ['машина', 'ma6ina'],
    ['чек', '4ek'],
    ['жалоба', 'zhaloba'],
    ['въехал', "v'ehal"],
    ['выдача', 'vydacha'],
    ['მანქანა', 'manqana'],
    ['ხვალ', 'xval'],
    ['ხვალ', 'khval'],
    ['ჯავშანი', 'javshani'],
    ['приус', 'Prius'],
    ['ПРИЁМКА', 'приемка'],
  ])('%s, %s', (one, other) => {
    expect(folded(one)).toBe(folded(other))
  })

  test.each([
    ['свободные', 'свабодн', true],
    ['аккумулятор', 'акумулятор', true],
    ['заводится', 'зводитс', true],
    ['перегрелся', 'пергерел', true],
    ['помнил', 'помыл', false],
    ['задаток', 'задач', false],
    ['чек', 'чак', false],
    ['бронь', 'тронь', false],
  ])('«%s» but for a slip begins with «%s»: %s', (word, stem, near) => {
    expect(nearlyBegins(folded(word), folded(stem))).toBe(near)
  })
})

describe('a phrase', () => {
  test.each([
    ['где наш старый приус', 'где … {car}', true],
    ['где вы все были вчера когда приус', 'где … {car}', false],
    ['где AA-000-AA', 'где … {car}', true],
    ['кто звонил с +995 599 12 34 56', '{phone}', true],
    ['бронь 4001', 'брон {booking}', true],
    ['бронь 12', 'брон {booking}', false],
    ['Дымит. Это мотор?', '{part} + {failed}', false],
    ['дымит наш мотор', '{part} + {failed}', true],
    ['machine', 'машин|тачк', false],
    ['ма\u200bшина тут', 'машин|тачк', true],
    ['Чек. За ремонт', 'чек за', false],
    ['your insurance policy', 'полици', false],
    ['vyzvali policiu', 'полици', true],
    ['მანქანა მოვიდა', 'მოწყდ', false],
    ['remeni mowyda', 'მოწყდ', true],
    ['where is the Prius', 'where … {car}', true],
    ['прадо закипел', '~кипел', true],
    ['Mr. Smith, 87,950', 'mr … {number}', true],
  ])('in «%s», «%s»: %s', (text, phrase, said) => {
    expect(says(text, [phrase])).toBe(said)
  })
})

const speakers: Speaker<'cars' | 'money' | 'books'>[] = [
  { name: 'cars', critical: ['crash'], keywords: { crash: ['!без авари', 'авари'], wash: ['помыл'], where: ['где … {car}'] } },
  { name: 'money', keywords: { link: ['ссыл … оплат'], state: ['оплат'] } },
  { name: 'books', keywords: { state: ['что с брон', 'брон'] } },
]
const meant = (text: string, most = 2) => meantBy(text, speakers, most).map(({ agent, intent }) => `${agent}/${intent}`)

describe('who is meant', () => {
  test.each<[string, string, string[]]>([
    ['one word of one agent', 'помыл', ['cars/wash']],
    ['the longer phrase', 'ссылка на оплату по брони', ['money/link']],
    ['nobody where two are meant equally', 'оплата брони', []],
    ['nobody by a plate or a number alone', 'AA-000-AA 4001', []],
    ['both in two sentences', 'Помыл. Что с бронью 4001?', ['books/state', 'cars/wash']],
    ['not a lone word in half a sentence', 'что с бронью 4001, помыл', ['books/state']],
    ['the critical one beside a stronger one', 'авария, что с бронью 4001', ['cars/crash', 'books/state']],
    ['not what is denied', 'без аварий', []],
    ['but what is said beside it', 'вчера без аварий, сегодня авария', ['cars/crash']],
    ['nobody by nothing', '', []],
    ['nobody by a smile', '👍', []],
  ])('%s: «%s»', (_name, text, expected) => {
    expect(meant(text)).toEqual(expected)
  })

  test('so many and no more, the critical ones first', () => {
    expect(meant('Помыл. Что с бронью? Авария!', 1)).toEqual(['cars/crash'])
  })

  test('a long text costs little', () => {
    const text = 'что с бронью 4001 и где приус и кто поцарапал его вчера '.repeat(75)
    const before = process.threadCpuUsage()
    meant(text)
    expect(process.threadCpuUsage(before).user).toBeLessThan(100_000)
  })
})

test('an agent finds its own intent in the words, or none', () => {
  expect(intentIn('сделайте ссылку на оплату', { state: ['оплат'], link: ['ссыл … оплат'] })).toBe('link')
  expect(intentIn('привет', { state: ['оплат'] })).toBeUndefined()
})
