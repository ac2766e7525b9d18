// The collector of traces, through LangSmith's own client.
import { randomUUID } from 'node:crypto'
import { Client, RunTree } from 'langsmith'
import { describe, expect, it } from 'vitest'
import { LANGSMITH_KEY } from '../../sandbox/systems/langsmith.ts'
import { sandboxForThisFile } from './harness.ts'

const harness = sandboxForThisFile()
const { ask } = harness
const client = () => new Client({ apiUrl: `${harness.sandbox.url}/langsmith`, apiKey: LANGSMITH_KEY })
const runs = async (trace: string) => (await ask<Record<string, unknown>[]>(`/_langsmith/runs?trace=${trace}`)).body
const headers = { 'x-api-key': LANGSMITH_KEY }

describe('langsmith', () => {
  it('keeps a run and its child with inputs, outputs and metadata', async () => {
    const langsmith = client()
    const parent = new RunTree({
      name: 'orchestrator',
      run_type: 'chain',
      inputs: { event: 'booking.created' },
      client: langsmith,
      project_name: 'sandbox',
      tracingEnabled: true,
    })
    await parent.postRun()
    const child = parent.createChild({ name: 'telegram.message', run_type: 'tool', inputs: { key: 'k' }, metadata: { branch: 'batumi' } })
    await child.postRun()
    await child.end({ sent: true })
    await child.patchRun()
    await parent.end({ done: true })
    await parent.patchRun()
    await langsmith.awaitPendingTraceBatches()
    const kept = await runs(parent.id)
    expect(kept).toHaveLength(2)
    expect(kept.find(({ name }) => name === 'orchestrator')).toMatchObject({
      inputs: { event: 'booking.created' },
      outputs: { done: true },
      session_name: 'sandbox',
    })
    expect(kept.find(({ name }) => name === 'telegram.message')).toMatchObject({
      parent_run_id: parent.id,
      outputs: { sent: true },
      extra: { metadata: { branch: 'batumi' } },
    })
  })

  it('takes single runs, patches and multipart bodies', async () => {
    const id = randomUUID()
    const body = { id, trace_id: id, name: 'one', inputs: { a: 1 } }
    expect((await ask('/langsmith/runs', { body, headers })).status).toBe(202)
    expect((await ask(`/langsmith/runs/${id}`, { method: 'PATCH', body: { outputs: { b: 2 }, inputs: null }, headers })).status).toBe(202)
    const form = new FormData()
    form.set(`patch.${id}`, new Blob([JSON.stringify({ id, trace_id: id, end_time: 5 })]))
    form.set(`patch.${id}.extra`, new Blob([JSON.stringify({ metadata: { text: 'строка\r\n--вторая' } })]))
    form.set(`attachment.${id}.photo`, new Blob([new Uint8Array([0, 255, 13, 10])]))
    expect((await fetch(`${harness.sandbox.url}/langsmith/runs/multipart`, { method: 'POST', body: form, headers })).status).toBe(202)
    expect(await runs(id)).toEqual([{ ...body, outputs: { b: 2 }, end_time: 5, extra: { metadata: { text: 'строка\r\n--вторая' } } }])
  })

  it('tells its limits to anybody, and takes runs only with a key', async () => {
    expect((await ask('/langsmith/info')).body).toMatchObject({ batch_ingest_config: { use_multipart_endpoint: false, size_limit: 100 } })
    expect((await ask('/langsmith/runs', { body: { id: randomUUID() } })).status).toBe(401)
    expect((await ask('/langsmith/runs', { body: { name: 'no id' }, headers })).status).toBe(422)
  })

  it('forgets when asked', async () => {
    const id = randomUUID()
    await ask('/langsmith/runs', { body: { id, trace_id: id }, headers })
    await ask('/_langsmith/runs', { method: 'DELETE' })
    expect(await runs(id)).toEqual([])
  })
})
