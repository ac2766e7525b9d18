// Sends somebody a one-time code. It is made here, so that no ledger of ours ever holds it; sent again, it is another one.
import { Refused } from '../../errors.ts'
import { hashOf, newCode } from '../codes.ts'
import type { Handler } from '../handler.ts'
import { addressesOf } from '../places.ts'
import { sendTo } from './send.ts'

export const staffInvite: Handler<'staff.invite'> = {
  async perform({ staffId, by, place, html, expiresAt }, context) {
    const { db, clock, key } = context
    const code = newCode()
    const [address] = await addressesOf(place, db)
    // A code that cannot be delivered is passed on to nobody.
    if (address.person === undefined || address.fallback) throw new Refused('whoever invites has no private chat any more')
    await db.transaction(async (sql) => {
      // One code per person: the latest.
      await sql.query('UPDATE invites SET expires_at = $2 WHERE staff_id = $1 AND used_at IS NULL AND expires_at > $2', [
        staffId,
        clock.now(),
      ])
      await sql.query(
        `INSERT INTO invites (id, staff_id, hash, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at WHERE invites.used_at IS NULL`,
        [key, staffId, hashOf(code), by, clock.now(), expiresAt],
      )
    })
    return sendTo([address], { html: html.replaceAll('{{code}}', code) }, context)
  },
}
