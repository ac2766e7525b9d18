// The duty agent's watch over our webhooks at Umnico: what is off is switched on each time, people hear of it once.
import { expect, it } from 'vitest'
import { duty } from '../../src/agents/duty/index.ts'
import { decideHooks, incidentIn } from '../../src/agents/duty/webhooks.ts'
import { run, type World } from './world.ts'

const hook = (change: Record<string, unknown> = {}) => ({
  id: 1,
  url: 'https://orchestrator.example/webhooks/umnico?t=top-secret',
  name: 'orchestrator',
  status: 1,
  ...change,
})
const foreign = { id: 9, url: 'https://crm.example/umnico/their-secret', name: 'crm', status: 0 }
const check = (world: World, payload = {}) => run(duty, { type: 'check.webhooks', payload }, world)

it('finds all well and stays quiet', async () => {
  expect(await check({ umnico: [foreign, hook(), hook({ id: 2, status: '1' })] })).toMatchObject({
    listing: [],
    summary: 'Вебхук Umnico включён: всё в порядке.',
    asked: ['webhooks'],
  })
})

it('switches on what is off, and tells the chat for alerts, whichever branch the check names', async () => {
  const { listing, only, summary } = await check({ umnico: [foreign, hook({ status: 0 })] }, { branch: 'batumi' })
  expect(listing).toEqual(['incident.open main', 'telegram.message webhooks → chat-alerts', 'umnico.enable-webhook hook-1'])
  expect(only('umnico.enable-webhook')).toEqual({ webhookId: 1 })
  expect(only('telegram.message').html).toBe(
    [
      '🔌 <b>Umnico отключил наш вебхук</b> «orchestrator»: сообщения клиентов до нас не доходили. Включаю его снова.',
      'Так бывает, когда наш сервер был недоступен. Загляните, пожалуйста, в Umnico: не остались ли там сообщения без ответа.',
    ].join('\n'),
  )
  expect(only('incident.open')).toMatchObject({ id: 'webhook.off:umnico:1:2030-11-05T10', kind: 'webhook.off' })
  expect(summary).toBe('Umnico отключил вебхук «orchestrator»: включаю снова, сообщил в чат алертов.')
})

it('switches on each of several', async () => {
  const { listing, only } = await check({ umnico: [hook({ id: 4, name: '<b>', status: 2 }), hook(), hook({ id: 3, name: '', status: 0 })] })
  expect(listing.slice(2)).toEqual(['umnico.enable-webhook hook-4', 'umnico.enable-webhook hook-3'])
  expect(only('telegram.message').html).toContain('<b>Umnico отключил наши вебхуки</b> «&lt;b&gt;», № 3')
})

it('says that none is there, and how to add one', async () => {
  const { listing, only } = await check({ umnico: [foreign] })
  expect(listing).toEqual(['incident.open main', 'telegram.message webhooks → chat-alerts'])
  expect(only('telegram.message').html).toContain('<b>В Umnico нет нашего вебхука</b>')
  expect(only('telegram.message').html).toContain('UMNICO_WEBHOOK_SECRET')
  expect(only('incident.open')).toMatchObject({ id: 'webhook.missing:umnico:2030-11-05', kind: 'webhook.missing' })
})

it.each<[string, World, string[], RegExp]>([
  [
    'off: switched on again, told no more in this hour',
    { umnico: [hook({ status: 0 })], incidents: ['webhook.off:umnico:1:2030-11-05T10'] },
    ['umnico.enable-webhook hook-1'],
    /опять отключил .* уже сообщал\.$/,
  ],
  ['missing: told no more on this day', { umnico: [], incidents: ['webhook.missing:umnico:2030-11-05'] }, [], /сегодня уже сообщал\.$/],
])('%s', async (_what, world, listing, summary) => {
  const again = await check(world)
  expect(again.listing).toEqual(listing)
  expect(again.summary).toMatch(summary)
})

it('people hear of it again an hour, and a day, later, by the clock of Tbilisi', () => {
  const off = [
    { id: 10, name: '', enabled: false },
    { id: 9, name: '', enabled: false },
  ]
  expect(incidentIn(off, new Date('2030-11-05T20:59:59Z'))).toBe('webhook.off:umnico:9-10:2030-11-06T00')
  expect(incidentIn(off, new Date('2030-11-05T21:00:00Z'))).toBe('webhook.off:umnico:9-10:2030-11-06T01')
  expect(incidentIn([], new Date('2030-11-05T19:59:59Z'))).toBe('webhook.missing:umnico:2030-11-05')
  expect(incidentIn([], new Date('2030-11-05T20:00:00Z'))).toBe('webhook.missing:umnico:2030-11-06')
  expect(incidentIn([{ id: 1, name: '', enabled: true }], new Date())).toBeNull()
})

it('tells no secret, neither to people nor to the ledger', async () => {
  for (const umnico of [
    [hook()],
    [hook({ status: 0, name: 'https://orchestrator.example/webhooks/umnico?t=top-secret' }), foreign],
    [foreign],
  ]) {
    expect(JSON.stringify(await check({ umnico }))).not.toMatch(/top-secret|their-secret/)
  }
})

it('knows nothing when Umnico does not answer: the check is tried again', async () => {
  await expect(check({ umnico: 'down' })).rejects.toMatchObject({ name: 'Unavailable' })
})

it('no other event asks Umnico', async () => {
  const { asked } = await run(duty, { type: 'message.incoming', payload: { leadId: '1', messageId: '1', text: 'x' } }, { umnico: 'down' })
  expect(asked).toEqual([])
})

it('decides the same from the same facts', () => {
  const facts = { ours: [{ id: 1, name: 'a', enabled: false }], incident: 'i', isKnown: false }
  expect(decideHooks(facts)).toEqual(decideHooks(structuredClone(facts)))
})
