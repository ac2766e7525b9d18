// The RentProg door: one URL per branch, kept by a secret in the query, because RentProg signs nothing.
import { Branch } from '../../events/event.ts'
import { matchesSecret } from '../secrets.ts'
import { defineSource, type Source } from '../source.ts'
import { type Companies, normalizeRentProgWebhook } from './rentprog/normalize.ts'
import { MAX_BODY_BYTES } from './rentprog/payload.ts'

export interface RentprogDoor {
  /** The live secrets of each branch; a branch without one lets nobody in. */
  secrets: Readonly<Partial<Record<Branch, readonly string[]>>>
  companies: Companies
}

const isBranch = (door: string): door is Branch => Branch.safeParse(door).success

export function rentprogSource({ secrets, companies }: RentprogDoor): Source {
  return defineSource({
    id: 'rentprog',
    path: '/webhooks/rentprog/:door',
    maxBytes: MAX_BODY_BYTES,
    verify({ door, query }) {
      if (!isBranch(door)) return 'unknown'
      return matchesSecret(query.t, secrets[door] ?? []) ? 'ok' : 'unsigned'
    },
    read({ door, raw, receivedAt }) {
      if (!isBranch(door)) return { outcome: 'quarantined', reason: 'the delivery came through no branch we know' }
      return normalizeRentProgWebhook({ branch: door, body: raw, companies, receivedAt })
    },
  })
}
