// LangGraph Studio's server on our graph, as `npm run studio` starts it: offline, with no database, no vendor and no key.
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from '@langchain/langgraph-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlannedEffect } from '../../src/effects/plan.ts'
import type { Plan, Reports } from '../../src/graph/state.ts'
import { type Child, endAll, freePorts, freshEnv, processesWith, ROOT, start, until } from '../process/children.ts'

const GRAPH = 'orchestrator'
const START_LIMIT_MS = 45_000

let project: string
let server: Child
let client: Client<Seen>

interface Seen {
  event: { id?: string; type: string }
  planned: Plan | null
  verdict: Plan | null
  reports: Reports
  effects: PlannedEffect[]
  [channel: string]: unknown
}

/** The server keeps its files beside its langgraph.json, so a copy of ours lies in a folder of its own. */
async function projectFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'studio-'))
  const ours = JSON.parse(readFileSync(path.join(ROOT, 'langgraph.json'), 'utf8')) as { graphs: Record<string, { path: string }> }
  for (const graph of Object.values(ours.graphs)) graph.path = path.join(path.relative(folder, ROOT), graph.path)
  await writeFile(path.join(folder, 'langgraph.json'), JSON.stringify(ours))
  return folder
}

beforeAll(async () => {
  project = await projectFolder()
  const [port = 0] = await freePorts(1)
  const env = freshEnv({ LANGGRAPH_CLI_NO_ANALYTICS: '1' })
  server = start(
    'npm',
    ['run', 'studio', '--', '--no-reload', '--port', String(port), '--config', path.join(project, 'langgraph.json')],
    env,
  )
  const url = `http://localhost:${port}`
  await until(
    START_LIMIT_MS,
    async () => server.hasEnded() || (await fetch(`${url}/ok`)).ok,
    () => server.stdout() + server.stderr(),
  )
  client = new Client<Seen>({ apiUrl: url })
})
afterAll(async () => {
  endAll()
  await rm(project, { recursive: true, force: true })
})

const planned = {
  type: 'booking.issue.planned',
  payload: { rentprog_id: 700001, booking_id: 700001, branch: 'batumi', planned_at: '2030-11-05T08:30:00.000Z' },
}
const said = (text: string) => ({
  type: 'message.employee',
  payload: { chatId: -1000000000001, chatType: 'supergroup', threadId: 77, fromId: 100000001, messageId: 1001, text },
})

/** A button nobody owns: its answer needs no database. */
const orphan = {
  type: 'callback.button',
  payload: { chatId: -1000000000001, fromId: 100000001, callbackQueryId: '4001', messageId: 900, data: 'zz|1|x' },
}

async function run(event: object): Promise<{ thread: string; seen: Seen }> {
  const { thread_id: thread } = await client.threads.create()
  await client.runs.wait(thread, GRAPH, { input: { event } })
  return { thread, seen: await stateOf(thread) }
}
const stateOf = async (thread: string): Promise<Seen> => (await client.threads.getState<Seen>(thread)).values

describe('a run in Studio', () => {
  it('takes an event without an envelope, plans it by the rules, and reports reads that cannot be made as failed', async () => {
    const { seen } = await run(planned)
    expect(seen.event).toMatchObject({ id: expect.any(String), type: 'booking.issue.planned', subject: 'booking:700001' })
    expect(seen.planned).toMatchObject({ by: 'rules', mode: 'parallel', agents: ['booking-controller', 'issue-assistant'] })
    expect(Object.keys(seen.reports).sort()).toEqual(['booking-controller', 'issue-assistant'])
    for (const report of Object.values(seen.reports))
      expect(report).toMatchObject({ status: 'failed', error: expect.stringContaining('no database in Studio') })
    expect(seen.effects).toEqual([])
  })

  it('lists the effects and performs none', async () => {
    const { seen } = await run(orphan)
    expect(seen.planned).toMatchObject({ by: 'rules', agents: ['duty'] })
    expect(seen.reports.duty).toMatchObject({ status: 'done' })
    expect(seen.effects).toMatchObject([
      { key: `${seen.event.id}:duty:telegram.answer:main`, kind: 'telegram.answer', payload: { callbackQueryId: '4001' } },
    ])
  })

  it('takes a dedupeKey, and says what does not fit', async () => {
    expect((await run({ ...said('Когда обед?'), dedupeKey: 'mine' })).seen.event).toMatchObject({ dedupeKey: 'mine' })
    const { thread_id: thread } = await client.threads.create()
    await expect(client.runs.wait(thread, GRAPH, { input: { event: { type: 'booking.issue.planned', payload: {} } } })).rejects.toThrow(
      'rentprog_id',
    )
  })

  it('can be forked at a checkpoint: another verdict, another agent, and the first story stays in the history', async () => {
    const { thread, seen } = await run(said('Горит чек, еду в сервис'))
    expect(seen.planned).toMatchObject({ by: 'rules', agents: ['car-topics'] })
    expect(seen.reports['car-topics']).toMatchObject({ status: 'failed' })
    const history = await client.threads.getHistory<Seen>(thread, { limit: 100 })
    const decided = history.find(({ next }) => next.includes('plan'))
    if (!decided) throw new Error(`no checkpoint before the plan among ${history.map(({ next }) => next.join()).join(' | ')}`)
    expect(decided.values).toMatchObject({ planned: null, verdict: { agents: ['car-topics'] } })

    const verdict: Plan = { agents: ['duty'], mode: 'parallel', by: 'rules', reason: 'a person tries something else' }
    const updated = await client.threads.updateState(thread, { values: { verdict }, checkpoint: decided.checkpoint, asNode: 'rules' })
    const { checkpoint } = updated as unknown as Pick<typeof decided, 'checkpoint'>
    expect(checkpoint.checkpoint_id).not.toBe(decided.checkpoint.checkpoint_id)
    await client.runs.wait(thread, GRAPH, { input: null, checkpoint })
    const forked = await stateOf(thread)
    expect(forked.planned).toEqual(verdict)
    expect(forked.event.id).toBe(seen.event.id)
    expect(Object.keys(forked.reports)).toEqual(['duty'])
    expect(forked.reports.duty).toMatchObject({ status: 'done' })

    const after = await client.threads.getHistory<Seen>(thread, { limit: 100 })
    expect(after.length).toBeGreaterThan(history.length)
    expect(after.map(({ checkpoint }) => checkpoint.checkpoint_id)).toEqual(
      expect.arrayContaining(history.map(({ checkpoint }) => checkpoint.checkpoint_id)),
    )
  })

  it('draws the same graph, agents and all', async () => {
    const { nodes } = await client.assistants.getGraph(GRAPH)
    expect(nodes.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['rules', 'classify', 'plan', 'booking-controller', 'issue-assistant', 'aggregate', 'publish']),
    )
  })
})

describe('the server', () => {
  it('has written nothing into the repository that git would keep', async () => {
    expect(await readdir(project)).toContain('.langgraph_api')
    expect(readFileSync(path.join(ROOT, '.gitignore'), 'utf8').split('\n')).toContain('.langgraph_api/')
  })

  it('stops when told, and leaves no process behind', async () => {
    expect(processesWith(project)).not.toEqual([])
    server.kill('SIGTERM')
    await server.ended
    await until(
      5_000,
      () => processesWith(project).length === 0,
      () => processesWith(project).join('\n'),
    )
  })
})
