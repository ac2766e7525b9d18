// What agents tell the audit log, and accounts that are detached.
import { audit } from '../audit.ts'
import type { Changes } from './change.ts'

export const auditChanges = {
  async 'decision.note'({ what, action, about, by, note }, context) {
    await audit({ cause: context.key, about, what, action, by, via: 'agent', note }, context)
    return {}
  },

  async 'staff.unlink'({ staffId, by }, context) {
    const { sql, clock, key } = context
    const rows = await sql.query(
      'UPDATE staff SET telegram_id = NULL, linked_at = $2 WHERE id = $1 AND telegram_id IS NOT NULL RETURNING id',
      [staffId, clock.now()],
    )
    // A code that is still on its way was meant for somebody else.
    await sql.query('UPDATE invites SET expires_at = $2 WHERE staff_id = $1 AND used_at IS NULL AND expires_at > $2', [
      staffId,
      clock.now(),
    ])
    if (rows.length > 0)
      await audit({ cause: key, about: `staff:${staffId}`, what: 'unlinked', action: 'staff.link', by, via: 'agent' }, context)
    return { unlinked: rows.length > 0 }
  },
} as const satisfies Changes
