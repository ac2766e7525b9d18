// What our own rows say of an effect that will never be done.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'

/** @param keys of effects that somebody refused or nobody allowed. */
export async function forget(keys: readonly string[], { sql, clock }: { sql: Sql; clock: Clock }): Promise<void> {
  await sql.query(
    `UPDATE payment_links SET status = 'cancelled', updated_at = $2 FROM effects
      WHERE effects.key = ANY($1) AND effects.kind = 'stripe.link' AND effects.status = 'skipped'
        AND payment_links.id = effects.payload->>'linkId' AND payment_links.status = 'requested'`,
    [keys, clock.now()],
  )
}
