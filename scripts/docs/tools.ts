// Every operation of every integration, as its own table says it, and how often each vendor may be asked.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { systemClock } from '../../src/clock.ts'
import { amocrmTool } from '../../src/tools/amocrm.ts'
import type { Http } from '../../src/tools/http.ts'
import type { Operations } from '../../src/tools/integration.ts'
import { VENDOR_LIMITS } from '../../src/tools/limits.ts'
import { rentprogTool } from '../../src/tools/rentprog.ts'
import { stripeTool } from '../../src/tools/stripe.ts'
import { telegramTool } from '../../src/tools/telegram.ts'
import { umnicoTool } from '../../src/tools/umnico.ts'
import { yougileTool } from '../../src/tools/yougile.ts'
import { code, page, table } from './table.ts'

/** The pages need the tables, not the calls. */
const nobody = {} as Http

const integrations = [
  rentprogTool({ baseUrl: '', tokens: {} }, nobody, systemClock),
  yougileTool({ baseUrl: '', key: '' }, nobody),
  umnicoTool({ baseUrl: '', token: '' }, nobody),
  stripeTool({ baseUrl: '', key: '' }, nobody),
  amocrmTool(async () => Promise.reject(new Error('nobody'))),
  telegramTool({ apiRoot: '', token: '' }, nobody),
]

export async function toolsPage(): Promise<string> {
  await everyIntegrationIsHere()
  const parts = integrations.flatMap(({ name, read, write }) => [
    `## ${name}`,
    table(['operation', 'held by', 'summary', 'limit', 'when called twice'], [...rows(read, 'agents'), ...rows(write, 'effect handlers')]),
  ])
  const limits = Object.entries(VENDOR_LIMITS).map(([name, rules]) => [
    code(name),
    rules
      .map(({ points, seconds, critical, per, ...rest }) => {
        const whose = per === 'all' ? '' : ' per key'
        return `${points} in ${seconds} s${whose}${'groupsOnly' in rest ? ' (groups)' : ''}, ${critical} of them for critical calls`
      })
      .join('; '),
  ])
  return page(
    'Tools',
    '`src/tools/*.ts`',
    'Agents hold the reads, and `read.rental` for our own database (`src/tools/rental.ts`); only effect handlers hold the writes.',
    ...parts,
    '## Limits',
    'All replicas together count against these (`VENDOR_LIMITS=vendors`); the sandbox is asked without a limit unless it is set.',
    table(['limit', 'calls'], limits),
  )
}

const rows = (operations: Operations, heldBy: string): string[][] =>
  Object.entries(operations).map(([name, { summary, limit, idempotency }]) => [code(name), heldBy, summary, code(limit), idempotency])

/** @throws Error when an integration of src/tools is missing above. */
async function everyIntegrationIsHere(): Promise<void> {
  const folder = path.resolve(import.meta.dirname, '../../src/tools')
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.ts'))) {
    const declares = /return defineIntegration\(\{\s*name: '([a-z-]+)'/.exec(await readFile(path.join(folder, file), 'utf8'))?.[1]
    if (declares !== undefined && !integrations.some(({ name }) => name === declares)) {
      throw new Error(`src/tools/${file} declares "${declares}": add it to scripts/docs/tools.ts`)
    }
  }
}
