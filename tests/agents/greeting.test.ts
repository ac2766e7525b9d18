// What is a greeting or thanks and nothing else.
import { expect, test } from 'vitest'
import { greetingIn } from '../../src/agents/greeting.ts'

test.each([
  ['привет', 'hello'],
  ['Привет!', 'hello'],
  ['добрый день!', 'hello'],
  ['Доброе утро, коллеги', 'hello'],
  ['здравствуйте', 'hello'],
  ['hello', 'hello'],
  ['good morning', 'hello'],
  ['გამარჯობა', 'hello'],
  ['დილა მშვიდობისა', 'hello'],
  ['privet', 'hello'],
  ['спасибо', 'thanks'],
  ['Спасибо большое 🙏', 'thanks'],
  ['ок, спасибо', 'thanks'],
  ['thanks a lot', 'thanks'],
  ['thank you!', 'thanks'],
  ['მადლობა', 'thanks'],
  ['დიდი მადლობა', 'thanks'],
] as const)('«%s» is %s', (text, kind) => {
  expect(greetingIn(text)).toBe(kind)
})

test.each([
  'привет, где приус',
  'привет как дела',
  'спасибо, закрой задачу',
  'добрый день, бронь 4001',
  'день',
  'ок',
  'ок, понял',
  'good car',
  'спасибо?',
  'привет всем большое спасибо',
  '/start',
  '',
])('«%s» is not', (text) => {
  expect(greetingIn(text)).toBeNull()
})
