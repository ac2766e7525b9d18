// Makes a new agent: its folder, its test, its line in the registry and in the route table.
// npm run new:agent -- NAME "Title" CODE [EVENT]
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { agents } from '../src/agents/index.ts'
import { type EventType, isEventType } from '../src/events/index.ts'
import { routeOf } from '../src/graph/routes.ts'
import { type NewAgent, templates } from './new-agent/templates.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const REGISTRY = 'src/agents/index.ts'
const ROUTES = 'src/graph/routes.ts'

/** Without an event the agent owns its timers only, which needs no route. */
const DEFAULT_EVENT: EventType = 'reminder.due'

const refuse = (message: string): never => {
  throw new Error(`${message}\nnpm run new:agent -- tyre-watch "Шины" tw car.updated`)
}

function agentFrom([name = '', title = '', code = '', event = DEFAULT_EVENT]: readonly string[]): NewAgent {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name)) refuse(`"${name}" is not a name in kebab-case`)
  if (title === '') refuse('a title is missing: what staff call the agent')
  if (!/^[a-z]{2,4}$/.test(code)) refuse(`"${code}" is not a code of two to four letters a–z`)
  const taken = agents.find((agent) => agent.name === name || agent.code === code)
  if (taken) refuse(`${taken.name} has this name or code already`)
  if (!isEventType(event)) return refuse(`there is no event type "${event}" (docs/generated/routes.md lists them)`)
  return { name, title, code, event, card: name.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase()) }
}

async function edit(file: string, change: (text: string) => string): Promise<string> {
  const at = path.join(ROOT, file)
  const before = await readFile(at, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`${file} could not be changed: it does not look as this script expects`)
  await writeFile(at, after)
  return file
}

/** Imports stay in the order of the alphabet; in the list duty stays the last. */
function registered(registry: string, { name, card }: NewAgent): string {
  const line = `import { ${card} } from './${name}/index.ts'`
  const imports = registry.split('\n').filter((known) => /^import \{.*\} from '\.\/.*'$/.test(known))
  const next = imports.find((known) => known.slice(known.indexOf(' from ')) > line.slice(line.indexOf(' from ')))
  const last = imports.at(-1) ?? ''
  const withImport = next === undefined ? registry.replace(last, `${last}\n${line}`) : registry.replace(next, `${line}\n${next}`)
  return withImport.replace(/(\s+)duty(,?\s*\] as const)/, `$1${card},$1duty$2`)
}

/** Beside those who take the event already, instead of duty where only duty did. */
function routed(routes: string, { name, event }: NewAgent): string {
  return routes.replace(
    new RegExp(`^( +'?${event.replaceAll('.', '\\.')}'?: \\w+\\()(.*)(\\),)$`, 'm'),
    (_line, start: string, list: string, end: string) =>
      list === "'duty'" ? `${start}'${name}'${end}` : `${start}${list}, '${name}'${end}`,
  )
}

async function make(agent: NewAgent): Promise<string[]> {
  const written: string[] = []
  for (const [file, text] of Object.entries(templates(agent))) {
    const at = path.join(ROOT, file)
    await mkdir(path.dirname(at), { recursive: true })
    await writeFile(at, text, { flag: 'wx' })
    written.push(file)
  }
  written.push(await edit(REGISTRY, (registry) => registered(registry, agent)))
  if (routeOf(agent.event).kind !== 'owner') written.push(await edit(ROUTES, (routes) => routed(routes, agent)))
  return written
}

try {
  const agent = agentFrom(process.argv.slice(2))
  const written = await make(agent)
  process.stdout.write(
    `${written.join('\n')}\n\nNext: npm run docs, then write the rule in src/agents/${agent.name}/decide.ts and its test.\n`,
  )
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
