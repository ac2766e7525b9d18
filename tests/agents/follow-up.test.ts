// Which short words only go on with what was asked, and what of it they change. Now: Tuesday, 5 November 2030.
import { expect, test } from 'vitest'
import { followUpIn, type Part } from '../../src/agents/follow-up.ts'
import { NOW } from './world.ts'

const OTHER = 'names something else'

test.each<[string, ...Part[]]>([
  ['а завтра?', 'day'],
  ['ну а послезавтра', 'day'],
  ['а в пятницу?', 'day'],
  ['и 8 ноября?', 'day'],
  ['а если завтра с 10 до 18?', 'day'],
  ['а в Тбилиси?', 'branch'],
  ['а что по Кутаиси?', 'branch'],
  ['и в Батуми завтра?', 'branch', 'day'],
  ['а по брони 4002?', 'booking'],
  ['а 4002?', 'booking'],
  ['а AA-002-BT?', 'car'],
  ['а рио?', 'car'],
  ['а у Нино?', 'person'],
  ['а у меня?', 'person'],
  ['and tomorrow?', 'day'],
  ['and the day after tomorrow?', 'day'],
  ['what about Friday?', 'day'],
  ['what about Tbilisi?', 'branch'],
  ['how about in Batumi tomorrow', 'branch', 'day'],
  ['and 4002?', 'booking'],
  ['and the Prius?', 'car'],
  ['and Nino?', 'person'],
  ['და ხვალ?', 'day'],
  ['და ზეგ?', 'day'],
  ['პარასკევს?', 'day'],
  ['თბილისში?', 'branch'],
  ['და ბათუმში?', 'branch'],
  ['და 4002?', 'booking'],
  ['a zavtra?', 'day'],
  ['завтра?', 'day'],
  ['в Тбилиси', 'branch'],
  ['4002', 'booking'],
])('«%s» changes %s', (text, ...parts) => {
  const said = followUpIn(text, NOW)
  expect(said).toMatchObject({ isOnly: true })
  expect([...(said?.parts ?? [])].sort()).toEqual([...parts].sort())
})

test.each(['а кто клиент?', 'и кто ответственный?', 'а когда вернётся?', 'and who is the client?', 'და ვინ არის კლიენტი?'])(
  `«%s» goes on and ${OTHER}`,
  (text) => {
    expect(followUpIn(text, NOW)).toMatchObject({ isOnly: false, joins: true })
  },
)

test.each([
  'а',
  '/plan завтра',
  'ну как вам погода',
  'спасибо',
  'i crashed the car',
  'что с AA-000-AA',
  'план на завтра',
  'Нино',
  'а помнишь, мы вчера говорили про мойку и химчистку салона',
])('«%s» is a thing of its own', (text) => {
  expect(followUpIn(text, NOW)).toBeNull()
})

test('a name in lower case is a person where somebody of staff is called so', () => {
  const people = ['Нино Лагидзе', 'Анна Кикнадзе']
  for (const text of ['а у нино?', 'и у анны', 'а нино лагидзе'])
    expect([text, followUpIn(text, NOW, people)]).toEqual([text, { parts: new Set(['person']), isOnly: true, joins: true }])
  expect(followUpIn('а у нино?', NOW)).toMatchObject({ isOnly: false })
  expect(followUpIn('а у кого?', NOW, people)).toMatchObject({ isOnly: false })
  expect(followUpIn('нино', NOW, people)).toBeNull()
})
