// The HTTP server: finds the system of a call, applies faults, writes the call down, answers.
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { parseBody, readRaw, TooLarge } from './bodies.ts'
import type { CallLog } from './calls.ts'
import { type Fault, type Faults, failureOf, htmlPage, kindOf } from './faults.ts'
import type { Answer, Call, Handler, System } from './system.ts'

export interface Parts {
  systems: readonly System[]
  /** The sandbox's own doors. */
  control: (call: Call) => ReturnType<Handler> | undefined
  calls: CallLog
  faults: Faults
  now: () => Date
  stopping: AbortSignal
}

export function createServer(parts: Parts): Server {
  const server = createHttpServer((request, response) => {
    handle(request, response, parts).catch((error: unknown) => {
      const status = error instanceof TooLarge ? 413 : 500
      if (!response.headersSent) send(response, { status, body: { error: error instanceof Error ? error.message : String(error) } })
      else response.destroy()
    })
  })
  // Longer than clients keep idle connections, so that they never write into one we just closed.
  server.keepAliveTimeout = 65_000
  return server
}

async function handle(request: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  const raw = await readRaw(request)
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sandbox')
  const contentType = request.headers['content-type'] ?? ''
  const call: Call = {
    method: request.method ?? 'GET',
    path: pathname,
    query: searchParams,
    headers: request.headers,
    raw,
    body: parseBody(raw, contentType),
  }
  const system = parts.systems.find(({ mount }) => pathname.startsWith(`${mount}/`))
  if (system) return answerFor(system, { ...call, path: pathname.slice(system.mount.length) }, response, parts)
  const answer = (await parts.control(call)) ?? { status: 404, body: { error: `no such door: ${call.method} ${pathname}` } }
  send(response, answer)
}

async function answerFor(system: System, call: Call, response: ServerResponse, { calls, faults, now, stopping }: Parts): Promise<void> {
  const shown = system.record?.(call) ?? { path: call.path }
  const fault = faults.take(system.name, [`${call.method} ${shown.path}`, `${call.method} ${system.mount}${shown.path}`])
  const effectKey = call.headers['idempotency-key']
  const entry = calls.open({
    at: now().toISOString(),
    system: system.name,
    method: call.method,
    ...shown,
    raw: call.raw,
    contentType: call.headers['content-type'] ?? '',
    ...(typeof effectKey === 'string' ? { effectKey } : {}),
    ...(fault ? { fault: kindOf(fault) } : {}),
  })
  // The work goes on after the wait even when the caller has given up: that is what makes duplicates.
  if (fault?.delayMs) await pause(fault.delayMs, undefined, { signal: stopping }).catch(() => undefined)
  const answer = await worked(system, call, fault)
  entry.status = answer.status
  if (fault?.dropAfter) response.socket?.destroy()
  else send(response, answer)
}

async function worked(system: System, call: Call, fault: Fault | undefined): Promise<Answer> {
  const failure = fault && failureOf(fault)
  if (failure) return fault.html ? htmlPage(failure) : system.fail(failure)
  try {
    return await system.answer(call)
  } catch (error) {
    return system.fail({ status: 500, message: `the sandbox itself failed: ${error instanceof Error ? error.message : String(error)}` })
  }
}

function send(response: ServerResponse, { status, body, headers, pieces }: Answer): void {
  if (response.destroyed) return
  if (pieces) {
    response.writeHead(status, headers)
    for (const piece of pieces) response.write(piece)
    response.end()
    return
  }
  if (body === undefined) {
    response.writeHead(status, headers).end()
    return
  }
  const text = JSON.stringify(body)
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text), ...headers })
    .end(text)
}
