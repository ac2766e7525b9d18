// How YouGile answers: errors with one field, lists in pages.
import { type Answer, type Failure, retryAfterHeader } from '../../system.ts'

const MESSAGES: Record<number, string> = { 401: 'Unauthorized', 404: 'Not found', 429: 'Too Many Requests' }

export const fail = ({ status, message, retryAfter }: Failure): Answer => ({
  status,
  body: { error: message ?? MESSAGES[status] ?? 'Internal server error' },
  headers: retryAfterHeader(retryAfter),
})

export function paged<T>(rows: T[], query: URLSearchParams) {
  const limit = Math.min(1_000, Number(query.get('limit')) || 50)
  const offset = Number(query.get('offset')) || 0
  const content = rows.slice(offset, offset + limit)
  return { paging: { count: content.length, limit, offset, next: offset + limit < rows.length }, content }
}
