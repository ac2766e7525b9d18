// Changes of conversations with clients and of the clocks that run while a client waits.
import type { Changes } from './change.ts'
import { upsert } from './upsert.ts'

export const conversationChanges = {
  async 'conversation.upsert'({ leadId, set }, context) {
    await upsert('conversations', { leadId }, set, context)
    return {}
  },
  async 'sla.upsert'({ leadId, set }, context) {
    await upsert('sla_clocks', { leadId }, set, context)
    return {}
  },
} as const satisfies Changes
