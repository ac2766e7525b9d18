// The Umnico door: a secret in the query, because Umnico signs nothing.
import { isEmpty } from '../body.ts'
import { matchesSecret } from '../secrets.ts'
import { defineSource, type Source } from '../source.ts'
import { readUmnico } from './umnico/read.ts'

export interface UmnicoDoor {
  /** The live values: two of them while the secret is being rotated. */
  secrets: readonly string[]
}

export const MAX_BODY_BYTES = 256 * 1024

export const umnicoSource = ({ secrets }: UmnicoDoor): Source =>
  defineSource({
    id: 'umnico',
    path: '/webhooks/umnico',
    maxBytes: MAX_BODY_BYTES,
    verify: ({ query }) => (matchesSecret(query.t, secrets) ? 'ok' : 'unsigned'),
    read: ({ raw, receivedAt }) => (isEmpty(raw) ? { outcome: 'bad-request', reason: 'the body is empty' } : readUmnico(raw, receivedAt)),
  })
