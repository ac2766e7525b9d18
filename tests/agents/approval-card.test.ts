// What a person reads who is asked to allow something: a sentence about a booking by the number people use.
import { expect, test } from 'vitest'
import { effectBooking, effectText } from '../../src/agents/effect-words.ts'
import { addMs, HOUR_MS } from '../../src/clock.ts'
import { approvalCard } from '../../src/effects/approval-card.ts'
import type { EffectKind } from '../../src/effects/catalogue.ts'
import { NOW } from './world.ts'

const known = { id: 700001, number: 4001 }

test.each<[EffectKind, Record<string, unknown>, string]>([
  ['rentprog.update', { bookingId: 700001, set: { state: 'Активная' } }, 'изменить в RentProg бронь #4001: статус → Активная'],
  ['rentprog.payment', { bookingId: 700001, amountMinor: 15000 }, 'провести в RentProg платёж 150 по брони #4001'],
  [
    'stripe.link',
    { bookingId: 700001, amountMinor: 20000, currency: 'usd', description: 'залог' },
    'выставить клиенту ссылку на оплату 200 USD по брони #4001: залог',
  ],
])('%s speaks of the number of the booking, of the id only where there is none', (kind, payload, text) => {
  expect(effectBooking(payload)).toBe(700001)
  expect(effectText(kind, payload, known)).toBe(text)
  for (const none of [null, { id: 700002, number: 4002 }]) expect(effectText(kind, payload, none)).toBe(text.replace('#4001', '700001'))
})

test('a wish alone begins a sentence; one of several follows the name of who wants it', () => {
  const wish = (wantedBy: string | null) => ({ ref: 'r', text: 'выставить ссылку', wantedBy, editable: false })
  const asked = { role: 'manager', branch: 'batumi', askedBy: 'Нино', expiresAt: addMs(NOW, HOUR_MS) } as const
  const question = { ...asked, remarks: [], revision: 0 }
  expect(approvalCard({ ...question, wishes: [wish(null)] }, NOW).html.split('\n')).toEqual([
    '🔐 <b>Нужно ваше решение</b> · Батуми',
    'Выставить ссылку',
    '👤 Просит: Нино',
    expect.stringMatching(/^Решает руководитель филиала, до /),
  ])
  expect(approvalCard({ ...question, wishes: [wish('Платежи'), wish(null)] }, NOW).html).toContain(
    '\n1. Платежи: выставить ссылку\n2. Выставить ссылку\n',
  )
})
