// What needs somebody's word is not done without it: asked, allowed, refused, forgotten, by whom it may be and by whom it may not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PRESS } from '../../src/agents/words.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/clock.ts'
import { until } from '../process/children.ts'
import {
  ADMIN,
  BOOKING,
  type Card,
  cardNow,
  cardsIn,
  DIRECTOR,
  EMPLOYEE,
  HEAD,
  MANAGER,
  OTHER_MANAGER,
  press,
  pressOf,
  wishing,
} from '../support/approvals.ts'
import { answersTo, botCalls, messagesTo, post } from '../support/telegram-door.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let isSick = false
beforeAll(async () => {
  world = await startWorld({ overrides: { graph: wishing(() => isSick) } })
})
afterAll(() => world.stop())

let nextMessage = 1
/** @returns the event, and the cards it brought. */
async function say(text: string, from = EMPLOYEE): Promise<{ id: string; cards: Card[] }> {
  const before = (await cardsIn(world)).length
  const payload = { chatId: from, chatType: 'private' as const, fromId: from, messageId: nextMessage++, text }
  const { id } = await world.app.orchestrator.route({ type: 'message.employee', payload })
  await world.app.drain()
  return { id, cards: (await cardsIn(world)).slice(before) }
}
const links = async () => (await world.calls('stripe')).filter(({ method, path }) => method === 'POST' && path.includes('payment_links'))
const statuses = async (id: string, kind = 'stripe.link') =>
  (await world.event(id)).effects.filter((effect) => effect.kind === kind).map(({ status }) => status)
const audit = async (id: string) => {
  const rows = await world.app.db.prisma.decision.findMany({ where: { about: { startsWith: id } }, orderBy: { seq: 'asc' } })
  return rows.map(({ what, by, via }) => `${what} ${by ?? '-'} ${via}`)
}
const lastEdit = async (card: Card | undefined) =>
  (await botCalls(world))
    .filter(({ path, body }) => path === '/editMessageText' && body.message_id === card?.messageId && body.chat_id === card?.chatId)
    .at(-1)?.body
const yes = (card: Card | undefined) => card?.buttons.Одобрить ?? ''
const no = (card: Card | undefined) => card?.buttons.Отказать ?? ''

describe('what an employee wants', () => {
  it('waits for the manager of the branch, who is asked in private; the run waits without holding its lane', async () => {
    const { id, cards } = await say('ссылка на 150')
    expect(await world.event(id)).toMatchObject({ status: 'waiting', agents: [{ name: 'payments', status: 'done' }] })
    expect(await statuses(id)).toEqual(['awaiting'])
    expect(cards).toMatchObject([{ chatId: MANAGER }])
    expect(cards[0]?.text).toContain('ссылку на оплату 150 GEL')
    expect(cards[0]?.text).toContain('👤 Просит: Тест Сотрудник')
    expect(cards[0]?.text).not.toContain('Клиент просит ссылку на доплату')
    expect(await links()).toEqual([])
    const other = await world.app.orchestrator.route({
      type: 'message.employee',
      payload: { chatId: EMPLOYEE, chatType: 'private', fromId: EMPLOYEE, messageId: nextMessage++, text: 'ну что там' },
    })
    await world.app.drain()
    expect((await world.event(other.id)).status).toBe('done')

    const { told } = await press(world, cards[0] as Card, yes(cards[0]), MANAGER)
    expect(told).toEqual(['Одобрено, выполняю.'])
    expect(await statuses(id)).toEqual(['sent'])
    expect(await links()).toHaveLength(1)
    expect(await world.event(id)).toMatchObject({ status: 'done', attempts: 1, agents: [{ name: 'payments', attempts: 1 }] })
    expect((await messagesTo(world, -1000000000001)).at(-1)).toMatch(/^Ссылка на 150,00 GEL: http/)
    expect(String((await lastEdit(cards[0]))?.text)).toMatch(/✅ Одобрено: .+, 5 ноября 12:00\.$/)
    expect((await lastEdit(cards[0]))?.reply_markup).toBeUndefined()
    expect((await messagesTo(world, EMPLOYEE)).at(-1)).toMatch(/^✅ Одобрено/)
    expect(await audit(id)).toEqual(['asked 90001 asking', 'approved 90002 button'])
    // Nothing sleeps any more.
    expect(await world.app.db.prisma.event.count({ where: { type: 'approval.expired', status: 'scheduled' } })).toBe(0)
  })

  it('and the manager refuses is not done, nor is what speaks of it sent', async () => {
    const { id, cards } = await say('ссылка на 151')
    const before = [(await links()).length, (await messagesTo(world, -1000000000001)).length]
    expect((await press(world, cards[0] as Card, no(cards[0]), MANAGER)).told).toEqual(['Отказано, ничего не сделаю.'])
    expect([await statuses(id), await statuses(id, 'telegram.message')]).toEqual([['skipped'], expect.arrayContaining(['skipped'])])
    expect([(await links()).length, (await messagesTo(world, -1000000000001)).length]).toEqual(before)
    expect((await world.event(id)).status).toBe('done')
    expect((await messagesTo(world, EMPLOYEE)).at(-1)).toMatch(/^✖️ Отказано/)
  })

  it.each([
    ['another employee', EMPLOYEE, /Решает руководитель филиала/],
    ['the manager of another branch', OTHER_MANAGER, /Решает руководитель филиала/],
    ['an admin', ADMIN, /Решает руководитель филиала/],
  ])('cannot be allowed by %s', async (_who, by, why) => {
    const { id, cards } = await say('ссылка на 152')
    expect((await press(world, cards[0] as Card, yes(cards[0]), by)).told).toEqual([expect.stringMatching(why)])
    expect([await statuses(id), (await world.event(id)).status]).toEqual([['awaiting'], 'waiting'])
    expect(await audit(id)).toEqual(['asked 90001 asking', expect.stringMatching(/^denied \d+ button$/)])
    await press(world, cards[0] as Card, no(cards[0]), HEAD)
    expect((await world.event(id)).status).toBe('done')
  })

  it('is decided once: a second press, another person, another word change nothing and hear why', async () => {
    const { id, cards } = await say('ссылка на 153')
    await press(world, cards[0] as Card, yes(cards[0]), MANAGER)
    const before = (await links()).length
    expect((await press(world, cards[0] as Card, yes(cards[0]), MANAGER)).told).toEqual([
      expect.stringMatching(/^Уже одобрено: .+, 5 ноября 12:00\.$/),
    ])
    expect((await press(world, cards[0] as Card, no(cards[0]), DIRECTOR)).told).toEqual([expect.stringMatching(/^Уже одобрено/)])
    expect([(await links()).length, await statuses(id)]).toEqual([before, ['sent']])
  })

  it('cannot be decided from a message that is not its card', async () => {
    const { id, cards } = await say('ссылка на 154')
    const forwarded = { chatId: MANAGER, messageId: (cards[0]?.messageId ?? 0) + 1_000 }
    expect((await press(world, forwarded, yes(cards[0]), MANAGER)).told).toEqual([expect.stringMatching(/не отсюда/)])
    expect(await statuses(id)).toEqual(['awaiting'])
    await press(world, cards[0] as Card, no(cards[0]), MANAGER)
  })

  it('by larger sums is for the head, then for the director', async () => {
    const head = await say('ссылка на 1500')
    expect(head.cards).toMatchObject([{ chatId: HEAD }])
    expect((await press(world, head.cards[0] as Card, yes(head.cards[0]), MANAGER)).told).toEqual([
      expect.stringMatching(/Решает руководитель подразделения/),
    ])
    expect((await press(world, head.cards[0] as Card, yes(head.cards[0]), DIRECTOR)).told).toEqual(['Одобрено, выполняю.'])
    const director = await say('ссылка на 6000')
    expect(director.cards).toMatchObject([{ chatId: DIRECTOR }])
    expect((await press(world, director.cards[0] as Card, yes(director.cards[0]), HEAD)).told).toEqual([
      expect.stringMatching(/Решает директор/),
    ])
    await press(world, director.cards[0] as Card, no(director.cards[0]), DIRECTOR)
  })

  it('several of them, each is released by its own word, and the run ends with the last', async () => {
    const { id, cards } = await say('ссылки на 161, 162, 163')
    expect(cards).toHaveLength(3)
    await press(world, cards[1] as Card, yes(cards[1]), MANAGER)
    expect([await statuses(id), (await world.event(id)).status]).toEqual([['awaiting', 'sent', 'awaiting'], 'waiting'])
    await press(world, cards[2] as Card, no(cards[2]), MANAGER)
    expect((await world.event(id)).status).toBe('waiting')
    await press(world, cards[0] as Card, yes(cards[0]), MANAGER)
    expect([await statuses(id), (await world.event(id)).status]).toEqual([['sent', 'sent', 'skipped'], 'done'])
  })

  it('of whose run an agent is sick can be decided all the same; its next attempts ask nobody twice', async () => {
    isSick = true
    const payload = {
      chatId: EMPLOYEE,
      chatType: 'private' as const,
      fromId: EMPLOYEE,
      messageId: nextMessage++,
      text: 'both: ссылка на 170',
    }
    const before = (await cardsIn(world)).length
    const { id } = await world.app.orchestrator.route({ type: 'message.employee', payload })
    await world.app.drain()
    const [card] = (await cardsIn(world)).slice(before)
    expect([(await world.event(id)).status, await statuses(id)]).toEqual(['received', ['awaiting']])
    await press(world, card as Card, yes(card), MANAGER)
    expect([(await world.event(id)).status, await statuses(id)]).toEqual(['received', ['sent']])
    isSick = false
    world.clock.advance(MINUTE_MS)
    await world.app.drain()
    const [, second, ...none] = (await cardsIn(world)).slice(before)
    expect([none, (await world.event(id)).status]).toEqual([[], 'waiting'])
    await press(world, second as Card, no(second), MANAGER)
    expect((await world.event(id)).status).toBe('done')
  })
})

/** Answers a card. @returns the event, and the last thing said in that chat. */
async function reply(card: Card | undefined, text: string, from: number): Promise<{ id: string; told: string | undefined }> {
  const payload = { chatId: card?.chatId ?? 0, fromId: from, messageId: nextMessage++, text, replyToMessageId: card?.messageId }
  const { id } = await world.app.orchestrator.route({ type: 'message.employee', payload })
  await world.app.drain()
  return { id, told: (await messagesTo(world, card?.chatId ?? 0)).at(-1) }
}

describe('a card that is answered', () => {
  it('asks for the new sum, which is what is done, said and kept; the earlier buttons allow nothing', async () => {
    const { id, cards } = await say('ссылка на 155')
    const [card] = cards as [Card]
    expect(Object.keys(card.buttons)).toEqual(['Одобрить', 'Изменить', 'Отказать', 'Подробности'])
    expect((await press(world, card, card.buttons.Изменить ?? '', MANAGER)).told).toEqual([
      'Ответьте на эту карточку новой суммой, например «250 GEL».',
    ])
    expect((await press(world, card, card.buttons.Изменить ?? '', OTHER_MANAGER)).told).toEqual([expect.stringMatching(/не считается/)])
    expect((await reply(card, 'подешевле', MANAGER)).told).toBe(
      'Не изменил: не понял сумму. Ответьте на карточку новой суммой, например «250 GEL».',
    )
    const { id: answer, told } = await reply(card, '250', MANAGER)
    expect((await world.event(answer)).plan).toMatchObject({ agents: ['approvals'], by: 'rules' })
    expect(told).toBe('Записал: 155 GEL → 250 GEL. Это ещё не решение: оно за вами, кнопкой на карточке.')
    const asked = await cardNow(world, card)
    expect(asked.text).toMatch(/ссылку на оплату 250 GEL: доплата\n✏️ .+, 5 ноября 12:01: 155 GEL → 250 GEL\n👤 Просит/)
    expect(await statuses(id)).toEqual(['awaiting'])

    expect((await press(world, card, yes(card), MANAGER)).told).toEqual([expect.stringMatching(/^Карточка изменилась/)])
    expect(await statuses(id)).toEqual(['awaiting'])
    expect((await press(world, asked, yes(asked), MANAGER)).told).toEqual(['Одобрено, выполняю.'])
    expect((await world.event(id)).status).toBe('done')
    const prices = (await world.calls('stripe')).filter(({ path, effectKey }) => path.includes('prices') && effectKey?.startsWith(id))
    expect(prices.map(({ body }) => (body as { unit_amount: string }).unit_amount)).toEqual(['25000'])
    expect((await messagesTo(world, -1000000000001)).at(-1)).toMatch(/^Ссылка на 250,00 GEL: http/)
    expect((await messagesTo(world, EMPLOYEE)).at(-1)).toMatch(/✅ Одобрено.*250 GEL/s)
    expect(await world.app.db.prisma.paymentLink.findFirst({ where: { id: { startsWith: id.slice(-8) } } })).toMatchObject({
      amountMinor: 25_000n,
      status: 'created',
    })
    expect(await audit(id)).toEqual([
      ...['asked 90001 asking', 'denied 90013 button', 'edited 90002 reply', 'late 90002 button', 'approved 90002 button'],
    ])
    const [edited] = await world.app.db.prisma.decision.findMany({ where: { about: { startsWith: id }, what: 'edited' } })
    expect(edited?.note).toBe('155 GEL → 250 GEL')
  })

  it('by a finger that waits for somebody else hears soon that it takes longer, and then what came of it', async () => {
    const { id, cards } = await say('ссылка на 159')
    const [card] = cards as [Card]
    const other = await world.app.db.pool.connect()
    await other.query('BEGIN')
    await other.query('SELECT 1 FROM events WHERE id = $1 FOR UPDATE', [id])
    const fingers = [card.buttons.Подробности, card.buttons.Изменить, yes(card)].map((data) => pressOf(card, data ?? '', MANAGER))
    for (const { update } of fingers) await post(world, update)
    const drained = world.app.drain()
    // Presses of one card come one after another: the one that waits holds up those behind it.
    const heard = async (at: number) => (await answersTo(world, fingers[at]?.queryId ?? '')).at(0)
    await until(10_000, async () => (await heard(1)) !== undefined)
    expect([await heard(0), await heard(1)]).toEqual([expect.stringMatching(/^Просит/), PRESS.slow])
    await other.query('ROLLBACK')
    other.release()
    await drained
    expect(await heard(2)).toBe('Одобрено, выполняю.')
    expect((await messagesTo(world, MANAGER)).slice(-3)).toContain('Ответьте на эту карточку новой суммой, например «250 GEL».')
    expect(await statuses(id)).toEqual(['sent'])
  })

  it('with a sum beyond whoever answers goes to whoever may', async () => {
    const { id, cards } = await say('ссылка на 156')
    const seen = (await cardsIn(world)).length
    expect((await reply(cards[0], '1500 лари', MANAGER)).told).toMatch(/Теперь решает руководитель подразделения: спросил\.$/)
    const [above] = (await cardsIn(world)).slice(seen) as [Card]
    expect(above).toMatchObject({ chatId: HEAD, text: expect.stringContaining('1500 GEL') })
    const mine = await cardNow(world, cards[0] as Card)
    expect((await press(world, mine, yes(mine), MANAGER)).told).toEqual([expect.stringMatching(/^Решает руководитель подразделения/)])
    expect((await press(world, above, yes(above), HEAD)).told).toEqual(['Одобрено, выполняю.'])
    expect([await statuses(id), (await world.event(id)).status]).toEqual([['sent'], 'done'])
  })
})

describe('a booking that changes while somebody is asked about it', () => {
  const change = (set: string) => world.app.db.query(`UPDATE bookings SET ${set} WHERE id = ${BOOKING}`)
  beforeAll(async () => {
    await world.app.db.query(`DELETE FROM bookings WHERE id = ${BOOKING}`)
    await world.app.db.query(
      `INSERT INTO bookings (id, branch, number, state, start_at, end_at, updated_at)
       VALUES (${BOOKING}, 'batumi', 4001, 'Активная', '2030-11-06T08:00:00Z', '2030-11-09T08:00:00Z', now())`,
    )
  })

  it('is told to whoever allows it, who decides anew; nothing is done before', async () => {
    const { id, cards } = await say('ссылка на 157 по брони')
    const [card] = cards as [Card]
    await change(`start_at = '2030-11-07T08:00:00Z', total_minor = 50000`)
    expect((await press(world, card, yes(card), MANAGER)).told).toEqual([
      'Бронь изменилась: начало 6 ноября 12:00 → 7 ноября 12:00. Проверьте и решите ещё раз.',
    ])
    expect([await statuses(id), (await world.event(id)).status]).toEqual([['awaiting'], 'waiting'])
    // The second tap of an impatient finger is on the card as it was.
    expect((await press(world, card, yes(card), MANAGER)).told).toEqual([expect.stringMatching(/^Карточка изменилась/)])
    const again = await cardNow(world, card)
    expect(again.text).toContain('⚠️ Бронь изменилась: начало 6 ноября 12:00 → 7 ноября 12:00.')
    expect((await press(world, again, yes(again), MANAGER)).told).toEqual(['Одобрено, выполняю.'])
    expect(await statuses(id)).toEqual(['sent'])
    expect(await audit(id)).toEqual([...['asked 90001 asking', 'changed 90002 button', 'late 90002 button', 'approved 90002 button']])
  })

  it('is on the card as soon as we know; when it is cancelled, nobody is asked any more', async () => {
    const { id, cards } = await say('ссылка на 158 по брони')
    const [card] = cards as [Card]
    const told = { branch: 'batumi', rentprog_id: BOOKING, booking_id: BOOKING } as const
    await world.app.orchestrator.route({ type: 'booking.issued', payload: { ...told, fields: { end_date: '10-11-2030 12:00' } } })
    await world.app.drain()
    expect((await cardNow(world, card)).text).toMatch(/⚠️ Бронь изменилась: .*; авто у клиента нет → да\./)
    await world.app.orchestrator.route({ type: 'booking.cancelled', payload: told })
    await world.app.drain()
    expect([await statuses(id), (await world.event(id)).status]).toEqual([['skipped'], 'done'])
    const closed = await cardNow(world, card)
    expect(closed).toMatchObject({ buttons: {}, text: expect.stringContaining('🚫 Бронь отменена, поэтому запрос снят') })
    expect((await messagesTo(world, EMPLOYEE)).at(-1)).toMatch(/^🚫 Бронь отменена/)
    expect((await press(world, card, yes(card), MANAGER)).told).toEqual(['Запрос уже снят, ничего не сделано.'])
    expect(await world.app.db.prisma.paymentLink.findFirst({ where: { id: { startsWith: id.slice(-8) } } })).toMatchObject({
      status: 'cancelled',
    })
  })
})

describe('what a manager wants', () => {
  it('is allowed by asking, and the log says so', async () => {
    const { id, cards } = await say('ссылка на 180', MANAGER)
    expect(cards).toEqual([])
    expect([await statuses(id), (await world.event(id)).status]).toEqual([['sent'], 'done'])
    expect(await audit(id)).toEqual(['approved 90002 asking'])
  })

  it('beyond the manager’s sum is asked of the head', async () => {
    const { cards } = await say('ссылка на 1800', MANAGER)
    expect(cards).toMatchObject([{ chatId: HEAD }])
    await press(world, cards[0] as Card, no(cards[0]), HEAD)
  })
})

describe('silence', () => {
  it('is answered by a reminder, then by the next role, then by an end; what is pressed too late hears so', async () => {
    const { id, cards } = await say('ссылка на 190')
    const seen = (await cardsIn(world)).length
    world.clock.advance(30 * MINUTE_MS)
    await world.app.drain()
    const [reminder] = (await cardsIn(world)).slice(seen)
    expect(reminder).toMatchObject({ chatId: MANAGER, text: expect.stringContaining('Напоминаю') })
    world.clock.advance(90 * MINUTE_MS)
    await world.app.drain()
    const [, above] = (await cardsIn(world)).slice(seen)
    expect(above).toMatchObject({ chatId: HEAD, text: expect.stringContaining('Поднимаю выше') })
    world.clock.advance(DAY_MS)
    await world.app.drain()
    expect([await statuses(id), (await world.event(id)).status]).toEqual([['skipped'], 'done'])
    for (const card of [cards[0], reminder, above]) expect(String((await lastEdit(card))?.text)).toContain('⌛ Решения не было')
    expect((await press(world, above as Card, yes(above), HEAD)).told).toEqual(['Срок уже вышел, ничего не сделано.'])
    expect(await audit(id)).toEqual(['asked 90001 asking', 'reminded - clock', 'escalated - clock', 'expired - clock', 'late 90041 button'])
    world.clock.advance(HOUR_MS)
  })

  it('is over when the reminder’s button is pressed', async () => {
    const { id } = await say('ссылка на 191')
    const seen = (await cardsIn(world)).length
    world.clock.advance(30 * MINUTE_MS)
    await world.app.drain()
    const [reminder] = (await cardsIn(world)).slice(seen)
    expect((await press(world, reminder as Card, yes(reminder), MANAGER)).told).toEqual(['Одобрено, выполняю.'])
    expect((await world.event(id)).status).toBe('done')
  })
})

describe('agents that contradict each other', () => {
  it('leave the choice to a person: one is done, the other is not', async () => {
    const { id } = await world.app.orchestrator.route({
      type: 'message.employee',
      payload: { chatId: EMPLOYEE, fromId: EMPLOYEE, messageId: 9_200, text: 'both 200' },
    })
    const seen = (await cardsIn(world)).length
    await world.app.drain()
    const [card, ...none] = (await cardsIn(world)).slice(seen)
    expect((await world.event(id)).error).toBeNull()
    expect([await statuses(id), (await world.event(id)).status, none]).toEqual([['awaiting', 'awaiting'], 'waiting', []])
    expect(card).toMatchObject({
      chatId: MANAGER,
      text: expect.stringMatching(/Помощники предлагают разное.*\n1\. Платежи: .*200 GEL.*\n2\. Задачи: .*201 GEL/),
    })
    expect(Object.keys(card?.buttons ?? {})).toEqual(['Вариант 1', 'Вариант 2', 'Изменить', 'Ничего из этого', 'Подробности'])
    const before = (await links()).length
    await press(world, card as Card, card?.buttons['Вариант 2'] ?? '', MANAGER)
    expect([await statuses(id), (await world.event(id)).status]).toEqual([['skipped', 'sent'], 'done'])
    expect((await links()).length).toBe(before + 1)
    expect(String((await lastEdit(card))?.text)).toMatch(/Выбрано: .*201 GEL[\s\S]*✅ Одобрено/)
    expect((await press(world, card as Card, card?.buttons['Вариант 1'] ?? '', MANAGER)).told).toEqual([
      expect.stringMatching(/^Уже отказано/),
    ])
  })
})

it('a run whose checkpoints are gone ends by the ledgers, and no agent runs again', async () => {
  const { id, cards } = await say('ссылка на 205')
  for (const table of ['checkpoints', 'checkpoint_writes', 'checkpoint_blobs'])
    await world.app.db.query(`DELETE FROM langgraph.${table} WHERE thread_id = $1`, [id])
  await press(world, cards[0] as Card, yes(cards[0]), MANAGER)
  expect(await world.event(id)).toMatchObject({
    status: 'done',
    plan: { agents: ['payments'] },
    agents: [{ name: 'payments', attempts: 1 }],
  })
  expect(await statuses(id)).toEqual(['sent'])
  expect((await cardsIn(world)).filter(({ text }) => text.includes('205 GEL'))).toHaveLength(1)
})

describe('the API', () => {
  const api = (key: string, verb: string) => world.api(`/effects/${encodeURIComponent(key)}/${verb}`, 'POST')
  it.each([
    ['approve', 'sent', 'approved'],
    ['discard', 'skipped', 'refused'],
  ])('%s goes the way of every other word', async (verb, status, word) => {
    const { id, cards } = await say(`ссылка на ${verb === 'approve' ? 210 : 211}`)
    const key = (await world.event(id)).effects.find(({ kind }) => kind === 'stripe.link')?.key ?? ''
    expect((await api(key, verb)).status).toBe(202)
    await world.app.drain()
    expect([await statuses(id), (await world.event(id)).status]).toEqual([[status], 'done'])
    expect(await audit(id)).toEqual(['asked 90001 asking', `${word} - api`])
    expect((await press(world, cards[0] as Card, yes(cards[0]), MANAGER)).told).toEqual([expect.stringMatching(/^Уже/)])
    expect((await api(key, 'approve')).status).toBe(409)
  })
})

it('the log of decisions cannot be changed', async () => {
  await expect(world.app.db.query(`UPDATE decisions SET what = 'approved'`)).rejects.toThrow('append-only')
  await expect(world.app.db.query('DELETE FROM decisions')).rejects.toThrow('append-only')
  await expect(world.app.db.query('TRUNCATE decisions')).rejects.toThrow('append-only')
})
