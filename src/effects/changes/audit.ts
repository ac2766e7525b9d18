// What agents tell the audit log.
import { audit } from '../audit.ts'
import type { Changes } from './change.ts'

export const auditChanges = {
  async 'decision.note'({ what, action, about, by, note }, context) {
    await audit({ cause: context.key, about, what, action, by, via: 'agent', note }, context)
    return {}
  },
} as const satisfies Changes
