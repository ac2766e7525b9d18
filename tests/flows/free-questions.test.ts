// A question no rule understands: the model asks our reads, and answers from what they say; without it the bot says so honestly.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE_MS } from '../../src/clock.ts'
import { CARD_AFTER_MS, TYPING_AFTER_MS } from '../../src/progress.ts'
import { until } from '../process/children.ts'
import { cardsIn, HEAD, MANAGER, press } from '../support/approvals.ts'
import { botCalls, messagesTo, post } from '../support/telegram-door.ts'
import { EMPLOYEE, says } from '../support/telegram-updates.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { SCHEDULES: 'off' } })
  await world.app.db.prisma.car.create({
    data: { id: 80001, branch: 'batumi', name: 'Toyota Prius', plate: 'AA-000-AA', updatedAt: world.clock.now() },
  })
})
afterAll(() => world.stop())
beforeEach(async () => void (await fetch(`${world.sandbox.url}/_model`, { method: 'DELETE' })))

const script = (line: Record<string, unknown>) =>
  fetch(`${world.sandbox.url}/_model`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(line) })
const QUESTION = 'хватит ли гостю бензина до гор'
const ask = async () => {
  const { body } = await post(world, says(QUESTION))
  await world.app.drain()
  return { event: await world.event(body.events[0] ?? ''), said: (await messagesTo(world, EMPLOYEE.id)).at(-1) ?? '' }
}
const NOBODY = { meant: ['nobody'], urgency: 'low', language: 'ru', reason: 'unclear' }
const CAR = { tool: { name: 'find_car', args: { query: 'AA-000-AA' } } }
const questions = async () => (await world.calls('openai')).filter(({ body }) => Array.isArray(body.tools))

it('it asks a read, answers from it, escaped and with its sources', async () => {
  await script({ match: QUESTION, answer: NOBODY })
  await script({ match: QUESTION, ...CAR })
  await script({ match: 'Toyota Prius', answer: 'Бак у <Prius> полный.' })
  const { event, said } = await ask()
  expect(said).toBe(
    'Бак у &lt;Prius&gt; полный.\n\n<i>Источник: наша база (RentProg, Starline, Greenway): авто; ответ составила модель sandbox-scripted</i>',
  )
  expect(event.agents[0]?.summary).toContain('ответила модель sandbox-scripted')
})

it('it asks four times at most', async () => {
  const before = (await questions()).length
  await script({ match: QUESTION, answer: NOBODY })
  await script({ match: QUESTION, ...CAR, times: 10 })
  await ask()
  const asked = (await questions()).slice(before)
  expect(asked.map(({ body }) => body.tool_choice)).toEqual(['auto', 'auto', 'auto', 'auto', 'none'])
})

it('a slow model: «печатает…», then one card that says what is done, and in its place the answer', async () => {
  const before = (await botCalls(world)).length
  await script({ match: QUESTION, answer: NOBODY })
  await script({ match: QUESTION, ...CAR })
  await script({ match: 'Toyota Prius', answer: 'Бак полный.', delayMs: 60_000 })
  const { body } = await post(world, says(QUESTION))
  const scripted = async () => (await (await fetch(`${world.sandbox.url}/_model`)).json()) as unknown[]
  await until(10_000, async () => (await scripted()).length === 0)
  const seen = async () => (await botCalls(world)).slice(before)
  world.clock.advance(TYPING_AFTER_MS)
  await until(10_000, async () => (await seen()).length === 1)
  world.clock.advance(CARD_AFTER_MS)
  await until(10_000, async () => (await seen()).length === 2)
  // Now it thinks no longer.
  await fetch(`${world.sandbox.url}/_model`, { method: 'DELETE' })
  await world.app.drain()

  const [typing, card, answer, ...more] = await seen()
  expect(typing).toMatchObject({ path: '/sendChatAction', body: { chat_id: EMPLOYEE.id, action: 'typing' } })
  expect(card).toMatchObject({ path: '/sendMessage', body: { chat_id: EMPLOYEE.id, text: '⏳ Смотрю: авто…' } })
  expect(answer).toMatchObject({ path: '/editMessageText', body: { text: expect.stringContaining('Бак полный.') } })
  expect(more).toEqual([])
  const { effects } = await world.event(body.events[0] ?? '')
  const messages = effects.filter(({ kind }) => kind === 'telegram.message')
  expect(messages.map(({ status }) => status)).toEqual(['sent', 'sent'])
  expect(messages[1]?.receipt).toEqual(messages[0]?.receipt)
  // Whoever asks about it hears of the answer.
  await post(world, says('/why'))
  await world.app.drain()
  expect((await messagesTo(world, EMPLOYEE.id)).at(-1)).toContain('Сделано: сообщение там, где спросили')
})

it('it knows what was asked long before, beside the latest words', async () => {
  await world.app.db.prisma.talk.update({
    where: { subject: `chat:telegram:${EMPLOYEE.id}:0` },
    data: { summary: '2030-11-04 Брони: бронь #4001 (booking_status) ×2' },
  })
  await script({ match: QUESTION, answer: NOBODY })
  await script({ match: QUESTION, ...CAR })
  await script({ match: 'Toyota Prius', answer: 'Бак полный.' })
  await ask()
  const asked = (await questions()).map(({ body }) => (body.messages as unknown[])[1])
  expect(asked.at(-1)).toEqual({
    role: 'assistant',
    content: expect.stringMatching(/^Раньше здесь спрашивали:\n[\s\S]*2030-11-04 Брони: бронь #4001 \(booking_status\) ×2$/),
  })
})

it('a greeting is answered without asking it', async () => {
  const before = (await world.calls('openai')).length
  for (const text of ['добрый день!', 'спасибо']) {
    const { body } = await post(world, says(text))
    await world.app.drain()
    expect(await world.event(body.events[0] ?? '')).toMatchObject({ status: 'done', plan: { by: 'rules', agents: ['staff-assistant'] } })
  }
  expect(await world.calls('openai')).toHaveLength(before)
})

it('words that rest on nothing are not passed on', async () => {
  await script({ match: QUESTION, answer: NOBODY })
  await script({ match: QUESTION, answer: 'Конечно хватит, обещаю!' })
  expect((await ask()).said).toContain('Я пока не понял')
})

describe('what it suggests', () => {
  const suggest = async (name: string, args: Record<string, unknown>) => {
    await script({ match: QUESTION, answer: NOBODY })
    await script({ match: QUESTION, tool: { name, args } })
    await script({ match: 'Предложение записано', answer: 'Предложил, решать вам.' })
    const { event, said } = await ask()
    const card = (await cardsIn(world)).at(-1)
    if (card === undefined) throw new Error('there is a card')
    return { event, said, card }
  }
  const tasks = () => world.app.db.prisma.task.findMany({ orderBy: { createdAt: 'asc' } })
  const TASK = { title: 'залить бак Prius', due: 'завтра в 18:00', car: 'AA-000-AA' }

  it('is a card for whoever asked, and nothing is done until they say yes', async () => {
    const { event, said, card } = await suggest('propose_task', TASK)
    expect(said).toContain('🤖')
    expect(event.status).toBe('waiting')
    expect(event.effects.filter(({ kind }) => kind === 'suggestion.take').map(({ status }) => status)).toEqual(['awaiting'])
    expect(await tasks()).toEqual([])
    expect(card.chatId).toBe(EMPLOYEE.id)
    expect(card.text).toBe(
      '🤖 <b>Предлагаю:</b> поставить задачу <b>Залить бак Prius</b>, исполнитель — вы, срок завтра 18:00, Toyota Prius AA-000-AA\n' +
        'Сделаю, если подтвердите до 5 ноября 13:00; иначе само отменится.',
    )
    // Whoever stands higher has not been asked either.
    expect((await press(world, card, card.buttons.Одобрить ?? '', HEAD)).told).toEqual([
      'Решает тот, кому предложено, ваш голос здесь не считается.',
    ])
    expect(await tasks()).toEqual([])

    expect((await press(world, card, card.buttons.Одобрить ?? '', EMPLOYEE.id)).told).toEqual(['Одобрено, выполняю.'])
    expect(await tasks()).toMatchObject([
      { title: 'Залить бак Prius', carId: 80001, creatorId: 90001, assigneeId: 90001, branch: 'batumi' },
    ])
    expect((await tasks())[0]?.dueAt?.toISOString()).toBe('2030-11-06T14:00:00.000Z')
    expect((await messagesTo(world, EMPLOYEE.id)).at(-1)).toContain('📌 Задача поставлена: <b>Залить бак Prius</b>')
    const edit = (await botCalls(world)).filter(({ path }) => path === '/editMessageText').at(-1)?.body
    expect(String(edit?.text)).toMatch(/^Поставить задачу .+✅ Одобрено: Тест Сотрудник/s)
    expect((await world.event(event.id)).status).toBe('done')
    const words = await world.app.db.prisma.decision.findMany({ where: { about: { startsWith: event.id } }, orderBy: { seq: 'asc' } })
    expect(words.map(({ what, by }) => [what, by])).toEqual([
      ['asked', 90001],
      ['denied', 90041],
      ['approved', 90001],
    ])

    expect((await press(world, card, card.buttons.Одобрить ?? '', EMPLOYEE.id)).told[0]).toMatch(/^Уже одобрено/)
    expect(await tasks()).toHaveLength(1)
  })

  it('refused, or left lying, is not done', async () => {
    const { card } = await suggest('propose_task', TASK)
    expect((await press(world, card, card.buttons.Отказать ?? '', EMPLOYEE.id)).told).toEqual(['Отказано, ничего не сделаю.'])
    const { event } = await suggest('propose_task', TASK)
    world.clock.advance(61 * MINUTE_MS)
    await world.app.drain()
    expect((await world.event(event.id)).status).toBe('done')
    expect((await world.event(event.id)).effects.find(({ kind }) => kind === 'suggestion.take')?.status).toBe('skipped')
    expect(await tasks()).toHaveLength(1)
  })

  it('a link an employee took still needs whoever may allow it', async () => {
    const links = async () =>
      (await world.calls('stripe')).filter(({ method, path }) => method === 'POST' && path.includes('payment_links'))
    const { card } = await suggest('propose_payment_link', { booking: 700001, amount: 99.9, currency: 'gel' })
    expect(card.text).toContain('запросить ссылку на оплату <b>99,90 GEL</b>')
    await press(world, card, card.buttons.Одобрить ?? '', EMPLOYEE.id)
    const asked = (await cardsIn(world)).at(-1)
    expect(asked?.chatId).toBe(MANAGER)
    expect(asked?.text).toContain('👤 Просит: Тест Сотрудник')
    expect(await links()).toEqual([])
    await press(world, asked ?? card, asked?.buttons.Одобрить ?? '', MANAGER)
    expect(await links()).toHaveLength(1)
  })

  it('and what cannot be done is told to the model, not to a person', async () => {
    const before = (await cardsIn(world)).length
    await script({ match: QUESTION, answer: NOBODY })
    await script({ match: QUESTION, tool: { name: 'propose_task', args: { ...TASK, assignee: 'Никто' } } })
    await script({ match: 'Не нашёл сотрудника', answer: 'Такого сотрудника нет.' })
    expect((await ask()).said).toContain('Такого сотрудника нет.')
    expect(await cardsIn(world)).toHaveLength(before)
  })

  it('an edited message is suggested nothing upon', async () => {
    const before = (await questions()).length
    await script({ match: QUESTION, answer: NOBODY, times: 2 })
    const update = says(QUESTION)
    await post(world, { update_id: update.update_id, edited_message: { ...update.message, edit_date: 1760000100 } } as never)
    await world.app.drain()
    const names = (await questions())
      .slice(before)
      .flatMap(({ body }) => (body.tools as { function: { name: string } }[]).map((one) => one.function.name))
    expect(names).toContain('find_car')
    expect(names.filter((name) => name.startsWith('propose_'))).toEqual([])
  })
})

it('a model that is down leaves the honest answer', async () => {
  await world.fault({ system: 'openai', status: 500, times: 20 })
  const { event, said } = await ask()
  expect(event.status).toBe('done')
  expect(said).toContain('Я пока не понял')
})
