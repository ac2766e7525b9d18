// Makes a table of operations callable: input parsed, answer parsed, identical reads that run at the same time shared.
import type { z } from 'zod'
import { BadInput, Refused, Unavailable } from '../errors.ts'
import type { Bound, CallOptions, Operation, Operations } from './integration.ts'

type Callable = (input: unknown, options?: CallOptions) => Promise<unknown>

export function bindReads<Ops extends Operations>(system: string, operations: Ops): Bound<Ops> {
  return bound(operations, (name, op) => coalesced(callable(system, name, op, false)))
}

export function bindWrites<Ops extends Operations>(system: string, operations: Ops): Bound<Ops> {
  return bound(operations, (name, op) => callable(system, name, op, true))
}

function bound<Ops extends Operations>(operations: Ops, make: (name: string, op: Operation) => Callable): Bound<Ops> {
  const table = Object.entries(operations).map(([name, op]) => [name, make(name, op)] as const)
  // A mapped type cannot be built entry by entry; every entry comes from the operation of its own name.
  return Object.fromEntries(table) as unknown as Bound<Ops>
}

function callable(system: string, name: string, op: Operation, write: boolean): Callable {
  return async (input, options = {}) => {
    const asked = op.input.safeParse(input)
    if (!asked.success) throw new BadInput(`${system} ${name}: ${firstIssue(asked.error)}`)
    const answer = op.output.safeParse(await op.run(asked.data, { ...options, operation: name, limit: op.limit, write }))
    if (answer.success) return answer.data
    throw unexpected(`${system} ${name}: the answer is not what its documentation says (${firstIssue(answer.error)})`, write)
  }
}

/** A write that was answered strangely was answered all the same: it may well have been done. */
const unexpected = (message: string, write: boolean): Error =>
  write ? new Unavailable(message, { maybeDone: true }) : new Refused(message, { code: 'unexpected-answer' })

export function firstIssue(error: z.core.$ZodError): string {
  const issue = error.issues[0]
  return issue ? `${issue.path.join('.') || 'value'}: ${issue.message}` : 'does not fit its schema'
}

/** Callers that ask the same thing at the same time share one call; each may stop waiting for it on its own. */
function coalesced(call: Callable): Callable {
  const running = new Map<string, Promise<unknown>>()
  return (input, { signal, ...options } = {}) => {
    const key = JSON.stringify([input, options.critical ?? false])
    let shared = running.get(key)
    if (!shared) {
      shared = call(input, options).finally(() => running.delete(key))
      running.set(key, shared)
    }
    return signal === undefined ? shared : orStopped(shared, signal)
  }
}

function orStopped<T>(shared: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(new Unavailable('stopped waiting for the answer'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
