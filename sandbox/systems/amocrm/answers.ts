// How amoCRM answers: HAL collections, problem+json, rows with ids and times.
import { fields, isRecord } from '../../bodies.ts'
import { createShelf } from '../../shelf.ts'
import { type Answer, type Failure, retryAfterHeader } from '../../system.ts'

export type Row = Record<string, unknown> & { id: number }

export interface Rows {
  get(id: number): Row | undefined
  values(): Row[]
  add(given: Record<string, unknown>, now: Date): Row
}

const MAX_ROWS = 20_000
export const USER_ID = 5_000_001
export const ENTITIES = ['leads', 'contacts', 'companies', 'customers']

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
}

const problem = { 'content-type': 'application/problem+json' }

export const fail = ({ status, message, retryAfter }: Failure): Answer => ({
  status,
  body: {
    title: TITLES[status] ?? 'Error',
    type: `https://httpstatus.es/${status}`,
    status,
    detail: message ?? TITLES[status] ?? 'Internal error',
  },
  headers: { ...problem, ...retryAfterHeader(retryAfter) },
})

export const invalid = (index: number, path: string): Answer => ({
  status: 400,
  body: {
    'validation-errors': [
      {
        request_id: String(index),
        errors: [{ code: 'NotSupportedChoice', path, detail: 'The value you selected is not a valid choice.' }],
      },
    ],
    title: 'Bad Request',
    type: 'https://httpstatus.es/400',
    status: 400,
    detail: 'Request validation failed',
  },
  headers: problem,
})

export const self = (path: string) => ({ self: { href: `https://example.amocrm.ru/api/v4/${path}` } })

/** A HAL collection; an empty one has no body at all. */
export const collection = (name: string, rows: unknown[], path = name): Answer =>
  rows.length === 0
    ? { status: 204 }
    : { status: 200, body: { _links: self(path), _embedded: { [name]: rows } }, headers: { 'content-type': 'application/hal+json' } }

const LARGEST_PAGE = 250

/** The page that was asked for, with the address of the next one where there is more. */
export function pageOf(name: string, rows: unknown[], query: URLSearchParams): Answer {
  const limit = Math.min(LARGEST_PAGE, Number(query.get('limit')) || 50)
  const page = Math.max(1, Number(query.get('page')) || 1)
  const answer = collection(name, rows.slice((page - 1) * limit, page * limit))
  if (answer.status === 204 || rows.length <= page * limit) return answer
  const next = { next: { href: `https://example.amocrm.ru/api/v4/${name}?page=${page + 1}&limit=${limit}` } }
  return { ...answer, body: { ...fields(answer.body), _page: page, _links: { ...self(name), ...next } } }
}

/** @param firstId the first id it gives, one above; rows put in by hand keep their own. */
export function createRows(firstId: number): Rows {
  const shelf = createShelf<number, Row>(MAX_ROWS)
  let last = firstId
  return {
    get: (id) => shelf.get(id),
    values: () => shelf.values(),
    add(given, now) {
      const at = Math.floor(now.getTime() / 1000)
      const row = { id: ++last, created_by: USER_ID, updated_by: USER_ID, created_at: at, updated_at: at, ...given }
      shelf.set(row.id, row)
      return row
    },
  }
}

export const listed = (body: unknown): Record<string, unknown>[] =>
  Array.isArray(body) ? body.filter(isRecord) : isRecord(body) ? [body] : []
