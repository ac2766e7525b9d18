// The sandbox as a process of its own: how it starts, what it says, when it stops.
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { startSandbox } from '../../sandbox/index.ts'
import { startedWithin } from '../../sandbox/port.ts'
import { ask } from './harness.ts'

const MAIN = path.resolve(import.meta.dirname, '../../sandbox/main.ts')
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

function run(environment: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [MAIN], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  return child
}

/** The first line it prints. */
async function ready(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no stdout')
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return line.toString()
}

describe('node sandbox/main.ts', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('prints one line when ready and stops at once on %s', async (signal) => {
    const child = run({ SANDBOX_PORT: '0', SANDBOX_LIMITS: 'vendors' })
    const line = await ready(child)
    const url = /^Sandbox ready on (http:\/\/127\.0\.0\.1:\d+) \(limits: vendors, pid \d+\)\n$/.exec(line)?.[1]
    expect(url, line).toBeDefined()
    expect((await ask(`${url}/healthz`)).body).toEqual({ ok: true, limits: 'vendors' })
    const poll = fetch(`${url}/telegram/bot100000099:sandbox/getUpdates?timeout=30`).catch(() => 'cut')
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(await poll).toBe('cut')
  })

  it('says in one line that its port is taken, after waiting for it', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    const started = performance.now()
    const child = run({ SANDBOX_PORT: String(port) })
    const [stderr, [code]] = await Promise.all([child.stderr ? text(child.stderr) : '', once(child, 'exit')])
    holder.close()
    expect(stderr).toBe(`Sandbox cannot start: port ${port} is taken; free it or set SANDBOX_PORT\n`)
    expect(code).toBe(1)
    expect(performance.now() - started).toBeGreaterThan(2_900)
  })

  it('takes the port as soon as it is free', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    let attempts = 0
    const sandbox = await startedWithin(30_000, () => {
      if (++attempts === 2) holder.close()
      return startSandbox({ port })
    })
    expect([sandbox.port, attempts > 1]).toEqual([port, true])
    await sandbox.stop()
  })

  it('names the variable it does not understand', async () => {
    const child = run({ SANDBOX_LIMITS: 'none' })
    const [stderr, [code]] = await Promise.all([child.stderr ? text(child.stderr) : '', once(child, 'exit')])
    expect(stderr).toMatch(/^Sandbox cannot start: SANDBOX_LIMITS: .+\n$/)
    expect(code).toBe(1)
  })

  it('tells its parent the port, and does not outlive it', async () => {
    const child = fork(MAIN, { env: { ...process.env, SANDBOX_PORT: '0' }, stdio: 'ignore' })
    started.push(child)
    const [message] = (await once(child, 'message')) as [{ type: string; port: number }]
    expect(message).toEqual({ type: 'ready', port: expect.any(Number) })
    expect((await ask(`http://127.0.0.1:${message.port}/healthz`)).status).toBe(200)
    child.disconnect()
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
