// The only reader of the environment: one schema, grouped by room. Everything else gets its part of Config as an argument.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { BRANCHES, type Branch, SourceName } from './events/event.ts'
import type { ToolsConfig } from './tools/index.ts'

export type Role = 'ingress' | 'worker' | 'scheduler'

/** The doors that one secret keeps, and the variable it stands in; two values may be live while it is changed. */
export const DOOR_SECRETS = {
  umnico: 'UMNICO_WEBHOOK_SECRET',
  stripe: 'STRIPE_WEBHOOK_SECRET',
  starline: 'STARLINE_WEBHOOK_SECRET',
  greenway: 'GREENWAY_WEBHOOK_SECRET',
  telegram: 'TELEGRAM_WEBHOOK_SECRET',
} as const
type SecretDoor = keyof typeof DOOR_SECRETS

export interface Config extends Record<SecretDoor, { secrets: string[] }> {
  roles: readonly Role[]
  http: { host: string; port: number; adminTokens: string[]; trustProxy: number }
  dataDir: string
  /** Null: the embedded Postgres in dataDir. */
  databaseUrl: string | null
  /** Null: BullMQ on Postgres. */
  redisUrl: string | null
  /** Null in the real world. `env` is what the sandbox' own process gets, none of our secrets among it. */
  sandbox: { url: string; start: boolean; env: Record<string, string | undefined> } | null
  /** Where the world reaches our doors, without a slash at the end; null: Telegram is asked by long polling. */
  publicUrl: string | null
  /** Requests a door takes from one address in a second before it answers 429. */
  doorRatePerSecond: number
  rentprog: { secrets: Record<Branch, string[]>; companies: Record<string, Branch> }
  /** `livemode`: what Stripe's events must say of themselves. */
  stripe: { secrets: string[]; livemode: boolean }
  /** Schedule → cron expression in Asia/Tbilisi, or `off`; what is not named keeps its default, or is off where `all` is. */
  schedules: Readonly<Record<string, string>>
  tools: ToolsConfig
  /** JSON file with staff, chats and cars, loaded at start; null leaves the tables as they are. */
  directoryFile: string | null
  settings: Record<string, unknown>
  worker: { concurrency: number; criticalConcurrency: number; attempts: number; retryBaseMs: number; leaseMs: number }
  duplicateWindowMin: number
  log: { level: 'debug' | 'info' | 'warn' | 'error' | 'silent' }
  langsmith: { apiKey: string; apiUrl: string; project: string } | null
}

/** A configuration nobody can start with; the message is one line that names the variable. */
export class BadConfig extends Error {
  override name = 'BadConfig'
}

function integer(fallback: number, max = Number.MAX_SAFE_INTEGER) {
  const wrong = { error: max === Number.MAX_SAFE_INTEGER ? 'must be a whole number' : `must be a whole number from 0 to ${max}` }
  return z.coerce.number(wrong).int(wrong).min(0, wrong).max(max, wrong).default(fallback)
}
const amount = (fallback: number) => z.coerce.number('must be a number').min(0, 'must not be negative').default(fallback)
const url = (protocols: RegExp, example: string) => z.url({ protocol: protocols, error: `must be a URL like ${example}` }).optional()
const httpUrl = url(/^https?$/, 'https://example.com')

const secretName = (branch: Branch) => `RENTPROG_WEBHOOK_SECRET_${variable(branch)}` as const
const tokenName = (branch: Branch) => `RENTPROG_TOKEN_${variable(branch)}` as const
function variable(branch: Branch): string {
  return branch.toUpperCase().replace('-', '_')
}
const perBranch = (name: (branch: Branch) => string) =>
  Object.fromEntries(BRANCHES.map((branch) => [name(branch), z.string().min(1).optional()]))

export const Environment = z.object({
  ROLE: z.string().optional(),
  PUBLIC_URL: url(/^https$/, 'https://orchestrator.example.com'),
  HOST: z.string().default('127.0.0.1'),
  PORT: integer(3000, 65_535),
  TRUST_PROXY: integer(0, 10),
  DOOR_RATE_PER_SECOND: integer(1_000),
  ADMIN_TOKEN: z.string().min(1).optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: url(/^postgres(ql)?$/, 'postgres://user:password@host:5432/database'),
  REDIS_URL: url(/^rediss?$/, 'redis://host:6379'),
  SANDBOX_URL: httpUrl,
  SANDBOX_PORT: integer(4010, 65_535),
  DIRECTORY_FILE: z.string().min(1).optional(),
  SETTINGS_FILE: z.string().min(1).optional(),
  SCHEDULES: z.string().optional(),
  RENTPROG_COMPANY_IDS: z.string().optional(),
  ...perBranch(secretName),
  ...perBranch(tokenName),
  RENTPROG_BASE_URL: httpUrl,
  UMNICO_WEBHOOK_SECRET: z.string().min(1).optional(),
  UMNICO_API_TOKEN: z.string().min(1).optional(),
  UMNICO_USER_ID: z.coerce.number('must be a whole number').int('must be a whole number').positive('must be positive').optional(),
  UMNICO_BASE_URL: httpUrl,
  STRIPE_WEBHOOK_SECRET: z.string().min(1).optional(),
  STRIPE_API_KEY: z.string().min(1).optional(),
  STRIPE_BASE_URL: httpUrl,
  STARLINE_WEBHOOK_SECRET: z.string().min(1).optional(),
  GREENWAY_WEBHOOK_SECRET: z.string().min(1).optional(),
  YOUGILE_BASE_URL: httpUrl,
  YOUGILE_API_KEY: z.string().min(1).optional(),
  YOUGILE_COLUMNS: z.string().optional(),
  AMOCRM_BASE_URL: httpUrl,
  AMOCRM_TOKEN: z.string().min(1).optional(),
  AMOCRM_CLIENT_ID: z.string().min(1).optional(),
  AMOCRM_CLIENT_SECRET: z.string().min(1).optional(),
  AMOCRM_REDIRECT_URI: httpUrl,
  AMOCRM_REFRESH_TOKEN: z.string().min(1).optional(),
  TELEGRAM_API_ROOT: httpUrl,
  TELEGRAM_BOT_TOKEN: z.string().min(1).optional(),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}(,[A-Za-z0-9_-]{1,256})*$/, 'must be 1–256 letters, digits, _ or - (two: comma between)')
    .optional(),
  OPENAI_BASE_URL: httpUrl,
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_MODEL: z.string().min(1).optional(),
  OPENAI_FALLBACK_MODEL: z.string().min(1).optional(),
  MODEL_EVENT_TOKENS: integer(40_000),
  MODEL_ANSWER_TOKENS: integer(4_000),
  MODEL_DAY_BUDGET_USD: amount(5),
  MODEL_INPUT_USD: amount(0.15),
  MODEL_OUTPUT_USD: amount(0.6),
  LANGSMITH_API_KEY: z.string().min(1).optional(),
  LANGSMITH_ENDPOINT: httpUrl,
  LANGSMITH_PROJECT: z.string().min(1).default('rental-orchestrator'),
  VENDOR_LIMITS: z.enum(['vendors', 'generous']).optional(),
  VENDOR_TIMEOUT_MS: integer(10_000),
  WORKER_CONCURRENCY: integer(8, 100),
  CRITICAL_CONCURRENCY: integer(4, 100),
  EVENT_ATTEMPTS: integer(5, 50),
  RETRY_BASE_MS: integer(1_000),
  LEASE_MS: integer(10_000),
  DUPLICATE_WINDOW_MIN: integer(15),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})
type Env = z.output<typeof Environment> & Record<string, unknown>

function parsed(environment: Record<string, string | undefined>): { env: Env; given: Record<string, string | undefined> } {
  // An empty variable is an absent one: `DATABASE_URL= npm start`.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const result = Environment.safeParse(given)
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new BadConfig(`${issue?.path.join('.')}: ${issue?.message}`)
  }
  return { env: result.data as Env, given }
}

/** @throws BadConfig with one line that says which variable is wrong and how to mend it. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const { env, given } = parsed(environment)
  refuseOtherTracers(given)
  const secret = credentialsOf(env)
  const sandbox =
    secret.sandboxUrl === null
      ? null
      : { url: secret.sandboxUrl, start: env.SANDBOX_URL === undefined, env: sandboxEnv(environment, env.SANDBOX_PORT) }
  const base = (variableName: string, mount: string, real: string) =>
    text(env, variableName) ?? (sandbox === null ? real : `${sandbox.url}${mount}`)
  const doors = byDoor((door) => live(secret.of(DOOR_SECRETS[door], `sandbox-${door}`)))
  const model = secret.of('OPENAI_MODEL', 'sandbox-scripted')

  return {
    roles: rolesOf(env.ROLE),
    http: { host: env.HOST, port: env.PORT, adminTokens: live(secret.of('ADMIN_TOKEN', 'sandbox-admin')), trustProxy: env.TRUST_PROXY },
    dataDir: path.resolve(env.DATA_DIR),
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    sandbox,
    rentprog: {
      secrets: byBranch((branch) => live(secret.of(secretName(branch), `sandbox-${branch}`))),
      companies: companiesOf(env.RENTPROG_COMPANY_IDS, sandbox !== null),
    },
    publicUrl: env.PUBLIC_URL?.replace(/\/$/, '') ?? null,
    doorRatePerSecond: env.DOOR_RATE_PER_SECOND,
    ...doors,
    stripe: {
      ...doors.stripe,
      livemode: /^[sr]k_live_/.test(secret.of('STRIPE_API_KEY', SANDBOX_STRIPE_KEY)),
    },
    schedules:
      env.SCHEDULES === 'off'
        ? { all: 'off' }
        : (json(env.SCHEDULES, 'SCHEDULES', z.record(z.string(), z.string()), '{"check.cash":"0 20 * * *","check.to":"off"}') ?? {}),
    tools: {
      rentprog: {
        baseUrl: base('RENTPROG_BASE_URL', '/rentprog/api/v1/public', 'https://rentprog.net/api/v1/public'),
        tokens: byBranch((branch) => secret.of(tokenName(branch), `sandbox-${branch}`)),
      },
      umnico: {
        baseUrl: base('UMNICO_BASE_URL', '/umnico/v1.3', 'https://api.umnico.com/v1.3'),
        token: secret.of('UMNICO_API_TOKEN', 'sandbox-umnico'),
        userId: env.UMNICO_USER_ID,
      },
      stripe: {
        baseUrl: base('STRIPE_BASE_URL', '/stripe', 'https://api.stripe.com'),
        key: secret.of('STRIPE_API_KEY', SANDBOX_STRIPE_KEY),
      },
      yougile: {
        baseUrl: base('YOUGILE_BASE_URL', '/yougile/api-v2', 'https://ru.yougile.com/api-v2'),
        key: secret.of('YOUGILE_API_KEY', 'sandbox-yougile'),
        columns:
          json(env.YOUGILE_COLUMNS, 'YOUGILE_COLUMNS', z.partialRecord(z.enum(BRANCHES), z.string()), '{"batumi":"<column id>"}') ?? {},
      },
      amocrm: { baseUrl: amocrmUrl(env, sandbox?.url), access: amocrmAccess(env, secret) },
      telegram: {
        apiRoot: base('TELEGRAM_API_ROOT', '/telegram', 'https://api.telegram.org'),
        token: secret.of('TELEGRAM_BOT_TOKEN', SANDBOX_BOT_TOKEN),
      },
      model:
        model === 'off'
          ? null
          : {
              baseUrl: base('OPENAI_BASE_URL', '/openai/v1', 'https://api.openai.com/v1'),
              apiKey: secret.of('OPENAI_API_KEY', 'sandbox-openai'),
              model,
              fallback: env.OPENAI_FALLBACK_MODEL,
              budget: {
                eventTokens: env.MODEL_EVENT_TOKENS,
                answerTokens: env.MODEL_ANSWER_TOKENS,
                dayUsd: env.MODEL_DAY_BUDGET_USD,
                inputUsd: env.MODEL_INPUT_USD,
                outputUsd: env.MODEL_OUTPUT_USD,
              },
            },
      limits: env.VENDOR_LIMITS ?? (sandbox === null ? 'vendors' : 'generous'),
      timeoutMs: env.VENDOR_TIMEOUT_MS,
    },
    directoryFile: env.DIRECTORY_FILE ?? (sandbox === null ? null : path.resolve(import.meta.dirname, '../sandbox/world.json')),
    settings: settingsOf(env.SETTINGS_FILE),
    worker: {
      concurrency: env.WORKER_CONCURRENCY,
      criticalConcurrency: env.CRITICAL_CONCURRENCY,
      attempts: env.EVENT_ATTEMPTS,
      retryBaseMs: env.RETRY_BASE_MS,
      leaseMs: env.LEASE_MS,
    },
    duplicateWindowMin: env.DUPLICATE_WINDOW_MIN,
    log: { level: env.LOG_LEVEL },
    langsmith:
      env.LANGSMITH_API_KEY === undefined
        ? null
        : {
            apiKey: env.LANGSMITH_API_KEY,
            apiUrl: env.LANGSMITH_ENDPOINT ?? 'https://api.smith.langchain.com',
            project: env.LANGSMITH_PROJECT,
          },
  }
}

/** What the webhook doors must know: their secrets, and how to read what they are told. */
export type DoorsConfig = Pick<Config, 'rentprog' | SecretDoor> & { tools: { telegram: Pick<ToolsConfig['telegram'], 'token'> } }

/** The doors alone, without anything behind them. */
export interface LoneDoors extends DoorsConfig {
  databaseUrl: string
  /** The sources that have a secret; there is no door for the others. */
  served: readonly SourceName[]
  duplicateWindowMin: number
  log: Config['log']
}

/**
 * For a place that only takes webhooks in: a door whose secret is not set does not exist, and no vendor's credential is needed.
 * @throws BadConfig with one line that begins with the name of the variable.
 */
export function readDoors(environment: Record<string, string | undefined> = process.env): LoneDoors {
  const { env } = parsed(environment)
  if (env.DATABASE_URL === undefined) throw new BadConfig('DATABASE_URL is missing: the doors write into the inbox of the orchestrator')
  const secrets = (name: string) => live(text(env, name) ?? '')
  const played = (values: readonly string[]) => values.every(isSandboxValue)
  const byName = byBranch((branch) => secrets(secretName(branch)))
  const branches = Object.values(byName).flat()
  const doors = byDoor((door) => secrets(DOOR_SECRETS[door]))
  const token = env.TELEGRAM_BOT_TOKEN ?? (played(doors.telegram.secrets) ? SANDBOX_BOT_TOKEN : undefined)
  if (token === undefined) throw new BadConfig('TELEGRAM_BOT_TOKEN is missing: the bot’s id is enough here, what stands before the colon')
  const kept: Partial<Record<SourceName, string[]>> = { rentprog: branches }
  for (const [door, { secrets: live }] of Object.entries(doors)) kept[door as SecretDoor] = live
  return {
    ...doors,
    databaseUrl: env.DATABASE_URL,
    served: SourceName.options.filter((name) => (kept[name] ?? []).length > 0),
    rentprog: { secrets: byName, companies: branches.length === 0 ? {} : companiesOf(env.RENTPROG_COMPANY_IDS, played(branches)) },
    // Without a key to tell by, real money is what a real secret is for.
    stripe: {
      ...doors.stripe,
      livemode: env.STRIPE_API_KEY === undefined ? !played(doors.stripe.secrets) : /^[sr]k_live_/.test(env.STRIPE_API_KEY),
    },
    tools: { telegram: { token } },
    duplicateWindowMin: env.DUPLICATE_WINDOW_MIN,
    log: { level: env.LOG_LEVEL },
  }
}

/** LangChain turns itself on by these, and its own tracer masks nothing: it steps back only where ours is. */
function refuseOtherTracers(given: Record<string, string | undefined>): void {
  const name = ['LANGSMITH_TRACING', 'LANGSMITH_TRACING_V2', 'LANGCHAIN_TRACING', 'LANGCHAIN_TRACING_V2'].find(
    (tracing) => given[tracing] === 'true',
  )
  if (name !== undefined && given.LANGSMITH_API_KEY === undefined)
    throw new BadConfig(`${name}: would send traces that are not masked; remove it, LANGSMITH_API_KEY alone turns tracing on`)
}

/** Values that must never be seen in a log, an alert or a trace. */
export function secretsOf({ http, tools, langsmith, ...doors }: Config): string[] {
  const all = [
    ...http.adminTokens,
    ...doorSecretsOf(doors),
    ...Object.values(tools.rentprog.tokens),
    tools.umnico.token,
    tools.stripe.key,
    tools.yougile.key,
    ...(tools.amocrm.access.kind === 'token'
      ? [tools.amocrm.access.token]
      : [tools.amocrm.access.clientSecret, tools.amocrm.access.refreshToken]),
    tools.telegram.token,
    tools.model?.apiKey,
    langsmith?.apiKey,
  ]
  return [...new Set(all.filter((value): value is string => value !== undefined && !isSandboxValue(value)))]
}

/** The secrets of the doors alone. */
export const doorSecretsOf = (doors: Omit<DoorsConfig, 'tools'>): string[] => [
  ...Object.values(doors.rentprog.secrets).flat(),
  ...Object.values(byDoor((door) => doors[door].secrets)).flatMap(({ secrets }) => secrets),
]

const byDoor = (secretsOf: (door: SecretDoor) => string[]): Record<SecretDoor, { secrets: string[] }> =>
  Object.fromEntries(Object.keys(DOOR_SECRETS).map((door) => [door, { secrets: secretsOf(door as SecretDoor) }])) as Record<
    SecretDoor,
    { secrets: string[] }
  >

/**
 * Credentials that reach into the real world, each with the variable that may point its vendor elsewhere.
 * Secrets of our own doors are not among them: they may be chosen in front of the sandbox too.
 */
const CREDENTIALS: readonly (readonly [credential: string, baseUrl: string])[] = [
  ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_API_ROOT'],
  ['YOUGILE_API_KEY', 'YOUGILE_BASE_URL'],
  ['OPENAI_API_KEY', 'OPENAI_BASE_URL'],
  ['UMNICO_API_TOKEN', 'UMNICO_BASE_URL'],
  ['AMOCRM_TOKEN', 'AMOCRM_BASE_URL'],
  ['AMOCRM_CLIENT_SECRET', 'AMOCRM_BASE_URL'],
  ['AMOCRM_REFRESH_TOKEN', 'AMOCRM_BASE_URL'],
  ['STRIPE_API_KEY', 'STRIPE_BASE_URL'],
  ...BRANCHES.map((branch) => [tokenName(branch), 'RENTPROG_BASE_URL'] as const),
]

/** A stand-in of somebody's own on this machine is no more the real world than the sandbox is. */
const isLoopback = (value: string | undefined): boolean =>
  value !== undefined && ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(value).hostname)

const SANDBOX_BOT_TOKEN = '100000099:sandbox'
const SANDBOX_STRIPE_KEY = 'sk_test_sandbox'
const isSandboxValue = (value: string): boolean =>
  value.startsWith('sandbox-') || value === SANDBOX_BOT_TOKEN || value === SANDBOX_STRIPE_KEY

interface Secrets {
  sandboxUrl: string | null
  of(name: string, sandboxValue: string): string
}

/** The sandbox never mixes with the real world: one real credential, or an open port, and a missing one is an error. */
function credentialsOf(env: Env): Secrets {
  const sandboxLike = (name: string) => live(text(env, name) ?? '').every(isSandboxValue)
  const [real] =
    CREDENTIALS.find(([name, baseUrl]) => text(env, name) !== undefined && !sandboxLike(name) && !isLoopback(text(env, baseUrl))) ?? []
  const open = !['127.0.0.1', '::1', 'localhost'].includes(env.HOST)
  const needed = real !== undefined ? `because ${real} is set` : open ? `because HOST=${env.HOST} is reachable from outside` : undefined
  return {
    sandboxUrl: needed === undefined ? (env.SANDBOX_URL?.replace(/\/$/, '') ?? `http://127.0.0.1:${env.SANDBOX_PORT}`) : null,
    of(name, sandboxValue) {
      const value = text(env, name)
      if (value !== undefined) return value
      if (needed === undefined) return sandboxValue
      const hint =
        name === 'OPENAI_MODEL' ? ' (OPENAI_MODEL=off runs without a model)' : name === 'OPENAI_API_KEY' ? ' (or OPENAI_MODEL=off)' : ''
      throw new BadConfig(`${name} is missing: it is needed ${needed}${hint}`)
    },
  }
}

/** Every account has a host of its own. */
function amocrmUrl(env: Env, sandboxUrl: string | undefined): string {
  const url = env.AMOCRM_BASE_URL ?? (sandboxUrl === undefined ? undefined : `${sandboxUrl}/amocrm`)
  if (url === undefined) throw new BadConfig('AMOCRM_BASE_URL is missing: write https://SUBDOMAIN.amocrm.ru')
  return url.replace(/\/$/, '')
}

/** A long-lived token, unless the OAuth of an integration is configured: then all of it. */
function amocrmAccess(env: Env, secret: Secrets): ToolsConfig['amocrm']['access'] {
  const { AMOCRM_CLIENT_ID: clientId, AMOCRM_CLIENT_SECRET: clientSecret, AMOCRM_REDIRECT_URI: redirectUri } = env
  const refreshToken = env.AMOCRM_REFRESH_TOKEN
  const given = { clientId, clientSecret, redirectUri, refreshToken }
  if (Object.values(given).every((value) => value === undefined))
    return { kind: 'token', token: secret.of('AMOCRM_TOKEN', 'sandbox-amocrm') }
  if (clientId === undefined) throw new BadConfig('AMOCRM_CLIENT_ID is missing: OAuth needs it beside the other AMOCRM_… variables')
  if (clientSecret === undefined) throw new BadConfig('AMOCRM_CLIENT_SECRET is missing: OAuth needs it beside AMOCRM_CLIENT_ID')
  if (redirectUri === undefined)
    throw new BadConfig('AMOCRM_REDIRECT_URI is missing: OAuth needs it exactly as it stands in the integration')
  if (refreshToken === undefined) throw new BadConfig('AMOCRM_REFRESH_TOKEN is missing: the first one of the authorisation')
  return { kind: 'oauth', clientId, clientSecret, redirectUri, refreshToken }
}

function sandboxEnv(
  { PATH, HOME, TMPDIR, SystemRoot, SANDBOX_LIMITS }: Record<string, string | undefined>,
  port: number,
): Record<string, string | undefined> {
  return { PATH, HOME, TMPDIR, SystemRoot, SANDBOX_LIMITS, SANDBOX_PORT: String(port) }
}

const text = (env: Env, name: string): string | undefined => env[name] as string | undefined

/** Two values may be live while a secret is being changed, separated by a comma. */
const live = (value: string): string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

const byBranch = <T>(of: (branch: Branch) => T): Record<Branch, T> =>
  Object.fromEntries(BRANCHES.map((branch) => [branch, of(branch)])) as Record<Branch, T>

function rolesOf(value: string | undefined): Role[] {
  if (value === undefined || value === 'all') return ['ingress', 'worker', 'scheduler']
  const roles = z
    .array(z.enum(['ingress', 'worker', 'scheduler']))
    .min(1)
    .safeParse(live(value))
  if (!roles.success) throw new BadConfig(`ROLE: "${value}" is not ingress, worker or scheduler (several: comma between)`)
  return roles.data
}

const SANDBOX_COMPANIES: Record<string, Branch> = { '91001': 'tbilisi', '91002': 'kutaisi', '91003': 'batumi', '91004': 'service-center' }

/** `tbilisi:91001,kutaisi:91002,…` → company id → branch. */
function companiesOf(value: string | undefined, sandbox: boolean): Record<string, Branch> {
  if (value === undefined) {
    if (sandbox) return SANDBOX_COMPANIES
    throw new BadConfig('RENTPROG_COMPANY_IDS is missing: write tbilisi:ID,batumi:ID,kutaisi:ID,service-center:ID')
  }
  return Object.fromEntries(
    live(value).map((pair) => {
      const [branch, id] = pair.split(':')
      const known = z.enum(BRANCHES).safeParse(branch)
      if (!known.success || !/^\d+$/.test(id ?? '')) throw new BadConfig(`RENTPROG_COMPANY_IDS: "${pair}" is not branch:id`)
      return [id, known.data]
    }),
  )
}

function json<T>(value: string | undefined, name: string, schema: z.ZodType<T>, example: string): T | undefined {
  if (value === undefined) return undefined
  try {
    return schema.parse(JSON.parse(value))
  } catch {
    throw new BadConfig(`${name}: must be JSON like ${example}`)
  }
}

function settingsOf(file: string | undefined): Record<string, unknown> {
  if (file === undefined) return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new BadConfig(
      `SETTINGS_FILE: ${file} cannot be read as JSON (${error instanceof Error ? error.message.split('\n')[0] : 'unreadable'})`,
    )
  }
}
