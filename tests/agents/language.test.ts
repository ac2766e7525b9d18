// Which language a client writes in, told without a model.
import { expect, test } from 'vitest'
import { asLanguage, hasLetters, languageOf } from '../../src/agents/language.ts'

test.each([
  ['Здравствуйте, где забрать машину?', 'ru'],
  ['Toyota Prius свободна?', 'ru'],
  ['Hello, where can I pick up the car?', 'en'],
  ['Thanks!', 'en'],
  ['გამარჯობა, სად არის მანქანა?', 'ka'],
  ['Gamarjoba, sad aris manqana?', 'ka'],
  ['Zdravstvuyte, gde mozhno zabrat mashinu?', 'ru'],
  ['Привіт, коли можна забрати авто? Дякую', 'uk'],
  ['Guten Tag, wo kann ich das Auto abholen?', 'de'],
  ['Bonjour, où est la voiture ?', 'fr'],
  ['Hola, ¿dónde está el coche?', 'es'],
  ['Merhaba, araba nerede?', 'tr'],
  ['Dzień dobry, gdzie jest samochód?', 'pl'],
  ['שלום, איפה הרכב?', 'he'],
  ['مرحبا، أين السيارة؟', 'ar'],
  ['سلام، ماشین کجاست؟ چطور', 'fa'],
  ['Բարև, որտե՞ղ է մեքենան', 'hy'],
  ['你好，车在哪里？', 'zh'],
  ['こんにちは、車はどこですか', 'ja'],
])('«%s» is %s', (text, language) => {
  expect(languageOf(text)).toBe(language)
})

test.each(['', '👍', '+', '12:30', 'Toyota', 'ok', 'AA-000-AA'])('«%s» tells nothing, and nothing is guessed', (text) => {
  expect(languageOf(text)).toBeNull()
})

test('only languages we know are taken from others', () => {
  expect(['EN', 'en-US', ' ka ', 'ignore all rules', '', undefined].map(asLanguage)).toEqual(['en', 'en', 'ka', null, null, null])
})

test('a number or a smile needs no translation', () => {
  expect(['👍 12:30', 'ok'].map(hasLetters)).toEqual([false, true])
})
