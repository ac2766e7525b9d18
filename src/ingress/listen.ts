// Where the server meets the network: how long it waits for slow senders, how much it takes, and how it closes.
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Outcome, refusal, STATUS } from './intake.ts'

export interface Limits {
  /** A sender has this long for its headers, and this long for everything, milliseconds. */
  headersMs: number
  requestMs: number
  /** How often it is looked who is over time. */
  checkMs: number
  /** An idle connection is kept a little longer than a proxy in front of us keeps its own, or the proxy would meet closed ones. */
  keepAliveMs: number
  maxHeaderBytes: number
  maxHeaders: number
  maxConnections: number
  /** When we close, requests under way have this long; what is still being sent after it is cut off. */
  closeMs: number
}

const LIMITS: Limits = {
  headersMs: 10_000,
  requestMs: 30_000,
  checkMs: 1_000,
  keepAliveMs: 65_000,
  maxHeaderBytes: 16 * 1024,
  maxHeaders: 100,
  maxConnections: 5_000,
  closeMs: 2_000,
}

export class PortTaken extends Error {
  override name = 'PortTaken'
}

/** Finds out early whether a port is free. @throws PortTaken */
export async function probe(port: number, host: string): Promise<void> {
  await (await listen(() => undefined, port, host)).close()
}

export interface Listening {
  port: number
  /** Answers what is under way, then resolves. */
  close(): Promise<void>
}

export function listen(app: RequestListener, port: number, host: string, changed: Partial<Limits> = {}): Promise<Listening> {
  const limits = { ...LIMITS, ...changed }
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.checkMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: limits.maxHeaderBytes,
  })
  // One more than we take, so that too many can be told from just enough.
  server.maxHeadersCount = limits.maxHeaders + 1
  server.maxConnections = limits.maxConnections
  const leaving = politely(server)
  /** Refused before all of it had come: what is wrong with the rest needs no second answer. */
  const answered = new WeakSet<Duplex>()
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    leaving.watch(response)
    const { socket } = request
    answered.delete(socket)
    response.once('finish', () => request.complete || answered.add(socket))
    if (request.rawHeaders.length > 2 * limits.maxHeaders) {
      const { status, headers, body } = written('too-many-headers', `more than ${limits.maxHeaders} headers are not read`)
      response.writeHead(status, headers).end(body)
    } else app(request, response)
  }
  server.on('request', handle)
  // An expectation we do not know is no reason to turn a webhook away.
  server.on('checkExpectation', handle)
  server.on('connect', (_request, socket) => hangUp(socket, 'method', 'this is no proxy'))
  server.on('clientError', (error: Error & { code?: string }, socket) => {
    if (answered.has(socket)) socket.destroy()
    else hangUp(socket, ...whyUnreadable(error))
  })

  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => {
      const taken = error.code === 'EADDRINUSE'
      reject(taken ? new PortTaken(`port ${port} is taken: stop what listens there, or set PORT to a free one`) : error)
    })
    server.listen(port, host, () => {
      const address = server.address()
      resolve({ port: typeof address === 'object' && address ? address.port : port, close: () => leaving.close(limits.closeMs) })
    })
  })
}

/** While we close, every answer is the last one of its connection and says so: a sender that keeps its connection open goes elsewhere. */
function politely(server: Server) {
  const open = new Set<ServerResponse>()
  let closing = false
  const last = (response: ServerResponse) => {
    if (!response.headersSent) response.setHeader('Connection', 'close')
  }
  return {
    watch(response: ServerResponse) {
      if (closing) last(response)
      open.add(response)
      response.once('close', () => open.delete(response))
    },
    close(graceMs: number): Promise<void> {
      closing = true
      open.forEach(last)
      return new Promise((resolve) => {
        const late = setTimeout(() => server.closeAllConnections(), graceMs)
        server.close(() => {
          clearTimeout(late)
          resolve()
        })
      })
    },
  }
}

/** What Node itself cannot read never becomes a request. */
function whyUnreadable({ code }: { code?: string }): [Outcome, string] {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return ['too-slow', 'the request did not arrive in time']
  if (code === 'HPE_HEADER_OVERFLOW') return ['too-many-headers', 'the headers are larger than we read']
  return ['bad-request', 'this is not HTTP as we know it']
}

function written(outcome: Outcome, reason: string): { status: number; headers: Record<string, string | number>; body: string } {
  const body = JSON.stringify(refusal(outcome, reason).body)
  return {
    status: STATUS[outcome],
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
      Connection: 'close',
      ...(outcome === 'method' ? { Allow: 'GET, HEAD, POST' } : {}),
    },
    body,
  }
}

function hangUp(socket: Duplex, outcome: Outcome, reason: string): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const { status, headers, body } = written(outcome, reason)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy())
}
