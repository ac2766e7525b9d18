// Changes of payments, payment links and cash.

import { LINK_STATUSES, type LinkStatus } from '../catalogue/money.ts'
import { recordPayment } from '../payments.ts'
import type { Changes } from './change.ts'
import { upsert } from './upsert.ts'

export const moneyChanges = {
  'payment.record': recordPayment,

  /** A link only moves forward: a status that says less than the row already does is left out. */
  async 'link.upsert'({ id, set }, context) {
    const { status, ...rest } = set
    const [row] = await context.sql.query<{ status: string }>('SELECT status FROM payment_links WHERE id = $1 FOR UPDATE', [id])
    const rank = (name: string | undefined) => LINK_STATUSES.indexOf(name as LinkStatus)
    const next = row === undefined || rank(status) > rank(row.status) ? status : undefined
    await upsert('payment_links', { id }, { ...rest, status: next }, context)
    return { status: next ?? row?.status }
  },

  async 'cash.entry'({ id, branch, employeeId, amountMinor, currency, kind, description, at }, context) {
    const set = { branch, employeeId, amountMinor, currency, kind, description: description ?? null, at }
    await upsert('cash_entries', { id }, set, context)
    return {}
  },
  async 'cash.balance'({ employeeId, currency, set }, context) {
    await upsert('cash_balances', { employeeId, currency }, set, context)
    return {}
  },
} as const satisfies Changes
