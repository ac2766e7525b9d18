// Real child processes for tests: started, listened to, waited for, and ended whatever becomes of the test.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export const ROOT = path.resolve(import.meta.dirname, '../..')

export interface Child {
  readonly pid: number
  stdout(): string
  stderr(): string
  kill(signal: NodeJS.Signals): void
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  hasEnded(): boolean
}

const running = new Set<Child>()

/** Only what a fresh shell has: no key, no database, nothing of this test run but what Node has compiled. */
export function freshEnv(environment: Record<string, string> = {}): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR = '/tmp', NODE_COMPILE_CACHE } = process.env
  return { PATH, HOME, TMPDIR, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }), ...environment }
}

export function start(command: string, args: readonly string[], env: Record<string, string> = freshEnv()): Child {
  // A group of its own, so that a test that failed can end all of it.
  const child = spawn(command, args, { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said.stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said.stderr += chunk))
  // `close`, not `exit`: only then everything it said has arrived.
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const { pid } = child
  if (pid === undefined) throw new Error(`${command} could not be started`)
  const started: Child = {
    pid,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    kill: (signal) => process.kill(pid, signal),
    ended: exited.then(([code, signal]) => ({ code, signal })),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
  }
  running.add(started)
  return started
}

/** For `afterAll`: a test that failed leaves nobody behind. */
export function endAll(): void {
  for (const { pid } of running) {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has gone, and its whole group with it.
    }
  }
  running.clear()
}

const LOOK_EVERY_MS = 50

/** Waits for a condition in another process. @throws with what `otherwise` knows, when it does not come true in time. */
export async function until<T>(limitMs: number, look: () => T | Promise<T>, otherwise: () => string = () => ''): Promise<NonNullable<T>> {
  const deadline = performance.now() + limitMs
  for (;;) {
    const seen = await Promise.resolve(look()).catch(() => undefined)
    if (seen) return seen
    if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms: ${look}\n${otherwise()}`)
    await pause(LOOK_EVERY_MS)
  }
}

/** Ports nobody listens at now. All are held until the last is found, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const holders = await Promise.all(Array.from({ length: count }, () => occupy(0)))
  const ports = holders.map(portOf)
  await Promise.all(holders.map(free))
  return ports
}

export async function occupy(port: number): Promise<Server> {
  const holder = createServer().listen(port, '127.0.0.1')
  await once(holder, 'listening')
  return holder
}

export async function free(holder: Server): Promise<void> {
  holder.close()
  await once(holder, 'close')
}

export function portOf(holder: Server): number {
  const address = holder.address()
  if (address === null || typeof address === 'string') throw new Error('it listens at no port')
  return address.port
}

/** Command lines of the processes that have `word` in theirs. */
export const processesWith = (word: string): string[] =>
  execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
    .split('\n')
    .filter((line) => line.includes(word))
