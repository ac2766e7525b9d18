// Conversations of staff with the bot, turn by turn. What it answers stands in docs/conversations.md, word for word.
import { HOUR_MS, MINUTE_MS } from '../../src/clock.ts'

export const PEOPLE = {
  employee: { id: 100000001, name: 'Тест Сотрудник', is: 'an employee in Batumi' },
  colleague: { id: 100000003, name: 'Нино Лагидзе', is: 'another one' },
  manager: { id: 100000002, name: 'Георгий Абуладзе', is: 'the manager of the branch' },
} as const
export type Person = keyof typeof PEOPLE

/** The topic of the car AA-000-AA in the forum of Batumi. */
export const TOPIC = { chatId: -1000000000001, threadId: 77 } as const

type Place = { in?: 'topic' }

export type Turn =
  /** `replies`: to the newest message of the bot there. */
  | (Place & { who: Person; says: string; replies?: true; model?: readonly object[] })
  /** Changes what this person said last. */
  | (Place & { who: Person; edits: string })
  | (Place & { who: Person; sends: 'album'; caption?: string })
  /** The newest button that says so, wherever it stood; a button that has gone since can be pressed once more. */
  | { who: Person; presses: string }
  | { passes: number; so: string }

export interface Conversation {
  title: string
  about: string
  turns: readonly Turn[]
}

const QUESTION = 'хватит ли гостю бензина до гор'
const NOBODY = { meant: ['nobody'], urgency: 'low', language: 'ru', reason: 'unclear' }

export const conversations: readonly Conversation[] = [
  {
    title: 'A booking, and what goes on from it',
    about:
      'Facts come from our database, without a model; what was spoken of last is remembered, and forgotten when asked to. What a model says without having looked is not passed on.',
    turns: [
      { who: 'employee', says: 'что с бронью 4001' },
      { who: 'employee', says: 'а когда вернётся?' },
      { who: 'employee', says: 'а кто ответственный?' },
      { who: 'employee', says: 'что с авто AA-002-BT' },
      { who: 'employee', edits: 'что с авто AA-003-BT' },
      { who: 'employee', says: '/why', replies: true },
      { who: 'employee', says: '/forget' },
      {
        who: 'employee',
        says: 'а завтра?',
        model: [
          { match: 'а завтра', answer: NOBODY },
          { match: 'а завтра', answer: 'Завтра всё будет хорошо!' },
        ],
      },
    ],
  },
  {
    title: 'In the topic of a car',
    about: 'The car is taken from the topic, not guessed.',
    turns: [
      { who: 'employee', in: 'topic', says: 'когда освободится?' },
      { who: 'manager', in: 'topic', says: '/why' },
    ],
  },
  {
    title: 'Commands',
    about: 'Shortcuts for what is asked often.',
    turns: [
      { who: 'employee', says: '/help' },
      { who: 'employee', says: '/status' },
      { who: 'employee', says: '/plan' },
      { who: 'employee', says: 'а завтра?' },
      { who: 'manager', says: '/cash' },
      { who: 'manager', says: 'а у нино?' },
      { who: 'employee', says: '/booking 4002' },
      { who: 'employee', says: 'спасибо' },
    ],
  },
  {
    title: 'A payment link that a manager allows',
    about: 'Nothing is made before the manager’s word; a second press changes nothing and says how it stands.',
    turns: [
      { who: 'employee', says: 'ссылка на оплату 200 GEL по брони 4001' },
      { who: 'colleague', presses: 'Одобрить' },
      { who: 'manager', presses: 'Подробности' },
      { who: 'manager', presses: 'Одобрить' },
      { who: 'manager', presses: 'Одобрить' },
    ],
  },
  {
    title: 'A payment link that is refused',
    about: 'Silence is answered by a reminder with buttons of its own.',
    turns: [
      { who: 'employee', says: '/pay 4002 99,90 GEL' },
      { passes: 30 * MINUTE_MS, so: 'Half an hour passes.' },
      { who: 'manager', presses: 'Отказать' },
    ],
  },
  {
    title: 'A task',
    about: 'Put down in words, done by a press, or by a word in reply.',
    turns: [
      { who: 'employee', says: 'создай задачу проверить шины AA-000-AA завтра в 12:00' },
      { who: 'employee', presses: '✅' },
      { who: 'employee', says: 'задача протереть салон AA-002-BT сегодня в 18:00' },
      { who: 'employee', says: 'перенеси на завтра', replies: true },
      { who: 'employee', says: 'сделано', replies: true },
    ],
  },
  {
    title: 'Photos without a word',
    about: 'One card asks what an album shows; a press sorts it, and can be taken back.',
    turns: [
      { passes: HOUR_MS, so: 'The issue of booking 4001 comes near.' },
      { who: 'employee', in: 'topic', sends: 'album' },
      { passes: 2_000, so: 'Two seconds pass.' },
      { who: 'employee', presses: 'Фото приборки' },
      { who: 'employee', presses: '↩️ Отнести иначе' },
    ],
  },
  {
    title: 'What no rule understands',
    about: 'A model may ask our reads and answer from them; without one, or when it rests on nothing, the bot says so.',
    turns: [
      {
        who: 'employee',
        says: QUESTION,
        model: [
          { match: QUESTION, answer: NOBODY },
          { match: QUESTION, tool: { name: 'find_car', args: { query: 'AA-000-AA' } } },
          { match: 'Toyota Prius', answer: 'В AA-000-AA бак полный, до гор хватит.' },
        ],
      },
    ],
  },
]
