// A sandbox on a free port for one test file, and the few ways tests talk to it.
import { afterAll, afterEach, beforeAll } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/index.ts'

export interface Reply<T> {
  status: number
  body: T
  headers: Headers
}

export interface Asked {
  method?: string
  body?: unknown
  headers?: Record<string, string>
}

export async function ask<T = unknown>(url: string, { method, body, headers }: Asked = {}): Promise<Reply<T>> {
  const answer = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: (text === '' ? undefined : JSON.parse(text)) as T, headers: answer.headers }
}

export interface Harness {
  readonly sandbox: Sandbox
  /** Asks by a path of the sandbox. */
  ask<T = unknown>(path: string, asked?: Asked): Promise<Reply<T>>
}

/** Starts one for the file; calls and faults are forgotten after each test. */
export function sandboxForThisFile(options: Partial<SandboxOptions> = {}): Harness {
  let sandbox: Sandbox | undefined
  const started = () => {
    if (!sandbox) throw new Error('the sandbox has not started')
    return sandbox
  }
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, ...options })
  })
  afterEach(async () => {
    for (const door of ['_calls', '_faults', '_model']) await ask(`${started().url}/${door}`, { method: 'DELETE' })
  })
  afterAll(() => started().stop())
  return {
    get sandbox() {
      return started()
    },
    ask: (path, asked) => ask(`${started().url}${path}`, asked),
  }
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })
