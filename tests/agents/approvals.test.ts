import { describe, expect, it } from 'vitest'
import { approvals } from '../../src/agents/approvals/index.ts'
import { addMs, HOUR_MS, MINUTE_MS } from '../../src/clock.ts'
import type { NewEvent } from '../../src/events/index.ts'
import type { Approval } from '../../src/tools/rental.ts'
import { staffRow } from './rows.ts'
import { NOW, run } from './world.ts'

const REF = 'abcdefghij'
const asked = (over: Partial<Approval> = {}): Approval => ({
  ref: REF,
  effectKey: 'e:payments:stripe.link:main',
  eventId: '01930000-0000-7000-8000-000000000009',
  choice: REF,
  kind: 'stripe.link',
  role: 'manager',
  branch: 'batumi',
  text: 'выставить клиенту ссылку на оплату 150 GEL по брони 700001: доплата &lt;залог&gt;',
  askedBy: 90001,
  askedIn: null,
  status: 'pending',
  decidedBy: null,
  decidedAt: null,
  expiresAt: addMs(NOW, 24 * HOUR_MS),
  cards: [],
  wantedBy: null,
  editable: false,
  bookingId: null,
  basis: null,
  revision: 0,
  remarks: [],
  createdAt: NOW,
  ...over,
})
const people = [
  staffRow({ id: 90001, name: 'Нино', role: 'employee', branch: 'batumi' }),
  staffRow({ id: 90002, name: 'Георгий', role: 'manager', branch: 'batumi' }),
  staffRow({ id: 90041, name: 'Ана', role: 'head', branch: null }),
]
const world = (over: object = {}) => ({ approvals: [asked()], staff: people, ...over })
const press = (data: string): NewEvent => ({
  type: 'callback.button',
  payload: { chatId: 100000002, messageId: 5, fromId: 100000002, callbackQueryId: 'q', data },
})
const timer = (stage: string, ref = REF): NewEvent => ({
  type: 'approval.expired',
  payload: { subject: 'booking:700001', stage, ref, branch: 'batumi' },
  cause: { eventId: '01930000-0000-7000-8000-000000000009', agent: 'approvals' },
})

describe('a press', () => {
  it.each([
    ['yes', 'approve'],
    ['no', 'refuse'],
  ])('«%s» is carried to the ledger, and who pressed hears what the ledger says', async (button, word) => {
    const { only, listing } = await run(approvals, press(`ap|${REF}|${button}`), world())
    expect(listing).toEqual(['approval.decide main', 'telegram.answer main'])
    expect(only('approval.decide')).toEqual({ ref: REF, word, press: { by: 100000002, chatId: 100000002, messageId: 5, revision: 0 } })
    expect(only('telegram.answer')).toMatchObject({ text: '{{text}}', from: expect.stringContaining(':approvals:approval.decide:main') })
  })

  it('«Изменить» is carried, too, with what to do next; the button’s revision goes with a yes', async () => {
    const { only } = await run(
      approvals,
      press(`ap|${REF}|edit`),
      world({ approvals: [asked({ editable: true })], payloads: { 'e:payments:stripe.link:main': { amountMinor: 1, currency: 'usd' } } }),
    )
    expect(only('approval.decide')).toMatchObject({ word: 'edit', hint: 'Ответьте на эту карточку новой суммой, например «250 USD».' })
    const yes = await run(approvals, { ...press(`ap|${REF}|yes|7`) }, world())
    expect(yes.only('approval.decide').press?.revision).toBe(7)
  })

  it('«Подробности» shows who asks, who decides and what it would be, and changes nothing', async () => {
    const { only, listing } = await run(approvals, press(`ap|${REF}|info`), world())
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer')).toMatchObject({
      alert: true,
      text: expect.stringMatching(/^Просит: Нино, .*\nРешает руководитель филиала, до .*\nВыставить клиенту .*доплата <залог>$/),
    })
  })

  it.each([`ap|unknown-ref|yes`, 'ap', 'ap||yes', "ap|'; DROP TABLE approvals|yes"])(
    'of nothing we know (%s) is answered so',
    async (data) => {
      const { only, listing } = await run(approvals, press(data), world())
      expect(listing).toEqual(['telegram.answer main'])
      expect(only('telegram.answer').text).toBe('Эта кнопка уже не работает.')
    },
  )
})

describe('a reply', () => {
  const CHAT = 100000002
  const link = { linkId: 'l', amountMinor: 15_000, currency: 'gel', description: 'доплата', bookingId: 700001 }
  const replies = (text: string, over: Partial<Approval> | Partial<Approval>[] = {}, payload: Record<string, unknown> = link) => {
    const rows = [over].flat().map((one, at) => asked({ editable: true, ref: at === 0 ? REF : `${REF}${at}`, effectKey: `k${at}`, ...one }))
    const event: NewEvent = { type: 'message.employee', payload: { chatId: CHAT, fromId: CHAT, messageId: 6, text, replyToMessageId: 5 } }
    const ofMessages = { [`${CHAT}/5`]: [{ agent: 'approvals', slot: `card-${REF}.2` }] }
    return run(
      approvals,
      event,
      world({ approvals: rows, payloads: Object.fromEntries(rows.map((row) => [row.effectKey, payload])), ofMessages }),
    )
  }

  it('with another sum is carried to the ledger; nothing is allowed by it', async () => {
    const { only, listing } = await replies('1 250,50')
    expect(listing).toEqual(['approval.edit main', `telegram.message reply → thread-${CHAT}-0`])
    expect(only('approval.edit')).toMatchObject({
      ref: REF,
      press: { by: CHAT, chatId: CHAT, messageId: 5 },
      was: { amountMinor: 15_000, currency: 'gel' },
      set: { amountMinor: 125_050, currency: 'gel' },
      shown: { was: '150 GEL', is: '1250,50 GEL' },
      text: 'выставить клиенту ссылку на оплату 1250,50 GEL по брони 700001: доплата',
      role: 'head',
      place: { to: 'role', role: 'head', branch: 'batumi' },
    })
    expect(only('telegram.message')).toMatchObject({ html: '{{text}}', from: expect.stringContaining(':approval.edit:main') })
  })

  it.each<[string, Partial<Approval> | Partial<Approval>[], RegExp]>([
    ['дороже', {}, /^Не изменил: не понял сумму\. Ответьте на карточку новой суммой, например «250 GEL»\.$/],
    ['100 или 200 лари', {}, /^Не изменил: понимаю только одну сумму, без других слов\./],
    ['100 RUB', {}, /^Не изменил: в такой валюте/],
    ['0', {}, /^Не изменил: сумма — ноль\./],
    ['150 лари', {}, /^Там так и стоит: 150 GEL\./],
    ['200', { editable: false }, /^Здесь нечего менять/],
    ['200', { status: 'approved' }, /^Этот запрос уже решён/],
    ['200', [{}, {}], /^Не изменил: не понял, какой вариант\. .*«2: 250 GEL»/],
    ['3: 200', [{}, {}], /^Не изменил: не понял, какой вариант/],
  ])('of «%s» that cannot be done changes nothing and says why, with an example', async (text, over, told) => {
    const { only, listing } = await replies(text, over)
    expect(listing).toEqual([`telegram.message reply → thread-${CHAT}-0`])
    expect(only('telegram.message').html).toMatch(told)
  })

  it('names one of several by its number', async () => {
    const { only } = await replies('вариант 2: 200', [{}, {}])
    expect(only('approval.edit')).toMatchObject({ ref: `${REF}1`, set: { amountMinor: 20_000 } })
  })

  it('cannot make a sum that was asked of the head the manager’s', async () => {
    const { only } = await replies('10', { role: 'head' })
    expect(only('approval.edit').role).toBe('head')
  })
})

describe('silence', () => {
  it('after half an hour is answered by a reminder in the same place, with working buttons', async () => {
    const { only, listing } = await run(approvals, timer('remind'), world({ now: addMs(NOW, 30 * MINUTE_MS) }))
    expect(listing).toEqual([`telegram.message card-${REF} → role-manager-batumi`, 'approval.remind main', 'event.defer main'])
    expect(only('telegram.message').html).toContain('Напоминаю')
    expect(
      only('telegram.message')
        .buttons?.flat()
        .map(({ data }) => data),
    ).toEqual([`ap|${REF}|yes|0`, `ap|${REF}|no`, `ap|${REF}|info`])
    expect(only('approval.remind')).toMatchObject({ how: 'reminded' })
    expect(only('event.defer')).toMatchObject({ payload: { stage: 'escalate' }, notBefore: addMs(NOW, 2 * HOUR_MS).toISOString() })
  })

  it('after two hours goes up the ladder', async () => {
    const { only, listing } = await run(approvals, timer('escalate'), world({ now: addMs(NOW, 2 * HOUR_MS) }))
    expect(listing[0]).toBe(`telegram.message card-${REF} → role-head-batumi`)
    expect(only('telegram.message').html).toContain('руководитель филиала пока не ответил')
    expect(only('event.defer')).toMatchObject({ payload: { stage: 'expire' }, notBefore: addMs(NOW, 24 * HOUR_MS).toISOString() })
  })

  it('to the end is the end', async () => {
    const { only, listing } = await run(approvals, timer('expire'), world({ now: addMs(NOW, 24 * HOUR_MS) }))
    expect(listing).toEqual(['approval.decide main'])
    expect(only('approval.decide')).toEqual({ ref: REF, word: 'expire' })
  })

  it('is over when somebody has decided meanwhile', async () => {
    const { listing, summary } = await run(approvals, timer('remind'), world({ approvals: [asked({ status: 'approved' })] }))
    expect([listing, summary]).toEqual([[], 'Решение уже есть, напоминать не о чем.'])
  })

  it('of a role nobody holds is broken in the managers’ chat', async () => {
    const { listing } = await run(approvals, timer('escalate'), world({ staff: [], now: addMs(NOW, 2 * HOUR_MS) }))
    expect(listing[0]).toBe(`telegram.message card-${REF} → chat-managers`)
  })
})
