// The one way through a door, whoever carries the request here: the server of this service or a function of somebody's platform.
import type { IncomingHttpHeaders } from 'node:http'
import type { Happenings } from '../observability/happenings.ts'
import { type Answer, type Intake, type Outcome, refusal, STATUS } from './intake.ts'
import type { DoorLimiter } from './limiter.ts'
import type { RawDelivery, Source } from './source.ts'

/** A request of which only the first lines are known. */
export interface Knock {
  method: string
  /** As it stands in the request: percent-encoded, without the query. */
  path: string
  headers: IncomingHttpHeaders
  query: RawDelivery['query']
  /** Who is counted. */
  address: string
}

/** Reads the body, of at most so many bytes. @throws an error with the `status` that says what is wrong with it. */
export type ReadBody = (maxBytes: number) => Promise<Buffer>

export interface DoorsOptions {
  sources: readonly Source[]
  intake: Intake
  happenings: Pick<Happenings, 'deliveryRefused'>
  /** Absent: somebody before us counts. */
  limiter?: DoorLimiter
  /** Measures every answer of the intake: workers give way when it gets slow. */
  onAnswer?: (ms: number) => void
}

/** @returns the answer, or null when there is no door at the path. */
export type Doors = (knock: Knock, readBody: ReadBody) => Promise<Answer | null>

export function createDoors({ sources, intake, happenings, limiter, onAnswer }: DoorsOptions): Doors {
  const entrances = sources.map((source) => ({ source, pattern: segments(source.path) }))
  return async ({ method, path, headers, query, address }, readBody) => {
    if (!isDecodable(path)) return refusal('bad-request', 'the path is not valid percent-encoding')
    const found = locate(entrances, path)
    if (found === null) return null
    const { source, door } = found
    const startedAt = performance.now()
    const refuse = (outcome: Outcome, reason: string, about: { retryAfterS?: number; again?: boolean } = {}): Answer => {
      const ms = performance.now() - startedAt
      happenings.deliveryRefused({ source: source.id, door: door.slice(0, 40), status: STATUS[outcome], reason, ms, again: about.again })
      return { ...refusal(outcome, reason), retryAfterS: about.retryAfterS }
    }

    const full = (await limiter?.enter(source.id, address)) ?? null
    if (full) return refuse('too-many', 'too many requests, please send it again later', { ...full, again: !full.first })
    if (method !== 'POST') return refuse('method', 'this door takes POST only')
    if (isForeign(headers['content-type'])) return refuse('media-type', 'this door takes no files and no pages, send JSON')
    const raw = await readBody(source.maxBytes).catch(unreadable)
    if (!Buffer.isBuffer(raw)) return refuse(...raw)

    const readAt = performance.now()
    const answer = await intake(source, { door, headers, query, raw })
    onAnswer?.(performance.now() - readAt)
    await limiter?.learn(source.id, address, answer.outcome)
    return answer
  }
}

export const nothingAt = (path: string): Answer => refusal('unknown-source', `there is nothing at ${path.slice(0, 100)}`)

const RETRY_AFTER_S = 5

/** The headers that belong to an answer. */
export function headersOf({ outcome, retryAfterS }: Answer): Record<string, string> {
  const waits = outcome === 'unavailable' || outcome === 'too-many'
  return {
    'Cache-Control': 'no-store',
    ...(outcome === 'method' ? { Allow: 'POST' } : {}),
    ...(waits ? { 'Retry-After': String(retryAfterS ?? RETRY_AFTER_S) } : {}),
  }
}

/** What no vendor calls a webhook. Everything else is read: vendors name their JSON in many ways, or not at all. */
const FOREIGN = /^(?:(?:multipart|image|audio|video|font)\/|(?:text\/html|(?:application|text)\/xml|application\/(?:pdf|zip))$)/

export const isForeign = (contentType: string | undefined): boolean =>
  FOREIGN.test((contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '')

/** What is wrong with a body: too large, cut off, or packed in a way we do not know. */
export function unreadable(error: { status?: number; type?: string }): [Outcome, string] {
  const { status, type } = error
  if (status === 413) return ['too-large', 'the body is larger than this door takes']
  if (status === 415) return ['media-type', 'the content encoding is not supported']
  if (status !== undefined && status >= 400 && status < 500)
    return ['bad-request', `the request could not be read (${type ?? 'bad request'})`]
  return ['unavailable', 'something went wrong here, please send it again']
}

interface Entrance {
  source: Source
  pattern: readonly string[]
}

/** A slash at the end says nothing. */
const segments = (path: string): string[] => path.replace(/\/$/, '').split('/')

function locate(entrances: readonly Entrance[], path: string): { source: Source; door: string } | null {
  const given = segments(path)
  for (const { source, pattern } of entrances) {
    if (pattern.length !== given.length) continue
    let door = 'main'
    const fits = pattern.every((expected, at) => {
      const segment = given[at] ?? ''
      if (expected !== ':door') return segment.toLowerCase() === expected
      door = decodeURIComponent(segment)
      return door !== ''
    })
    if (fits) return { source, door }
  }
  return null
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
