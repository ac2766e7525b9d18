// The scripted chat model, through LangChain's own client.
import { tool } from '@langchain/core/tools'
import { ChatOpenAI } from '@langchain/openai'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rank } from '../../sandbox/systems/openai/choose.ts'
import { OPENAI_KEY } from '../../sandbox/systems/openai.ts'
import { bearer, sandboxForThisFile } from './harness.ts'

const harness = sandboxForThisFile()
const { ask } = harness
const model = () =>
  new ChatOpenAI({
    model: 'sandbox-scripted',
    apiKey: OPENAI_KEY,
    maxRetries: 0,
    configuration: { baseURL: `${harness.sandbox.url}/openai/v1` },
  })

const GUIDE = `Ты выбираешь агентов.
- payments: счета, оплаты, возвраты и залоги
- booking-controller: брони, выдачи и приемки по времени
- issue-assistant: готовность машины к выдаче, фото, чеклист
- staff-assistant: всё остальное`

const Plan = z.object({
  agents: z
    .array(z.enum(['payments', 'booking-controller', 'issue-assistant', 'staff-assistant']))
    .min(1)
    .max(3),
  intent: z.enum(['question', 'request', 'complaint', 'other']),
  urgency: z.enum(['low', 'normal', 'high', 'urgent']).nullable(),
  language: z.enum(['ru', 'en', 'ka']),
  confidence: z.number().min(0).max(1),
  bookingId: z.number().int().nullable(),
  reason: z.string().max(200),
})
const classify = (text: string, method: 'jsonSchema' | 'functionCalling' = 'jsonSchema') =>
  model()
    .withStructuredOutput(Plan, { method, name: 'plan' })
    .invoke([
      ['system', GUIDE],
      ['user', text],
    ])

describe('structured output', () => {
  it.each(['jsonSchema', 'functionCalling'] as const)('chooses by the words of the message, through %s', async (method) => {
    const plan = await classify('Клиент спрашивает, прошла ли оплата по брони 700001', method)
    expect(plan).toMatchObject({ language: 'ru', bookingId: 700001, urgency: null })
    expect(plan.agents).toContain('payments')
    expect(plan.agents).not.toContain('staff-assistant')
    expect(plan.confidence).toBeGreaterThan(0.5)
    expect(plan.reason).toContain('sandbox-scripted')
  })

  it.each([
    ['Машина к выдаче готова, фото сделал', 'issue-assistant'],
    ['The client asks for a refund of the deposit, has the invoice been paid?', 'payments'],
    ['Перенеси бронь на час', 'booking-controller'],
  ])('sends «%s» to %s', async (text, agent) => {
    expect((await classify(text)).agents[0]).toBe(agent)
  })

  it('is unsure, and says so, when nothing fits', async () => {
    const plan = await classify('Ля-ля-ля')
    expect(plan).toMatchObject({ agents: ['staff-assistant'], intent: 'other', urgency: null, bookingId: null })
    expect(plan.confidence).toBeLessThan(0.3)
  })

  it('knows the language by its letters', async () => {
    expect((await classify('გამარჯობა')).language).toBe('ka')
    expect((await classify('Where is the office?')).language).toBe('en')
  })

  it('hears what urgent means', async () => {
    expect((await classify('Срочно! ДТП на трассе')).urgency).toBe('urgent')
  })

  it('keeps to the first message when it is asked to repair its answer', async () => {
    const answer = await model()
      .withStructuredOutput(Plan, { name: 'plan' })
      .invoke([
        ['system', GUIDE],
        ['user', 'Прошла ли оплата счета?'],
        ['assistant', '{"agents":["nobody"]}'],
        ['user', 'Invalid option: expected one of "payments"|"booking-controller"|"issue-assistant"|"staff-assistant"'],
      ])
    expect(answer.agents[0]).toBe('payments')
  })

  it('fills every kind of field validly', async () => {
    const Everything = z.object({
      kind: z.literal('plan'),
      at: z.iso.datetime(),
      nested: z.object({ list: z.array(z.object({ ok: z.boolean() })).min(2), text: z.string().min(5) }),
      either: z.union([z.number(), z.string()]),
      amount: z.number().int().min(10).max(99),
    })
    const answer = await model().withStructuredOutput(Everything, { name: 'everything' }).invoke('Всего 3 машины, 42 фото')
    expect(Everything.parse(answer)).toMatchObject({ kind: 'plan', amount: 42, nested: { list: [{ ok: false }, { ok: false }] } })
  })
})

describe('choosing', () => {
  it('puts no weight on words that describe every option', () => {
    const guide = '- a-one: машина машина\n- b-two: машина и чек'
    const [first] = rank(['a-one', 'b-two'], { message: 'в машине горит чек', before: '' }, guide)
    expect(first?.option).toBe('b-two')
  })

  it('takes an option that is named', () => {
    expect(rank(['alpha', 'beta'], { message: 'please take beta', before: '' }, '')[0]?.option).toBe('beta')
  })
})

describe('chat', () => {
  it('says of itself what it is', async () => {
    const { content, response_metadata, usage_metadata } = await model().invoke('Кто ты?')
    expect(content).toContain('сценарная модель песочницы (sandbox-scripted)')
    expect(response_metadata).toMatchObject({ model_name: 'sandbox-scripted', system_fingerprint: 'scripted', finish_reason: 'stop' })
    expect(usage_metadata).toMatchObject({ input_tokens: 3, output_tokens: expect.any(Number) })
    const models = await ask('/openai/v1/models', { headers: bearer(OPENAI_KEY) })
    expect(models.body).toMatchObject({ data: [{ id: 'sandbox-scripted', owned_by: 'sandbox' }] })
  })

  it('streams what it says, with the usage at the end', async () => {
    const chunks: string[] = []
    let tokens = 0
    for await (const chunk of await model().stream('Расскажи')) {
      chunks.push(String(chunk.content))
      tokens += chunk.usage_metadata?.total_tokens ?? 0
    }
    expect(chunks.filter(Boolean).length).toBeGreaterThan(2)
    expect(chunks.join('')).toContain('Получено: Расскажи')
    expect(tokens).toBeGreaterThan(0)
  })

  const tools = [
    tool(() => '', { name: 'find_booking', description: 'Найти бронь по номеру', schema: z.object({ bookingId: z.number().int() }) }),
    tool(() => '', { name: 'list_tasks', description: 'Список задач сотрудника', schema: z.object({}) }),
  ]

  it('calls the tool that fits, and speaks once it has answered', async () => {
    const asked = await model().bindTools(tools).invoke('Покажи бронь 700001')
    expect(asked.tool_calls).toMatchObject([{ name: 'find_booking', args: { bookingId: 700001 } }])
    const call = asked.tool_calls?.[0]
    const told = await model()
      .bindTools(tools)
      .invoke([['user', 'Покажи бронь 700001'], asked, { role: 'tool', content: '{}', tool_call_id: call?.id ?? '' }])
    expect([told.tool_calls, told.content !== '']).toEqual([[], true])
  })

  it('calls no tool when none fits', async () => {
    expect((await model().bindTools(tools).invoke('Доброе утро')).tool_calls).toEqual([])
  })

  it('refuses a wrong key and a request without messages', async () => {
    expect((await ask('/openai/v1/chat/completions', { body: {}, headers: bearer('wrong') })).status).toBe(401)
    const refused = await ask('/openai/v1/chat/completions', { body: { model: 'm', messages: [] }, headers: bearer(OPENAI_KEY) })
    expect(refused).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error' } } })
  })
})

describe('answers put into its mouth', () => {
  it('are said once to prompts that contain the words, as text or as arguments of the tool', async () => {
    const answer = {
      agents: ['issue-assistant'],
      intent: 'other',
      urgency: 'low',
      language: 'en',
      confidence: 1,
      bookingId: null,
      reason: 'scripted',
    }
    await ask('/_model', { body: { match: 'оплата', answer, times: 2 } })
    expect((await classify('Перенеси бронь')).agents).toEqual(['booking-controller'])
    expect(await classify('Где оплата?')).toEqual(answer)
    expect(await classify('Где оплата?', 'functionCalling')).toEqual(answer)
    expect((await classify('Где оплата?')).agents[0]).toBe('payments')
  })

  it('may be garbage, which no schema takes', async () => {
    await ask('/_model', { body: { garbage: true } })
    await expect(classify('Где оплата?')).rejects.toThrow()
    expect((await classify('Где оплата?')).agents[0]).toBe('payments')
  })

  it('may be an error', async () => {
    await ask('/_model', { body: { status: 503 } })
    await expect(classify('Где оплата?')).rejects.toMatchObject({ status: 503 })
  })

  it('are refused when they say nothing', async () => {
    expect((await ask('/_model', { body: { match: 'оплата' } })).status).toBe(400)
  })
})
