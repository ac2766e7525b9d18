// What our own rows say of an effect that waits for somebody's word: changed with it, and ended with it.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'

type Context = { sql: Sql; clock: Clock }

/** @param keys of effects that somebody refused or nobody allowed. */
export async function forget(keys: readonly string[], { sql, clock }: Context): Promise<void> {
  await sql.query(
    `UPDATE payment_links SET status = 'cancelled', updated_at = $2 FROM effects
      WHERE effects.key = ANY($1) AND effects.kind = 'stripe.link' AND effects.status = 'skipped'
        AND payment_links.id = effects.payload->>'linkId' AND payment_links.status = 'requested'`,
    [keys, clock.now()],
  )
}

/** @param key of an effect whose payload somebody has just changed. Messages that follow it name the sum by its receipt. */
export async function amend(key: string, { sql, clock }: Context): Promise<void> {
  await sql.query(
    `UPDATE payment_links SET amount_minor = (effects.payload->>'amountMinor')::bigint, currency = effects.payload->>'currency', updated_at = $2 FROM effects
      WHERE effects.key = $1 AND effects.kind = 'stripe.link' AND payment_links.id = effects.payload->>'linkId' AND payment_links.status = 'requested'`,
    [key, clock.now()],
  )
}
