// The doors without the house: the same sources, the same intake and the same inbox, for a request that comes as a `Request`.
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { systemClock } from '../src/clock.ts'
import { BadConfig, doorSecretsOf, type LoneDoors } from '../src/config.ts'
import { sentence } from '../src/errors.ts'
import { recordDelivery } from '../src/inbox/record.ts'
import { createDoors, headersOf, nothingAt, type ReadBody } from '../src/ingress/door.ts'
import { type Answer, createIntake, refusal, STATUS } from '../src/ingress/intake.ts'
import { sourcesOf } from '../src/ingress/sources/index.ts'
import { createHappenings } from '../src/observability/happenings.ts'
import { createLog } from '../src/observability/log.ts'
import { createMetrics } from '../src/observability/metrics.ts'
import { whisper } from '../src/queue/wake.ts'
import { openSql } from '../src/sql.ts'

/** What of Netlify's context is used. */
export interface Surroundings {
  ip: string
  /** Keeps the function alive for work that goes on after the answer. */
  waitUntil(work: Promise<unknown>): void
}

/** One request at a time comes to an instance; another connection is for the whisper. */
const CONNECTIONS = 2
/** A first invocation opens its connection too; the platform itself gives up after ten seconds. */
const LIMIT_MS = 4_000

export type Serve = (request: Request, surroundings: Surroundings) => Promise<Response>

/** @param read the configuration; what is wrong with it is answered 503, and said in the log. */
export function serveDoors(read: () => LoneDoors): Serve {
  try {
    return open(read())
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error
    createLog({ level: 'error' }).error({ error: sentence(error) }, 'the doors are not set up')
    const [variable = ''] = error.message.split(/[: ]/, 1)
    return async () => responseOf(refusal('unavailable', `the doors are not set up: look at ${variable}`))
  }
}

function open(config: LoneDoors): Serve {
  const secrets = doorSecretsOf(config)
  const log = createLog({ level: config.log.level, secrets })
  const alerts = {
    raise: ({ kind, subject, text }: Record<'kind' | 'subject' | 'text', string>) => log.error({ kind, subject, text }, 'alert'),
  }
  const happenings = createHappenings({ log, metrics: createMetrics(), alerts, secrets })
  const sql = openSql(config.databaseUrl, {
    max: CONNECTIONS,
    applicationName: 'orchestrator-netlify',
    connectTimeoutMs: LIMIT_MS,
    answerTimeoutMs: 2 * LIMIT_MS,
    onError: (error) => log.warn({ error: sentence(error) }, 'idle connection lost'),
  })
  const sources = sourcesOf(config).filter(({ id }) => config.served.includes(id))
  const recording = { sql, clock: systemClock, duplicateWindowMin: config.duplicateWindowMin }

  return async (request, { ip, waitUntil }) => {
    const intake = createIntake({
      clock: systemClock,
      happenings,
      record: (delivery) => recordDelivery(delivery, recording),
      onRecorded: () => waitUntil(whisper(sql, 'work')),
      at: async () => undefined,
      limitMs: LIMIT_MS,
    })
    const { pathname: path, searchParams } = new URL(request.url)
    const knock = { method: request.method, path, headers: Object.fromEntries(request.headers), query: flat(searchParams), address: ip }
    const answer = await createDoors({ sources, intake, happenings })(knock, bodyOf(request))
    return responseOf(answer ?? nothingAt(path), request.method)
  }
}

function responseOf(answer: Answer, method = 'POST'): Response {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'X-Content-Type-Options': 'nosniff', ...headersOf(answer) }
  return new Response(method === 'HEAD' ? null : JSON.stringify(answer.body), { status: STATUS[answer.outcome], headers })
}

/** A name that comes twice has no value: nobody may choose which one counts. */
function flat(params: URLSearchParams): Record<string, string | undefined> {
  const names = [...new Set(params.keys())]
  return Object.fromEntries(names.map((name) => [name, params.getAll(name).length === 1 ? (params.get(name) ?? undefined) : undefined]))
}

class Unreadable extends Error {
  override name = 'Unreadable'
  readonly status: number
  readonly type: string
  constructor(status: number, type: string) {
    super(type)
    this.status = status
    this.type = type
  }
}

/** The raw bytes, unpacked; never more of them than the door takes. */
const bodyOf =
  ({ headers, body }: Request): ReadBody =>
  async (maxBytes) => {
    if (Number(headers.get('content-length') ?? 0) > maxBytes) throw new Unreadable(413, 'entity.too.large')
    const parts: Uint8Array[] = []
    let bytes = 0
    for await (const part of body ?? []) {
      bytes += part.length
      if (bytes > maxBytes) throw new Unreadable(413, 'entity.too.large')
      parts.push(part)
    }
    return unpacked(Buffer.concat(parts), headers.get('content-encoding')?.trim().toLowerCase() || 'identity', maxBytes)
  }

const PACKINGS = new Map([
  ['gzip', promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)],
  ['deflate', promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate)],
  ['br', promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress)],
])

async function unpacked(bytes: Buffer, packing: string, maxBytes: number): Promise<Buffer> {
  if (packing === 'identity') return bytes
  const unpack = PACKINGS.get(packing)
  if (unpack === undefined) throw new Unreadable(415, 'encoding.unsupported')
  return unpack(bytes, { maxOutputLength: maxBytes }).catch((error: { code?: string }) => {
    throw error.code === 'ERR_BUFFER_TOO_LARGE' ? new Unreadable(413, 'entity.too.large') : new Unreadable(400, 'encoding.broken')
  })
}
