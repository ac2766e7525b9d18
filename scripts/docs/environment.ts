// Every variable of the environment with its default and what it is for: the page, and .env.example.
import type { z } from 'zod'
import { Environment } from '../../src/config.ts'
import { BRANCHES } from '../../src/events/event.ts'
import { code, page, table } from './table.ts'

type Line = readonly [name: string, meaning: string]

const perBranch = (prefix: string, meaning: string): Line[] =>
  BRANCHES.map((branch) => [`${prefix}_${branch.toUpperCase().replace('-', '_')}`, meaning.replace('{branch}', branch)])

const groups: readonly { title: string; lines: readonly Line[] }[] = [
  {
    title: 'This process',
    lines: [
      ['ROLE', 'ingress, worker, scheduler; several with a comma between; absent: all of them in one process'],
      ['HOST', 'where to listen; anything but loopback needs real credentials for every system'],
      ['PORT', 'where to listen'],
      ['PUBLIC_URL', 'https address at which the world reaches this service: Telegram’s webhook is registered there; absent: long polling'],
      [
        'DOOR_RATE_PER_SECOND',
        'requests each source’s doors take from one address in a second; above it they answer 429; 0: as many as come',
      ],
      ['TRUST_PROXY', 'how many proxies stand in front of us'],
      ['ADMIN_TOKEN', 'bearer token of /api; two with a comma between while it is rotated; in the sandbox `sandbox-admin`'],
      ['LOG_LEVEL', 'debug, info, warn, error or silent'],
    ],
  },
  {
    title: 'Where things are kept',
    lines: [
      ['DATA_DIR', 'data of the embedded Postgres'],
      ['DATABASE_URL', 'a Postgres of your own; absent: the embedded one'],
      ['REDIS_URL', 'BullMQ and rate limits on Redis or Valkey; absent: both on Postgres'],
      ['DIRECTORY_FILE', 'JSON with staff, Telegram chats and topics, read at start; in the sandbox its own world'],
      ['SETTINGS_FILE', 'JSON that overrides src/agents/settings.ts: {"all": {…}, "batumi": {…}}'],
      [
        'SCHEDULES',
        'JSON: schedule → cron expression in Asia/Tbilisi, or `off`: {"check.cash":"0 20 * * *"}; `off` alone, or {"all":"off", …}: none but those named',
      ],
    ],
  },
  {
    title: 'Sandbox',
    lines: [
      ['SANDBOX_URL', 'a sandbox that runs already (npm run sandbox); absent: npm start starts one'],
      ['SANDBOX_PORT', 'where the sandbox listens'],
    ],
  },
  {
    title: 'RentProg',
    lines: [
      ...perBranch('RENTPROG_WEBHOOK_SECRET', 'the t= of the webhook URL of {branch}; two with a comma between while it is rotated'),
      ...perBranch('RENTPROG_TOKEN', 'company token of {branch} for the public API'),
      ['RENTPROG_COMPANY_IDS', 'which company is which branch: tbilisi:1,batumi:2,kutaisi:3,service-center:4'],
      ['RENTPROG_BASE_URL', 'absent: https://rentprog.net/api/v1/public, or the sandbox'],
    ],
  },
  {
    title: 'Umnico',
    lines: [
      ['UMNICO_WEBHOOK_SECRET', 'the t= of the webhook URL; two with a comma between while it is rotated'],
      ['UMNICO_API_TOKEN', 'token of the API v1.3'],
      ['UMNICO_USER_ID', 'the operator in whose name answers go out; absent: the owner of the account'],
      ['UMNICO_BASE_URL', 'absent: https://api.umnico.com/v1.3, or the sandbox'],
    ],
  },
  {
    title: 'Stripe',
    lines: [
      ['STRIPE_WEBHOOK_SECRET', 'the signing secret of the endpoint (whsec_…); two with a comma between while it is rotated'],
      ['STRIPE_API_KEY', 'secret or restricted key; sk_live_ takes live events only, any other test events only'],
      ['STRIPE_BASE_URL', 'absent: https://api.stripe.com, or the sandbox'],
    ],
  },
  {
    title: 'Browser automation',
    lines: [
      ['STARLINE_WEBHOOK_SECRET', 'key of the X-Signature of Starline collectors; two with a comma between while it is rotated'],
      ['GREENWAY_WEBHOOK_SECRET', 'the same of Greenway collectors'],
    ],
  },
  {
    title: 'YouGile',
    lines: [
      ['YOUGILE_API_KEY', 'key of the REST API v2'],
      ['YOUGILE_COLUMNS', 'where new tasks appear, JSON: {"batumi":"<column id>"}; a branch without one gets tasks in no column'],
      ['YOUGILE_BASE_URL', 'absent: https://ru.yougile.com/api-v2, or the sandbox'],
    ],
  },
  {
    title: 'amoCRM',
    lines: [
      ['AMOCRM_BASE_URL', 'https://SUBDOMAIN.amocrm.ru; absent: the sandbox'],
      ['AMOCRM_TOKEN', 'long-lived token of a private integration: all that is needed of the rest'],
      ['AMOCRM_CLIENT_ID', 'OAuth instead of a long-lived token: the integration’s id'],
      ['AMOCRM_CLIENT_SECRET', 'its secret key'],
      ['AMOCRM_REDIRECT_URI', 'exactly as it stands in the integration'],
      ['AMOCRM_REFRESH_TOKEN', 'the first one; the pairs that follow are kept in the database until another first one is given'],
    ],
  },
  {
    title: 'Telegram',
    lines: [
      ['TELEGRAM_BOT_TOKEN', 'token of the bot'],
      ['TELEGRAM_WEBHOOK_SECRET', 'the secret_token of the webhook; two with a comma between while it is rotated, the first is registered'],
      ['TELEGRAM_API_ROOT', 'absent: https://api.telegram.org, or the sandbox'],
    ],
  },
  {
    title: 'Model',
    lines: [
      ['OPENAI_MODEL', 'the model that classifies; `off` runs without one; in the sandbox `sandbox-scripted`'],
      ['OPENAI_FALLBACK_MODEL', 'asked when the first one does not answer'],
      ['MODEL_DAY_BUDGET_USD', 'US dollars the model may cost in a day, all replicas together; then it is off until midnight in Tbilisi'],
      ['MODEL_EVENT_TOKENS', 'tokens of the model that one event may use'],
      ['MODEL_ANSWER_TOKENS', 'of them, the longest answer it is asked for: reserved before each question'],
      ['MODEL_INPUT_USD', 'its price in US dollars per million tokens of questions'],
      ['MODEL_OUTPUT_USD', 'and of answers'],
      ['OPENAI_API_KEY', 'its key; not needed with OPENAI_MODEL=off'],
      ['OPENAI_BASE_URL', 'absent: https://api.openai.com/v1, or the sandbox; any OpenAI-compatible endpoint'],
    ],
  },
  {
    title: 'LangSmith',
    lines: [
      ['LANGSMITH_API_KEY', 'turns tracing on'],
      ['LANGSMITH_ENDPOINT', 'absent: https://api.smith.langchain.com'],
      ['LANGSMITH_PROJECT', 'project of the traces'],
    ],
  },
  {
    title: 'Limits and retries',
    lines: [
      [
        'VENDOR_LIMITS',
        '`vendors`: the vendors’ rate limits, shared by all replicas; `generous`: none to speak of; absent: vendors, in the sandbox generous',
      ],
      ['VENDOR_TIMEOUT_MS', 'one call to a vendor'],
      ['WORKER_CONCURRENCY', 'routine events and effects at a time in one worker process'],
      ['CRITICAL_CONCURRENCY', 'critical ones beside them'],
      ['EVENT_ATTEMPTS', 'attempts of an event or effect before a person has to look'],
      ['RETRY_BASE_MS', 'pause before the second attempt; doubles each time, with jitter'],
      ['LEASE_MS', 'how long an event stays with a worker that hangs; one that died loses it at once'],
      ['DUPLICATE_WINDOW_MIN', 'how long the same RentProg fact counts as a repetition, minutes'],
    ],
  },
]

export function environmentPage(): string {
  everyVariableOnce()
  const parts = groups.flatMap(({ title, lines }) => [
    `## ${title}`,
    table(
      ['variable', 'default', 'what it is for'],
      lines.map(([name, meaning]) => [code(name), code(defaultOf(name)), meaning]),
    ),
  ])
  return page(
    'Environment',
    'the schema `Environment` of `src/config.ts`',
    'Nothing is needed for `npm start`: without credentials everything outside is the sandbox. With one vendor’s real credential (at the vendor’s real address) every other one is needed too, ADMIN_TOKEN and the secrets of the doors included, and a missing one is named at start. An empty variable is an absent one.',
    ...parts,
  )
}

export function exampleEnv(): string {
  everyVariableOnce()
  const parts = groups.flatMap(({ title, lines }) => [
    `\n# ${title}`,
    ...lines.flatMap(([name, meaning]) => [`# ${meaning.replaceAll('`', '')}`, `#${name}=${defaultOf(name)}`]),
  ])
  return `${['# Every variable the orchestrator reads, with its default. Nothing is needed for npm start.', '# Generated by npm run docs. To use it: copy it to .env, uncomment what you set, then: npx node --env-file=.env src/main.ts', ...parts].join('\n')}\n`
}

const shape: Readonly<Record<string, z.ZodType>> = Environment.shape

function defaultOf(name: string): string {
  const parsed = shape[name]?.safeParse(undefined)
  return parsed?.data === undefined ? '' : String(parsed.data)
}

/** @throws Error that names a variable somebody forgot, here or in the schema. */
function everyVariableOnce(): void {
  const told = groups.flatMap(({ lines }) => lines.map(([name]) => name))
  const forgotten = Object.keys(shape).filter((name) => !told.includes(name))
  const gone = told.filter((name, at) => !(name in shape) || told.indexOf(name) !== at)
  if (forgotten.length + gone.length > 0) {
    throw new Error(
      `scripts/docs/environment.ts: missing ${forgotten.join(', ') || 'nothing'}; unknown or twice ${gone.join(', ') || 'nothing'}`,
    )
  }
}
