// The Stripe door: one URL, signed by Stripe over the raw bytes.
import { BadInput } from '../../errors.ts'
import { isEmpty, readJsonObject } from '../body.ts'
import { defineSource, type Source } from '../source.ts'
import { normalizeStripeEvent } from './stripe/normalize.ts'
import { isSigned } from './stripe/signature.ts'

export interface StripeDoor {
  /** The endpoint secrets that are live: two of them while one is being changed. */
  secrets: readonly string[]
  /** What events must say of themselves; others are authentic, kept, and not ours. */
  livemode: boolean
}

export const MAX_BODY_BYTES = 1024 * 1024

export const stripeSource = ({ secrets, livemode }: StripeDoor): Source =>
  defineSource({
    id: 'stripe',
    path: '/webhooks/stripe',
    maxBytes: MAX_BODY_BYTES,
    verify: ({ headers, raw, receivedAt }) =>
      isSigned({ header: headers['stripe-signature'], raw, secrets, receivedAt }) ? 'ok' : 'unsigned',
    read({ raw }) {
      if (isEmpty(raw)) return { outcome: 'bad-request', reason: 'the body is empty' }
      try {
        return normalizeStripeEvent(readJsonObject(raw), livemode)
      } catch (error) {
        if (error instanceof BadInput) return { outcome: 'quarantined', reason: error.message }
        throw error
      }
    },
  })
