// What of a waiting effect a reply may put otherwise: by kind, as a person writes it.
import { describe, expect, it } from 'vitest'
import { editable } from '../../src/agents/editable.ts'
import type { EffectKind } from '../../src/effects/catalogue.ts'

const inGel = { bookingCurrency: 'GEL' }
const read = (kind: EffectKind, payload: object, text: string) => editable(kind, payload, inGel)?.read(text)

describe('what can be put otherwise', () => {
  it.each<[EffectKind, object, string, object, string]>([
    ['stripe.link', { amountMinor: 1, currency: 'gel' }, 'Пусть будет 200 USD.', { amountMinor: 20_000, currency: 'usd' }, '200 USD'],
    ['stripe.link', { amountMinor: 1, currency: 'usd' }, ' 1 200 ', { amountMinor: 120_000, currency: 'usd' }, '1200 USD'],
    ['rentprog.payment', { amountMinor: 5_000, group: 1 }, '70,50', { amountMinor: 7_050 }, '70,50 GEL'],
    // Money given back stays money given back.
    ['rentprog.payment', { amountMinor: -5_000, group: 1 }, '70 лари', { amountMinor: -7_000 }, '-70 GEL'],
    ['rentprog.update', { set: { total: 100 } }, '120,5', { set: { total: 120.5 } }, '120,50 GEL'],
    ['rentprog.update', { set: { description: 'а' } }, ' б\n', { set: { description: 'б' } }, '«б»'],
    ['umnico.reply', { text: 'Здравствуйте' }, 'Добрый день!', { text: 'Добрый день!' }, '«Добрый день!»'],
  ])('%s %j: «%s»', (kind, payload, text, set, shown) => {
    expect(read(kind, payload, text)).toEqual({ is: 'wish', set, shown })
  })

  it.each<[EffectKind, object, string, RegExp]>([
    ['rentprog.payment', { amountMinor: 5_000, group: 1 }, '70 USD', /только в GEL/],
    ['stripe.link', { amountMinor: 1, currency: 'gel' }, '1.000', /по-разному/],
    ...['на 20 лари меньше', '+20 GEL', 'не 250, а 300 GEL', '250 GEL или откажи'].map((text): [EffectKind, object, string, RegExp] => [
      'stripe.link',
      { amountMinor: 1, currency: 'gel' },
      text,
      /без других слов/,
    ]),
    ['stripe.link', { amountMinor: 1, currency: 'gel' }, '-20 GEL', /не понял сумму/],
    ['umnico.reply', { text: 'x' }, '  ', /текста нет/],
    ['umnico.reply', { text: 'x' }, 'я'.repeat(3_001), /слишком длинный/],
  ])('%s %j: not «%s»', (kind, payload, text, why) => {
    expect(read(kind, payload, text)).toEqual({ is: 'unclear', why: expect.stringMatching(why) })
  })
})

it.each<[EffectKind, object]>([
  ['rentprog.update', { set: { state: 'Активная' } }],
  ['rentprog.update', { set: { total: 100, deposit: 50 } }],
  ['telegram.message', { html: 'x' }],
])('%s %j is done or not', (kind, payload) => {
  expect(editable(kind, payload, inGel)).toBeNull()
})
