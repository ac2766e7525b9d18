// The doors of browser automation: what collectors found out about Starline devices and Greenway inspections, signed by them.
import { BadInput } from '../../errors.ts'
import { isEmpty } from '../body.ts'
import { defineSource, type Source } from '../source.ts'
import { factOf } from './automation/facts.ts'
import type { AutomationId } from './automation/naming.ts'
import { readingOf } from './automation/reading.ts'
import { readResults } from './automation/results.ts'
import { isSigned } from './automation/signature.ts'

export interface AutomationDoor {
  id: AutomationId
  /** The live secrets; without one nobody comes in. */
  secrets: readonly string[]
}

export const MAX_BODY_BYTES = 1024 * 1024

export function automationSource({ id, secrets }: AutomationDoor): Source {
  return defineSource({
    id,
    path: `/webhooks/${id}`,
    maxBytes: MAX_BODY_BYTES,
    verify: (delivery) => (isSigned(delivery, secrets) ? 'ok' : 'unsigned'),
    read({ raw, receivedAt }) {
      if (isEmpty(raw)) return { outcome: 'bad-request', reason: 'the body is empty' }
      try {
        return readingOf(readResults(raw).map(({ place, result }) => factOf(id, place, result, receivedAt)))
      } catch (error) {
        if (error instanceof BadInput) return { outcome: 'quarantined', reason: error.message }
        throw error
      }
    },
  })
}
