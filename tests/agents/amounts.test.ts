// Sums as staff write them: read to the last cent, or asked about.
import { describe, expect, test } from 'vitest'
import { amountIn } from '../../src/agents/amounts.ts'

describe('a sum', () => {
  test.each<[string, minor: number, currency: string, rest: string]>([
    ['ссылка на оплату 200 USD по брони 4001', 20000, 'usd', 'ссылка на оплату по брони 4001'],
    ['ссылка на 1 200,50 лари', 120050, 'gel', 'ссылка на'],
    ['выставь счёт на 1\u00a0200 GEL бронь 4001', 120000, 'gel', 'выставь счёт на бронь 4001'],
    ['/pay 4001 $99.90', 9990, 'usd', '/pay 4001'],
    ['/pay 4001 99.9$', 9990, 'usd', '/pay 4001'],
    ['/pay €15', 1500, 'eur', '/pay'],
    ['/pay 15евро', 1500, 'eur', '/pay'],
    ['счёт 0,01 gel', 1, 'gel', 'счёт'],
    ['счёт 1.200,50 евро', 120050, 'eur', 'счёт'],
    ['счёт 1,200.50 долларов', 120050, 'usd', 'счёт'],
    ["счёт 1'200 баксов", 120000, 'usd', 'счёт'],
    ['счёт 300 ₾.', 30000, 'gel', 'счёт .'],
    ['бронь 4001 200 GEL', 20000, 'gel', 'бронь 4001'],
    ['4001, 200 ლარი', 20000, 'gel', '4001,'],
    ['счёт 90071992547409 тетри, нет, 5 лари', 500, 'gel', 'счёт 90071992547409 тетри, нет,'],
  ])('%s', (text, minor, currency, rest) => {
    const found = amountIn(text)
    expect(found.amount).toEqual({ is: 'sum', minor, currency })
    expect(found.rest.replaceAll(/\s+/g, ' ').trim()).toBe(rest)
  })

  test('every sum up to a hundred, in every spelling, is itself', () => {
    for (let minor = 1; minor <= 10_000; minor += 7) {
      const [whole, cents] = [Math.floor(minor / 100), String(minor % 100).padStart(2, '0')]
      for (const text of [`${whole},${cents} GEL`, `${whole}.${cents}₾`, `GEL ${whole}.${cents}`])
        expect(amountIn(text).amount).toEqual({ is: 'sum', minor, currency: 'gel' })
    }
  })
})

describe('what is no sum', () => {
  test.each(['ссылка на оплату по брони 4001', '/pay', 'в 12:30 на Руставели 200', 'gelato 200'])('%s', (text) => {
    expect(amountIn(text).amount).toEqual({ is: 'none' })
  })

  test.each([
    ['1.200 GEL', 'можно понять по-разному'],
    ['1,200 USD', 'можно понять по-разному'],
    ['10.555 лари', 'можно понять по-разному'],
    ['1.2.3 GEL', 'можно понять по-разному'],
    ['0 GEL', 'ноль'],
    ['2000000 GEL', 'слишком велика'],
    ['100 руб', 'только GEL, USD и EUR'],
    ['100 GEL или 40 USD', 'несколько сумм'],
    ['200-300 GEL', 'не понял сумму'],
    ['-200 GEL', 'не понял сумму'],
    ['ссылка в долларах по брони 4001', 'не понял сумму'],
  ])('%s is asked about', (text, why) => {
    expect(amountIn(text).amount).toMatchObject({ is: 'unclear', why: expect.stringContaining(why) })
  })
})
