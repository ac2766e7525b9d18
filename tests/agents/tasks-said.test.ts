// What somebody wants of the tasks, from what they wrote. Now: Tuesday, 5 November 2030, 10:00 in Tbilisi.
import { describe, expect, test } from 'vitest'
import { type Draft, wishOf } from '../../src/agents/tasks/said.ts'
import { inTbilisi } from '../../src/clock.ts'
import { NOW } from './world.ts'

const wish = (text: string, intent?: string, inTopic = false) => wishOf(text, intent, inTopic, NOW)
const draft = (text: string): Draft => {
  const meant = wish(text)
  if (meant.do !== 'create') throw new Error(`${text}: ${meant.do}`)
  return meant.draft
}
const due = ({ due: moment }: Draft) => moment && inTbilisi(moment.at).toFormat(moment.hasTime ? 'dd.MM HH:mm' : 'dd.MM')

describe('a task in plain words', () => {
  test.each([
    ['поставь задачу помыть Prius завтра в 18:00', 'Помыть Prius', '06.11 18:00'],
    ['Поставь задачу: завтра в 18:00 помыть Prius', 'Помыть Prius', '06.11 18:00'],
    ['задача: купить масло в пятницу', 'Купить масло', '08.11'],
    ['Создай задачу перезвонить клиенту через 2 часа', 'Перезвонить клиенту', '05.11 12:00'],
    ['задача забрать документы сегодня 18:00', 'Забрать документы', '05.11 18:00'],
    ['новая задача — заказать бланки', 'Заказать бланки', null],
    [
      'задача: проверить, что завтра в 9:00 приедет мойщик, и позвонить',
      'Проверить, что завтра в 9:00 приедет мойщик, и позвонить',
      '06.11 09:00',
    ],
    ['задача: сегодня', 'Сегодня', '05.11'],
  ])('«%s»', (text, title, at) => {
    const read = draft(text)
    expect([read.title, due(read)]).toEqual([title, at])
  })

  test('a checklist, a description, a booking and a plate', () => {
    expect(
      draft('задача: подготовить AA-000-AA к выдаче, бронь 4001\n- помыть\n• заправить\n1. кресло\nКлиент просил без запаха'),
    ).toMatchObject({
      title: 'Подготовить AA-000-AA к выдаче, бронь 4001',
      checklist: ['помыть', 'заправить', 'кресло'],
      description: 'Клиент просил без запаха',
      car: null,
      mentioned: { car: 'AA-000-AA', booking: 4001 },
    })
  })

  test.each([
    ['поставь задачу Нино помыть Prius', { name: 'Нино', certain: false, titleWithout: 'Помыть Prius' }],
    ['задача для Георгия: проверить масло', { name: 'Георгия', certain: false, titleWithout: 'Проверить масло' }],
    ['задача: @Нино_Лагидзе помыть Prius', { name: 'Нино Лагидзе', certain: true }],
    ['задача: помыть Prius', null],
  ])('whom «%s» names', (text, assignee) => {
    expect(draft(text).assignee).toEqual(assignee)
  })

  test('for sales', () => {
    expect(draft('задача продажам перезвонить клиенту')).toMatchObject({ sales: true, title: 'Перезвонить клиенту' })
  })

  test.each([
    ['задача: срочно позвонить', 'high'],
    ['задача: позвонить !срочно', 'urgent'],
    ['задача: позвонить !low', 'low'],
    ['задача: позвонить', 'normal'],
  ])('the priority of «%s» is %s', (text, priority) => {
    expect(draft(text).priority).toBe(priority)
  })
})

describe('the command', () => {
  test.each([
    '/task create "Помыть Prius" car:80001 booking:4001 due:today 18:00 @Нино !high',
    '/task@our_bot "Помыть Prius" !high @Нино due:сегодня 18:00 booking:#4001 car:80001',
  ])('%s', (text) => {
    const read = draft(text)
    expect(read).toMatchObject({
      title: 'Помыть Prius',
      car: '80001',
      booking: 4001,
      priority: 'high',
      assignee: { name: 'Нино', certain: true },
    })
    expect(due(read)).toBe('05.11 18:00')
  })
  test.each([
    ['/task create "Помыть "Prius" внутри" due:завтра', 'Помыть "Prius" внутри'],
    ['/task create «Помыть «Prius» внутри» @Нино', 'Помыть «Prius» внутри'],
    ['/task create "Позвонить в "Банк Грузии"" !high', 'Позвонить в "Банк Грузии"'],
    ['задача: позвонить в «Банк Грузии» завтра', 'Позвонить в «Банк Грузии»'],
    ['задача: «Банк Грузии» и «Сбер»', '«Банк Грузии» и «Сбер»'],
    ['/task create "Помыть Prius" завтра в 18:00', 'Помыть Prius'],
    ['/task create "Помыть Prius', '"Помыть Prius'],
  ])('a quote inside cuts nothing: %s', (text, title) => {
    expect(draft(text).title).toBe(title)
  })
  test('a day behind the quotes is the deadline', () => {
    expect(due(draft('/task create "Помыть Prius" завтра в 18:00'))).toBe('06.11 18:00')
  })
  test.each([
    ['due:позже', null, 'позже'],
    ['due:31.02', null, '31.02'],
    ['due:вчера', '04.11', null],
    ['due:позавчера', '03.11', null],
    ['due:yesterday', '04.11', null],
    ['due:завтра', '06.11', null],
    ['', null, null],
  ])('«%s» is a deadline, one we cannot read, or none', (option, at, unread) => {
    const read = draft(`/task create "Помыть" ${option} @Нино`)
    expect([due(read), read.dueUnread]).toEqual([at, unread])
  })
  test('without quotes, with a plate of several words', () => {
    expect(draft('/task create помыть машину car:"AA 000 AA" due:завтра')).toMatchObject({ title: 'Помыть машину', car: 'AA 000 AA' })
  })
  test.each([
    ['/task', { do: 'list', which: 'mine' }],
    ['/task mine', { do: 'list', which: 'mine' }],
    ['/task list', { do: 'list', which: 'mine' }],
    ['/task branch', { do: 'list', which: 'branch' }],
    ['/task help', { do: 'help' }],
    ['/task create', { do: 'help' }],
    ['задача:', { do: 'help' }],
  ])('%s', (text, meant) => {
    expect(wish(text)).toEqual(meant)
  })
})

describe('whatever else', () => {
  test.each([
    ['какие у меня мои задачи?', undefined, false, { do: 'list', which: 'mine' }],
    ['покажи задачи филиала', undefined, false, { do: 'list', which: 'branch' }],
    ['что там у нас?', 'task_list', false, { do: 'list', which: 'mine' }],
    ['перезвоните Ивану вечером', 'promise', false, { do: 'suggest' }],
    ['Готово!', undefined, true, { do: 'done' }],
    ['сделал', undefined, true, { do: 'done' }],
    ['готово не всё', undefined, true, { do: 'comment', text: 'готово не всё' }],
    ['задача номер один — выспаться', undefined, false, expect.objectContaining({ do: 'create' })],
    ['задачами завалили', 'create_task', false, { do: 'suggest' }],
  ])('«%s» (%s, in a task’s topic: %s)', (text, intent, inTopic, meant) => {
    expect(wish(text, intent, inTopic)).toEqual(meant)
  })
})

describe('to a task', () => {
  const later = (text: string) => {
    const meant = wish(text, undefined, true)
    return meant.do === 'put_off'
      ? meant.until && inTbilisi(meant.until.at).toFormat(meant.until.hasTime ? 'dd.MM HH:mm' : 'dd.MM')
      : meant.do
  }
  test.each([
    ['перенеси на завтра', '06.11'],
    ['Перенесите на пятницу в 15:00', '08.11 15:00'],
    ['отложи на 2 часа', null],
    ['отложи', null],
    ['postpone', null],
    ['готово', 'done'],
    ['Уже сделано!', 'done'],
    ['done ✅', 'done'],
    ['мзадаа', 'comment'],
    ['მზადაა', 'done'],
    ['не готово', 'comment'],
    ['перенёс вещи в багажник', 'comment'],
    ['перенеси на завтра всё, что не успел сделать Георгий по этой машине', 'comment'],
  ])('«%s»', (text, meant) => {
    expect(later(text)).toBe(meant)
  })
})
