// The sandbox beside `npm start`: a child process that ends with us, whatever ends us.
import { fork } from 'node:child_process'
import path from 'node:path'

export interface SandboxProcess {
  stop(): Promise<void>
}

const READY_LIMIT_MS = 10_000

/** @throws Error with one line when it cannot start (its port is taken). */
export function startSandboxProcess(env: Readonly<Record<string, string | undefined>>): Promise<SandboxProcess> {
  const entry = path.resolve(import.meta.dirname, '../sandbox/main.ts')
  // Its own process group: a Ctrl-C for us must not reach it before our last effects have.
  const child = fork(entry, { env, detached: true, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`the sandbox did not start within ${READY_LIMIT_MS / 1000} s`))
    }, READY_LIMIT_MS)
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000)
    })
    // `close`, not `exit`: only then everything it said has arrived.
    child.once('close', () => {
      clearTimeout(timer)
      reject(new Error(said.trim().split('\n').at(-1) || 'the sandbox ended without a word'))
    })
    child.once('message', () => {
      clearTimeout(timer)
      resolve({
        async stop() {
          child.kill('SIGTERM')
          await gone
        },
      })
    })
  })
}
