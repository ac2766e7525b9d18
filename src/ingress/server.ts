// The HTTP server: the doors, beside them the API and the health pages. Every refusal is JSON with one sentence.
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler, type Response, type Router } from 'express'
import helmet from 'helmet'
import type { Happenings } from '../observability/happenings.ts'
import { createDoors, headersOf, isForeign, nothingAt, type ReadBody, unreadable } from './door.ts'
import { type Answer, type Intake, refusal, STATUS } from './intake.ts'
import { createDoorLimiter } from './limiter.ts'
import type { Source } from './source.ts'

export interface ServerOptions {
  sources: readonly Source[]
  intake: Intake
  happenings: Pick<Happenings, 'deliveryRefused'>
  /** Path → router. */
  mounts: Readonly<Record<string, Router>>
  /** How many proxies stand before us: only what they say of the sender's address is believed. */
  trustProxy: number
  /** Requests of one address at one source; 0: as many as come. */
  ratePerSecond: number
  /** Measures every answer of a door: workers give way when it gets slow. */
  onAnswer: (ms: number) => void
}

export function createServer({ sources, intake, happenings, mounts, trustProxy, ratePerSecond, onAnswer }: ServerOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', trustProxy)
  // A query is flat text: no nested objects from outside.
  app.set('query parser', 'simple')
  const doors = createDoors({ sources, intake, happenings, onAnswer, limiter: createDoorLimiter(ratePerSecond) })
  const readerOf = bodies()

  app.use(helmet(HELMET))
  app.use(async (request, response, next) => {
    const { method, path, headers } = request
    const knock = { method, path, headers, query: flat(request.query), address: request.ip ?? 'gone' }
    const answer = await doors(knock, readerOf(request, response))
    if (answer === null) next()
    else send(response, answer)
  })
  app.use(noBodies)
  for (const [path, router] of Object.entries(mounts)) app.use(path, router)
  app.use((request, response) => send(response, nothingAt(request.path)))
  app.use(broken)
  return app
}

/** Nothing here is a page: whatever a browser makes of an answer, it may load nothing and sit in no frame. */
const HELMET = {
  contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } },
  xFrameOptions: { action: 'deny' },
} as const

/** Raw bytes, unpacked; what is not read of a body that is refused is thrown away. */
function bodies(): (request: Request, response: Response) => ReadBody {
  const parsers = new Map<number, RequestHandler>()
  const parserOf = (limit: number) => {
    const parser = parsers.get(limit) ?? express.raw({ type: () => true, limit })
    parsers.set(limit, parser)
    return parser
  }
  return (request, response) => (maxBytes) =>
    new Promise((resolve, reject) => {
      parserOf(maxBytes)(request, response, (error?: unknown) => {
        if (error) reject(error)
        else resolve(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))
      })
    })
}

const flat = (query: Request['query']): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]))

function send(response: Response, answer: Answer): void {
  response.status(STATUS[answer.outcome]).set(headersOf(answer)).json(answer.body)
}

const MAX_IDLE_BODY_BYTES = 64 * 1024

/** The pages and verbs beside the doors read no body; a large one, or a file, was meant for somebody else. */
const noBodies: RequestHandler = ({ headers }, response, next) => {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (Number(headers['content-length'] ?? 0) > MAX_IDLE_BODY_BYTES)
    send(response, refusal('too-large', 'nothing here takes so large a body'))
  else if (hasBody && isForeign(headers['content-type'])) send(response, refusal('media-type', 'nothing here takes files or pages'))
  else next()
}

/** What nobody else has answered. */
const broken: ErrorRequestHandler = (error: { status?: number; type?: string }, _request, response, next) => {
  if (response.headersSent) next(error)
  else send(response, refusal(...unreadable(error)))
}
