// How Umnico says no.
import { type Answer, type Failure, retryAfterHeader } from '../../system.ts'

const MESSAGES: Record<number, string> = { 401: 'Unauthorized', 404: 'Not found', 422: 'Unprocessable entity' }

export const fail = ({ status, message, retryAfter }: Failure): Answer => ({
  status,
  body: { error: message ?? MESSAGES[status] ?? 'Internal server error' },
  headers: retryAfterHeader(retryAfter),
})
