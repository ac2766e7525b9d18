// The start-up screen: what runs where, and a curl to try it with.
import type { App } from './app.ts'
import type { Config } from './config.ts'

type Running = Pick<App, 'url' | 'queue' | 'postgres'>

export function welcome(config: Config, { url, queue, postgres }: Running): string {
  const { sandbox, roles, tools } = config
  const [secret] = config.rentprog.secrets.batumi
  const rows: [string, string][] = [
    ['doors', roles.includes('ingress') ? `${url}/webhooks/rentprog/{tbilisi|batumi|kutaisi|service-center}?t=…` : 'none in this process'],
    ['roles', roles.join(', ')],
    ['postgres', postgres === 'external' ? 'DATABASE_URL' : `embedded, data in ${config.dataDir}${postgres === 'adopted' ? ' (adopted: it was left running)' : ''}`],
    ['queue', queue === 'redis' ? 'BullMQ on Redis (REDIS_URL)' : 'BullMQ on Postgres'],
    ['outside world', sandbox === null ? 'the real one' : `sandbox at ${sandbox.url} (what it was asked: ${sandbox.url}/_calls)`],
    ['model', tools.model === null ? 'off: rules, keywords and people' : `${tools.model.model}${sandbox === null ? '' : ' (scripted, no real model)'}`],
    ['tracing', config.langsmith === null ? 'off (LANGSMITH_API_KEY)' : `LangSmith project ${config.langsmith.project}`],
    ['pages', `${url}/healthz  /readyz  /metrics  /api (Authorization: Bearer ${sandbox === null ? '$ADMIN_TOKEN' : config.http.adminTokens[0]})`],
  ]
  return ['', 'The orchestrator is ready.', '', ...rows.map(([name, value]) => `  ${name.padEnd(14)} ${value}`), '', ...(sandbox === null ? [] : tryIt(url, secret ?? '')), ''].join('\n')
}

/** A booking of the sandbox's world, changed as RentProg would report it. */
const tryIt = (url: string, secret: string): string[] => [
  'Try it: RentProg reports that booking 700001 is issued (a Ruby string, as RentProg really sends it):',
  '',
  `  curl -s '${url}/webhooks/rentprog/batumi?t=${secret}' -H 'Content-Type: application/json' \\`,
  `    -d '{"event":"booking_update","payload":"{\\"in_rent\\"=>[false, true], \\"start_worker_id\\"=>[nil, 90001], \\"id\\"=>700001, \\"user_id\\"=>90001}"}'`,
  '',
  `  then: curl -s -H 'Authorization: Bearer sandbox-admin' ${url}/api/events`,
  '  or play a whole day: npm run demo',
  '',
]
