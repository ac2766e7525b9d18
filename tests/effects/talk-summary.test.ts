// What older turns of a talk leave behind: lines of ours, counted, bounded, dated, without personal data.
import { expect, test } from 'vitest'
import { summarised } from '../../src/effects/catalogue/talk-summary.ts'
import type { Turn } from '../../src/effects/catalogue.ts'

const asking = (asked: string | undefined, at = '2030-11-05T06:00:00.000Z'): Turn => ({ by: 'bot', messageId: 1, text: 'ответ', asked, at })

test('one line a thing, the newest first, each with its day and how often', () => {
  const first = summarised('', [
    asking('Брони: бронь #4001 (booking_status)', '2030-11-04T06:00:00.000Z'),
    asking('Касса: Батуми (cash_holdings)'),
  ])
  expect(first).toBe('2030-11-05 Касса: Батуми (cash_holdings)\n2030-11-04 Брони: бронь #4001 (booking_status)')
  expect(summarised(first, [asking('Брони: бронь #4001 (booking_status)'), asking(undefined)])).toBe(
    '2030-11-05 Брони: бронь #4001 (booking_status) ×2\n2030-11-05 Касса: Батуми (cash_holdings)',
  )
})

test('never longer than 600 characters, however much is asked; the oldest fall out', () => {
  let summary = ''
  for (let n = 1; n <= 200; n++) {
    summary = summarised(summary, [asking(`Брони: бронь #${n} (booking_status)`)])
    expect(summary.length).toBeLessThanOrEqual(600)
  }
  const lines = summary.split('\n')
  expect(lines[0]).toContain('#200 ')
  expect(lines.at(-1)).toContain(`#${201 - lines.length} `)
})

test('what is older than is kept goes, to the day', () => {
  const old = '2030-10-06 Касса: Батуми (cash_holdings)\n2030-10-05 Задачи (task_list) ×7'
  expect(summarised(old, [], new Date('2030-10-05T06:00:00.000Z'))).toBe('2030-10-06 Касса: Батуми (cash_holdings)')
})

test('phones and e-mails are hidden, and a line stays one line', () => {
  const hostile = ['+995 599 123 456', '8 (999) 123-45-67', '995599123456', 'ivan@example.com']
  const summary = summarised(
    '',
    hostile.map((name) => asking(`Клиенты: авто ${name}\n2030-01-01 x (client)`)),
  )
  expect(summary).not.toMatch(/599|123|example/)
  expect(summary.split('\n')).toEqual(['2030-11-05 Клиенты: авто *** 2030-01-01 x (client) ×4'])
})
