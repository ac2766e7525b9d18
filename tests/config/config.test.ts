// The environment as configuration: what npm start gets with nothing set, what the real world must bring, and how a mistake is named.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Config, Environment, readConfig, secretsOf } from '../../src/config.ts'
import { readDirectory } from '../../src/directory.ts'
import { preflight } from '../../src/preflight.ts'

const real: Record<string, string> = {
  ADMIN_TOKEN: 'real-admin',
  TELEGRAM_BOT_TOKEN: '123456:real-telegram-token',
  YOUGILE_API_KEY: 'real-yougile',
  AMOCRM_BASE_URL: 'https://example.amocrm.ru',
  AMOCRM_TOKEN: 'real-amocrm',
  OPENAI_MODEL: 'gpt-5-mini',
  OPENAI_API_KEY: 'real-openai',
  RENTPROG_COMPANY_IDS: 'tbilisi:1,batumi:2,kutaisi:3,service-center:4',
  RENTPROG_WEBHOOK_SECRET_TBILISI: 'real-door-1',
  RENTPROG_WEBHOOK_SECRET_BATUMI: 'real-door-2',
  RENTPROG_WEBHOOK_SECRET_KUTAISI: 'real-door-3',
  RENTPROG_WEBHOOK_SECRET_SERVICE_CENTER: 'real-door-4',
  RENTPROG_TOKEN_TBILISI: 'real-token-1',
  RENTPROG_TOKEN_BATUMI: 'real-token-2',
  RENTPROG_TOKEN_KUTAISI: 'real-token-3',
  RENTPROG_TOKEN_SERVICE_CENTER: 'real-token-4',
  UMNICO_WEBHOOK_SECRET: 'real-door-5',
  UMNICO_API_TOKEN: 'real-umnico',
  STRIPE_WEBHOOK_SECRET: 'whsec_real',
  STRIPE_API_KEY: 'sk_live_real',
  STARLINE_WEBHOOK_SECRET: 'real-door-6',
  GREENWAY_WEBHOOK_SECRET: 'real-door-7',
  TELEGRAM_WEBHOOK_SECRET: 'real-door-8',
}
const without = (name: string): Record<string, string> => Object.fromEntries(Object.entries(real).filter(([key]) => key !== name))

function refusal(environment: Record<string, string>): string {
  try {
    readConfig(environment)
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('it was accepted')
}

describe('with nothing set', () => {
  const config = readConfig({})

  it('everything runs here, on loopback, on embedded Postgres', () => {
    expect(config).toMatchObject({
      roles: ['ingress', 'worker', 'scheduler'],
      http: { host: '127.0.0.1', port: 3000, adminTokens: ['sandbox-admin'] },
      databaseUrl: null,
      redisUrl: null,
      langsmith: null,
      dataDir: path.resolve('.data'),
    })
  })

  it('every door and vendor is the sandbox, with the secrets the sandbox knows', () => {
    expect(config.sandbox).toMatchObject({ url: 'http://127.0.0.1:4010', start: true })
    expect(config.rentprog.secrets).toEqual({
      tbilisi: ['sandbox-tbilisi'],
      batumi: ['sandbox-batumi'],
      kutaisi: ['sandbox-kutaisi'],
      'service-center': ['sandbox-service-center'],
    })
    for (const door of ['umnico', 'stripe', 'starline', 'greenway', 'telegram'] as const)
      expect(config[door].secrets).toEqual([`sandbox-${door}`])
    expect(config.stripe.livemode).toBe(false)
    const { rentprog, yougile, umnico, stripe, telegram, model, limits } = config.tools
    for (const base of [rentprog.baseUrl, yougile.baseUrl, umnico.baseUrl, stripe.baseUrl, telegram.apiRoot, model?.baseUrl])
      expect(base).toMatch(/^http:\/\/127\.0\.0\.1:4010\//)
    expect(model?.model).toBe('sandbox-scripted')
    expect(limits).toBe('generous')
    expect(path.basename(config.directoryFile ?? '')).toBe('world.json')
  })

  it('an empty variable is an absent one', () => {
    const empty = Object.fromEntries(Object.keys(Environment.shape).map((name) => [name, '']))
    expect(readConfig(empty)).toEqual(config)
  })

  it('nothing of ours reaches the sandbox’ process but what it needs', () => {
    const { sandbox } = readConfig({ PATH: '/bin', SANDBOX_PORT: '4999', DATABASE_URL: 'postgres://me:hunter22@db/rental' })
    expect(sandbox?.env).toMatchObject({ PATH: '/bin', SANDBOX_PORT: '4999' })
    expect(JSON.stringify(sandbox?.env)).not.toContain('hunter22')
  })
})

describe('values', () => {
  const cases: [string, Record<string, string>, (config: Config) => unknown, unknown][] = [
    [
      'two live secrets while one is being changed',
      { RENTPROG_WEBHOOK_SECRET_BATUMI: 'sandbox-new, sandbox-old,' },
      (c) => c.rentprog.secrets.batumi,
      ['sandbox-new', 'sandbox-old'],
    ],
    ['two live admin tokens', { ADMIN_TOKEN: 'sandbox-a,sandbox-b' }, (c) => c.http.adminTokens, ['sandbox-a', 'sandbox-b']],
    ['one role', { ROLE: 'ingress' }, (c) => c.roles, ['ingress']],
    ['several roles', { ROLE: 'worker, scheduler' }, (c) => c.roles, ['worker', 'scheduler']],
    ['all roles', { ROLE: 'all' }, (c) => c.roles, ['ingress', 'worker', 'scheduler']],
    [
      'a sandbox that runs already',
      { SANDBOX_URL: 'http://127.0.0.1:5000/' },
      (c) => c.sandbox,
      expect.objectContaining({ url: 'http://127.0.0.1:5000', start: false }),
    ],
    [
      'a vendor of its own beside the sandbox',
      { TELEGRAM_API_ROOT: 'http://127.0.0.1:6000' },
      (c) => c.tools.telegram.apiRoot,
      'http://127.0.0.1:6000',
    ],
    ['no model', { OPENAI_MODEL: 'off' }, (c) => c.tools.model, null],
    ['a path of its own for data', { DATA_DIR: 'elsewhere' }, (c) => c.dataDir, path.resolve('elsewhere')],
    ['an IPv6 loopback stays in the sandbox', { HOST: '::1' }, (c) => c.sandbox?.start, true],
    [
      'LangSmith',
      { LANGSMITH_API_KEY: 'key' },
      (c) => c.langsmith,
      { apiKey: 'key', apiUrl: 'https://api.smith.langchain.com', project: 'rental-orchestrator' },
    ],
    [
      'LangSmith with LangChain’s own switch, which then finds our tracer',
      { LANGSMITH_API_KEY: 'key', LANGSMITH_TRACING: 'true' },
      (c) => c.langsmith?.apiKey,
      'key',
    ],
    ['YouGile columns', { YOUGILE_COLUMNS: '{"batumi":"c1"}' }, (c) => c.tools.yougile.columns, { batumi: 'c1' }],
    ['vendors’ limits in the sandbox', { VENDOR_LIMITS: 'vendors' }, (c) => c.tools.limits, 'vendors'],
  ]
  it.each(cases)('%s', (_what, environment, part, expected) => {
    expect(part(readConfig(environment))).toEqual(expected)
  })
})

describe('the real world', () => {
  it('is reached with real credentials, and the sandbox is not started', () => {
    const config = readConfig(real)
    expect(config.sandbox).toBeNull()
    expect(config.directoryFile).toBeNull()
    expect(config.tools).toMatchObject({
      rentprog: { baseUrl: 'https://rentprog.net/api/v1/public' },
      yougile: { baseUrl: 'https://ru.yougile.com/api-v2' },
      telegram: { apiRoot: 'https://api.telegram.org' },
      model: { baseUrl: 'https://api.openai.com/v1' },
      limits: 'vendors',
    })
    expect(config.rentprog.companies).toEqual({ '1': 'tbilisi', '2': 'batumi', '3': 'kutaisi', '4': 'service-center' })
    expect(JSON.stringify({ ...config, sandbox: undefined, dataDir: undefined })).not.toContain('sandbox')
  })

  it('may be listened to from outside', () => {
    expect(readConfig({ ...real, HOST: '0.0.0.0' }).http.host).toBe('0.0.0.0')
  })

  it.each(Object.keys(real))('without %s is an error that names it: the sandbox never fills a gap', (name) => {
    expect(refusal(without(name))).toMatch(new RegExp(`^${name} is missing`))
  })

  it('lets amoCRM in by OAuth instead of a long-lived token, and then wants all of it', () => {
    const oauth = {
      AMOCRM_CLIENT_ID: 'id',
      AMOCRM_CLIENT_SECRET: 'real-secret',
      AMOCRM_REDIRECT_URI: 'https://orchestrator.example.com/amocrm',
      AMOCRM_REFRESH_TOKEN: 'real-refresh',
    }
    const config = readConfig({ ...without('AMOCRM_TOKEN'), ...oauth })
    expect(config.tools.amocrm.access).toMatchObject({ kind: 'oauth', clientId: 'id', refreshToken: 'real-refresh' })
    expect(secretsOf(config)).toEqual(expect.arrayContaining(['real-secret', 'real-refresh']))
    for (const name of Object.keys(oauth)) expect(refusal({ ...real, ...oauth, [name]: '' })).toMatch(new RegExp(`^${name} is missing`))
  })

  it('without a model needs no key for one', () => {
    expect(readConfig({ ...without('OPENAI_API_KEY'), OPENAI_MODEL: 'off' }).tools.model).toBeNull()
  })

  const vendors = Object.keys(real).filter((name) =>
    /^(TELEGRAM_BOT_TOKEN|YOUGILE_API_KEY|AMOCRM_TOKEN|OPENAI_API_KEY|UMNICO_API_TOKEN|STRIPE_API_KEY|RENTPROG_TOKEN_)/.test(name),
  )
  it.each(vendors)('begins with %s alone', (name) => {
    expect(refusal({ [name]: real[name] ?? '' })).toContain(`because ${name} is set`)
  })

  it('does not begin with the secrets of our own doors, nor with a stand-in of somebody’s own on this machine', () => {
    expect(readConfig({ RENTPROG_WEBHOOK_SECRET_BATUMI: 'new,old', ADMIN_TOKEN: 'mine' }).sandbox).not.toBeNull()
    expect(readConfig({ OPENAI_API_KEY: 'any', OPENAI_BASE_URL: 'http://127.0.0.1:8080/v1' }).sandbox).not.toBeNull()
    expect(refusal({ OPENAI_API_KEY: 'any', OPENAI_BASE_URL: 'https://models.example.com/v1' })).toContain('because OPENAI_API_KEY is set')
  })

  it('begins with an open host', () => {
    expect(refusal({ HOST: '0.0.0.0' })).toContain('because HOST=0.0.0.0 is reachable from outside')
  })

  it('has its secrets known to whoever hides them', () => {
    const secrets = secretsOf(readConfig({ ...real, LANGSMITH_API_KEY: 'real-langsmith' }))
    const values = Object.entries(real).filter(([name]) => !['AMOCRM_BASE_URL', 'OPENAI_MODEL', 'RENTPROG_COMPANY_IDS'].includes(name))
    expect(secrets.sort()).toEqual([...values.map(([, value]) => value), 'real-langsmith'].sort())
  })
})

describe('a mistake', () => {
  it.each([
    [{ PORT: 'abc' }, /^PORT: must be a whole number from 0 to 65535$/],
    [{ PORT: '70000' }, /^PORT: must be a whole number from 0 to 65535$/],
    [{ RETRY_BASE_MS: '-1' }, /^RETRY_BASE_MS: must be a whole number$/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: /],
    [{ ROLE: 'cook' }, /^ROLE: "cook" is not ingress, worker or scheduler/],
    [{ DATABASE_URL: 'mysql://db/rental' }, /^DATABASE_URL: must be a URL like postgres:\/\//],
    [{ REDIS_URL: 'localhost:6379' }, /^REDIS_URL: must be a URL like redis:\/\//],
    [{ SANDBOX_URL: 'ftp://x' }, /^SANDBOX_URL: must be a URL like https:\/\//],
    [{ YOUGILE_COLUMNS: '{"paris":"c1"}' }, /^YOUGILE_COLUMNS: must be JSON like/],
    [{ RENTPROG_COMPANY_IDS: 'paris:1' }, /^RENTPROG_COMPANY_IDS: "paris:1" is not branch:id$/],
    [{ RENTPROG_COMPANY_IDS: 'tbilisi' }, /^RENTPROG_COMPANY_IDS: "tbilisi" is not branch:id$/],
    [{ SETTINGS_FILE: 'no-such.json' }, /^SETTINGS_FILE: no-such\.json cannot be read as JSON/],
    [{ LANGSMITH_TRACING: 'true' }, /^LANGSMITH_TRACING: .*LANGSMITH_API_KEY/],
    [{ LANGSMITH_TRACING_V2: 'true' }, /^LANGSMITH_TRACING_V2: /],
    [{ LANGCHAIN_TRACING_V2: 'true', LANGCHAIN_API_KEY: 'key' }, /^LANGCHAIN_TRACING_V2: /],
  ])('%j is named in one line', (environment, line) => {
    const said = refusal(environment as Record<string, string>)
    expect(said).toMatch(line)
    expect(said).not.toContain('\n')
  })

  it('is none where LangChain’s switch is off', () => {
    expect(readConfig({ LANGSMITH_TRACING: 'false' }).langsmith).toBeNull()
  })
})

describe('files', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'config-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function file(text: string): Promise<string> {
    const at = path.join(folder, 'given.json')
    await writeFile(at, text)
    return at
  }
  const checked = (environment: Record<string, string>) => preflight(readConfig(environment))

  it('override settings', async () => {
    const at = await file('{"all":{"quietFromHour":23},"batumi":{"quietToHour":9}}')
    expect(readConfig({ SETTINGS_FILE: at }).settings).toEqual({ all: { quietFromHour: 23 }, batumi: { quietToHour: 9 } })
    await expect(checked({ SETTINGS_FILE: at })).resolves.toBeUndefined()
  })

  it.each([
    ['{', /^SETTINGS_FILE: .*cannot be read as JSON/],
    ['[1]', /^SETTINGS_FILE: .*cannot be read as JSON/],
    ['{"all":{"quietFromHour":25}}', /^SETTINGS_FILE: all\.quietFromHour: /],
    ['{"all":{"remindBeforeMin":"two hours"}}', /^SETTINGS_FILE: all\.remindBeforeMin: /],
    ['{"bat":{}}', /^SETTINGS_FILE: .*"bat"/],
    ['{"batumi":{"quietFromHours":23}}', /^SETTINGS_FILE: batumi: .*"quietFromHours"/],
  ])('settings %j are refused with one line', async (text, line) => {
    const at = await file(text)
    await expect(async () => checked({ SETTINGS_FILE: at })).rejects.toThrow(line)
  })

  it('bring staff and chats', async () => {
    const directory = {
      staff: [{ id: 1, name: 'Test Employee', role: 'employee', branch: 'batumi', telegramId: 100000001 }],
      chats: [{ id: -100, purpose: 'alerts' }],
    }
    const read = await readDirectory(await file(JSON.stringify(directory)))
    expect(read).toMatchObject({ staff: [{ id: 1, language: 'ru' }], chats: [{ id: -100, topics: [] }] })
  })

  it.each([
    ['{', /^DIRECTORY_FILE: .* is not JSON$/],
    ['{"staff":[]}', /^DIRECTORY_FILE: .*: chats: /],
    ['{"staff":[{"id":1,"name":"A","role":"cook"}],"chats":[]}', /^DIRECTORY_FILE: .*: staff\.0\.role: /],
  ])('of a directory like %j are refused with one line', async (text, line) => {
    const at = await file(text)
    await expect(checked({ DIRECTORY_FILE: at })).rejects.toThrow(line)
  })

  it('that are not there are named', async () => {
    await expect(checked({ DIRECTORY_FILE: path.join(folder, 'gone.json') })).rejects.toThrow(
      /^DIRECTORY_FILE: .*gone\.json cannot be read \(ENOENT/,
    )
  })
})
