// What the benchmarks share: percentiles, the processes around what is measured, the table and the result file.
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Table from 'cli-table3'
import { startEmbeddedPostgres } from '../src/postgres.ts'

export const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil((p / 100) * sorted.length) - 1))] ?? Number.NaN
export const median = (values: readonly number[]): number => percentile(ascending(values), 50)
export const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
/** Whole milliseconds, as people read them. */
export const spread = (values: readonly number[]): { p50: number; p95: number; p99: number; max: number } => {
  const sorted = ascending(values)
  const at = (p: number) => rounded(percentile(sorted, p), 0)
  return { p50: at(50), p95: at(95), p99: at(99), max: at(100) }
}
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits))

/** A real Postgres in a folder of its own, with the settings `npm start` gives it. */
export async function temporaryPostgres(): Promise<{ url: string } & AsyncDisposable> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'rental-bench-'))
  const { url, stop } = await startEmbeddedPostgres(dataDir)
  return {
    url,
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const root = path.resolve(import.meta.dirname, '..')

export interface Process extends AsyncDisposable {
  readonly child: ChildProcess
}

export const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

/** A module of this project as a process of its own; what it complains about is shown. */
export function start(module: string, env: Record<string, string> = {}): Process {
  const { PATH, HOME, TMPDIR } = process.env
  const options = { execArgv: ['--disable-warning=ExperimentalWarning'], env: { PATH, HOME, TMPDIR, ...env } }
  const child = fork(path.join(root, module), { ...options, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  return {
    child,
    async [Symbol.asyncDispose]() {
      if (hasEnded(child)) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** The first message of a process: where it listens, or what it found out. */
export async function message<T>({ child }: Process): Promise<T> {
  const ended = new AbortController()
  const gone = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`a process of the benchmark ended early with ${code}`)
  })
  const [said] = (await Promise.race([once(child, 'message', { signal: ended.signal }), gone])) as [T]
  gone.catch(() => undefined)
  ended.abort()
  return said
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

/** @throws Error when it is not so within the limit. */
export async function until(what: string, limitMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s`)
    await pause(50)
  }
}

export async function sandbox(): Promise<{ url: string } & Process> {
  const started = start('sandbox/main.ts', { SANDBOX_PORT: '0' })
  const { port } = await message<{ port: number }>(started)
  return { ...started, url: `http://127.0.0.1:${port}` }
}

/** A Redis of its own, or null where none is installed. `stop` kills it, and nobody is told. */
export async function temporaryRedis(): Promise<({ url: string; stop(): Promise<void> } & AsyncDisposable) | null> {
  const port = await freePort()
  const server = spawn('redis-server', ['--port', `${port}`, '--save', '', '--appendonly', 'no'], { stdio: 'ignore' })
  const started = await Promise.race([once(server, 'spawn').then(() => true), once(server, 'error').then(() => false)])
  if (!started) return null
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const probe = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      probe.on('connect', () => probe.destroy())
    })
  await until('Redis answers', 10_000, answers)
  const stop = async () => {
    if (hasEnded(server)) return
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
  return { url: `redis://127.0.0.1:${port}`, stop, [Symbol.asyncDispose]: stop }
}

export interface Result {
  name: string
  figures: Record<string, unknown>
  ratios: Record<string, number>
}

export async function report({ name, figures, ratios }: Result): Promise<void> {
  const [cpu] = os.cpus()
  const machine = {
    cpu: cpu?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGb: rounded(os.totalmem() / 2 ** 30, 1),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    load: os.loadavg().map((load) => rounded(load)),
  }
  const file = path.join(root, 'bench/results', `${name}.json`)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify({ name, at: new Date().toISOString(), machine, figures, ratios }, null, 2)}\n`)
  process.stdout.write(
    `\n${Object.entries(ratios)
      .map(([pair, ratio]) => `  ${pair}  ${ratio}`)
      .join('\n')}\n\n${path.relative(process.cwd(), file)}\n`,
  )
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const drawn = new Table({
    head: [...head],
    style: { head: [], border: [] },
    colAligns: head.map((_, at) => (at === 0 ? 'left' : 'right')),
  })
  drawn.push(...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : cell))))
  process.stdout.write(`${drawn.toString()}\n`)
}
