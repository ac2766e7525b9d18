// Uses the service that runs, or starts one with a data folder of its own and stops it at the end.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Config } from '../src/config.ts'
import { type Clockwork, clockworkAt } from './clockwork.ts'
import { answers, becomes, type Service, serviceAt } from './pages.ts'

export interface Stage {
  service: Service
  sandboxUrl: string
  /** The demo started the service itself. */
  started: boolean
  clockwork: Clockwork
  stop(): Promise<void>
}

/** Real secrets let nobody play: the demo's bookings would reach real people. */
export async function stageFor(config: Config): Promise<Stage> {
  const { http, sandbox } = config
  if (sandbox === null) throw new Error('the demo plays in the sandbox only: start it without real credentials and without HOST')
  const [adminToken = ''] = http.adminTokens
  const service = serviceAt(`http://127.0.0.1:${http.port}`, adminToken)
  if (await answers(service.url)) {
    if (!(await answers(sandbox.url)))
      throw new Error(
        `the service at ${service.url} runs, but no sandbox answers at ${sandbox.url}: set SANDBOX_PORT or SANDBOX_URL as it has them`,
      )
    const clockwork = await clockworkAt(config)
    return { service, sandboxUrl: sandbox.url, started: false, clockwork, stop: clockwork.close }
  }
  const { dataDir, stop } = await start(service, sandbox.url)
  const clockwork = await clockworkAt({ dataDir, databaseUrl: null })
  const end = async () => {
    await clockwork.close()
    await stop()
  }
  return { service, sandboxUrl: sandbox.url, started: true, clockwork, stop: end }
}

const READY_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 15_000

async function start({ url }: Service, sandboxUrl: string): Promise<{ dataDir: string; stop: () => Promise<void> }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'rental-demo-'))
  const main = path.resolve(import.meta.dirname, '../src/main.ts')
  // A sandbox that already runs is used; the service starts its own otherwise.
  const running = (await answers(sandboxUrl)) ? { SANDBOX_URL: sandboxUrl } : {}
  // The day is played: the clock of the day outside must not mix in.
  const env = { LOG_LEVEL: 'error', SCHEDULES: 'off', ...process.env, ...running, DATA_DIR: dataDir, DATABASE_URL: '', REDIS_URL: '' }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-1_000)
  })
  const stop = async () => {
    await ended(child)
    await rm(dataDir, { recursive: true, force: true })
  }
  // Ready is not enough: somebody else may listen there by now.
  const ready = await becomes(READY_LIMIT_MS, async () => child.exitCode !== null || (await answers(url, '/readyz')))
  if (ready && child.exitCode === null) return { dataDir, stop }
  await stop()
  throw new Error(`the service did not start: ${said.trim().split('\n').at(-1) || 'it said nothing'}`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  await gone
  clearTimeout(timer)
}
