// The start-up screen: what runs where, and a curl to try it with.
import type { App } from './app.ts'
import { addMs, DAY_MS, HOUR_MS, inTbilisi } from './clock.ts'
import type { Config } from './config.ts'

type Running = Pick<App, 'url' | 'queue' | 'postgres'>

export function welcome(config: Config, { url, queue, postgres }: Running, now: Date): string {
  const { sandbox, roles, tools } = config
  const [secret] = config.rentprog.secrets.batumi
  const rows: [string, string][] = [
    ['doors', roles.includes('ingress') ? `${url}/webhooks/rentprog/{tbilisi|batumi|kutaisi|service-center}?t=…` : 'none in this process'],
    ...(roles.includes('ingress')
      ? ([
          ['', `${url}/webhooks/umnico?t=…  /webhooks/stripe  /webhooks/starline  /webhooks/greenway  /webhooks/telegram`],
          ...(sandbox === null
            ? []
            : [['', 'secrets: sandbox-tbilisi … sandbox-umnico, sandbox-stripe, sandbox-starline, sandbox-greenway, sandbox-telegram']]),
          [
            'Telegram',
            config.publicUrl === null ? 'asked by long polling (PUBLIC_URL is not set)' : `pushes to ${config.publicUrl}/webhooks/telegram`,
          ],
        ] as [string, string][])
      : []),
    ['roles', roles.join(', ')],
    [
      'postgres',
      postgres === 'external'
        ? 'DATABASE_URL'
        : `embedded, data in ${config.dataDir}${postgres === 'adopted' ? ' (adopted: it was left running)' : ''}`,
    ],
    ['queue', queue === 'redis' ? 'BullMQ on Redis (REDIS_URL)' : 'BullMQ on Postgres'],
    ['outside world', sandbox === null ? 'the real one' : `sandbox at ${sandbox.url} (what it was asked: ${sandbox.url}/_calls)`],
    [
      'model',
      tools.model === null
        ? 'off: rules, keywords and people'
        : `${tools.model.model}${sandbox === null ? '' : ' (scripted, no real model)'}`,
    ],
    ['tracing', config.langsmith === null ? 'off (LANGSMITH_API_KEY)' : `LangSmith project ${config.langsmith.project}`],
    [
      'pages',
      `${url}/healthz  /readyz  /metrics  /api (Authorization: Bearer ${sandbox === null ? '$ADMIN_TOKEN' : config.http.adminTokens[0]})`,
    ],
  ]
  return [
    '',
    'The orchestrator is ready.',
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(14)} ${value}`),
    '',
    ...(sandbox !== null && roles.includes('ingress') ? tryIt(url, secret ?? '', now) : []),
    '',
  ].join('\n')
}

/** A booking that starts within two hours: what RentProg would report becomes a reminder, a checklist and a task at once. */
function tryIt(url: string, secret: string, now: Date): string[] {
  const date = (ms: number) => inTbilisi(addMs(now, ms)).toFormat('dd-MM-yyyy H:mm')
  const payload = {
    id: 700900,
    state: 'Активная',
    active: true,
    car_id: 80001,
    client_id: 60001,
    responsible_id: 90001,
    start_date: date(HOUR_MS),
    end_date: date(3 * DAY_MS),
  }
  return [
    'Try it: RentProg reports a booking whose car is to be issued in an hour:',
    '',
    `  curl -s '${url}/webhooks/rentprog/batumi?t=${secret}' -H 'Content-Type: application/json' \\`,
    `    -d '${JSON.stringify({ event: 'booking_create', payload })}'`,
    '',
    `  then: curl -s -H 'Authorization: Bearer sandbox-admin' '${url}/api/events?subject=booking:700900'`,
    '  or play a whole day: npm run demo',
    '',
  ]
}
