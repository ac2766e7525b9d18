// The handlers of payment links: made at Stripe, then written into their own row.
import { Refused } from '../../errors.ts'
import type { Handler, HandlerContext } from '../handler.ts'
import { sum } from '../words.ts'

const callOf = ({ key, critical }: HandlerContext) => ({ effectKey: key, critical })

export const stripeLink: Handler<'stripe.link'> = {
  async perform(payload, context) {
    const { linkId } = payload
    const { status } = await rowOf(linkId, context)
    // Somebody thought better of it while it waited for its approval.
    if (status === 'cancelled') throw new Refused(`the payment link ${linkId} was cancelled before it was made`, { code: 'cancelled' })
    const { id, url } = await context.tools.stripe.write.createLink(payload, callOf(context))
    // A status that says more already stays: the receipt may come after the payment.
    await context.db.query(
      `UPDATE payment_links SET url = $2, stripe_id = $3, status = CASE WHEN status = 'requested' THEN 'created' ELSE status END, updated_at = $4
       WHERE id = $1`,
      [linkId, url, id, context.clock.now()],
    )
    // Somebody may have changed the sum before they allowed it: messages name it by this.
    return { linkId, url, stripeId: id, sum: sum(payload.amountMinor, payload.currency) }
  },
}

export const stripeDeactivateLink: Handler<'stripe.deactivate-link'> = {
  async perform({ linkId }, context) {
    const { stripeId } = await rowOf(linkId, context)
    if (stripeId === null) return { linkId, note: 'the link was never made' }
    await context.tools.stripe.write.deactivateLink({ id: stripeId }, callOf(context))
    return { linkId, stripeId }
  },
}

async function rowOf(id: string, { db }: HandlerContext) {
  const row = await db.prisma.paymentLink.findUnique({ where: { id }, select: { status: true, stripeId: true } })
  if (!row) throw new Refused(`there is no payment link ${id}`, { code: 'no-link' })
  return row
}
