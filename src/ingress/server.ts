// The HTTP server: the doors, beside them the API and the health pages. Every refusal is JSON with one sentence.
import type { Server } from 'node:http'
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler, type Response, type Router } from 'express'
import { type Answer, type Intake, type Outcome, refusal, STATUS } from './intake.ts'
import type { Source } from './source.ts'

export interface ServerOptions {
  sources: readonly Source[]
  intake: Intake
  /** Path → router. */
  mounts: Readonly<Record<string, Router>>
  trustProxy: number
  /** Measures every answer of a door: workers give way when it gets slow. */
  onAnswer: (ms: number) => void
}

export function createServer({ sources, intake, mounts, trustProxy, onAnswer }: ServerOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', trustProxy)
  // A query is flat text: no nested objects from outside.
  app.set('query parser', 'simple')
  for (const source of sources) {
    app.post(source.path, express.raw({ type: () => true, limit: source.maxBytes }), door(source, intake, onAnswer))
    app.all(source.path, (_request, response) => {
      response.setHeader('Allow', 'POST')
      answer(response, refusal('method', 'this door takes POST only'))
    })
  }
  for (const [path, router] of Object.entries(mounts)) app.use(path, router)
  app.use((request, response) => answer(response, refusal('unknown-source', `there is nothing at ${request.path.slice(0, 100)}`)))
  app.use(broken)
  return app
}

const door =
  (source: Source, intake: Intake, onAnswer: (ms: number) => void): RequestHandler =>
  async (request: Request, response: Response) => {
    const startedAt = performance.now()
    const { door: name } = request.params
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    answer(
      response,
      await intake(source, { door: typeof name === 'string' ? name : 'main', headers: request.headers, query: flat(request.query), raw }),
    )
    onAnswer(performance.now() - startedAt)
  }

const flat = (query: Request['query']): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]))

function answer(response: Response, { outcome, body }: Answer): void {
  if (outcome === 'unavailable') response.setHeader('Retry-After', '5')
  response.status(STATUS[outcome]).json(body)
}

/** What went wrong before a door could look: the body is too large, cut off, or packed in a way we do not know. */
const broken: ErrorRequestHandler = (error: { status?: number; type?: string }, _request, response, next) => {
  if (response.headersSent) {
    next(error)
    return
  }
  const [outcome, text] = explain(error)
  answer(response, refusal(outcome, text))
}

function explain({ status, type }: { status?: number; type?: string }): [Outcome, string] {
  if (status === 413) return ['too-large', 'the body is larger than this door takes']
  if (status === 415) return ['media-type', 'the content encoding is not supported']
  if (status !== undefined && status >= 400 && status < 500)
    return ['bad-request', `the request could not be read (${type ?? 'bad request'})`]
  return ['unavailable', 'something went wrong here, please send it again']
}

export class PortTaken extends Error {
  override name = 'PortTaken'
}

/** Slow senders are cut off: a webhook needs no minute for its headers. */
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000

/** Finds out early whether a port is free. @throws PortTaken */
export async function probe(port: number, host: string): Promise<void> {
  await (await listen(express(), port, host)).close()
}

export function listen(app: Express, port: number, host: string): Promise<{ port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server: Server = app.listen(port, host, (error?: Error & { code?: string }) => {
      if (error) {
        const taken = error.code === 'EADDRINUSE'
        reject(taken ? new PortTaken(`port ${port} is taken: stop what listens there, or set PORT to a free one`) : error)
        return
      }
      const address = server.address()
      resolve({ port: typeof address === 'object' && address ? address.port : port, close: () => closed(server) })
    })
    server.headersTimeout = HEADERS_TIMEOUT_MS
    server.requestTimeout = REQUEST_TIMEOUT_MS
  })
}

/** Requests under way are answered; one that is still being sent after this is cut off. */
const CLOSE_GRACE_MS = 2_000

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
    server.close(() => {
      clearTimeout(late)
      resolve()
    })
    server.closeIdleConnections()
  })
}
