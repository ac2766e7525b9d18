// What a model may suggest of payments: a link, asked for by the same rule as when staff write for it themselves.
import { z } from 'zod'
import { may } from '../../effects/roles.ts'
import type { EventOf } from '../../events/index.ts'
import type { Staff } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { bookingsNamed } from '../booking-named.ts'
import { defineWish } from '../offer.ts'
import { threadOf } from '../words.ts'
import { accountOf } from './account.ts'
import { asked } from './asked.ts'
import type { AskedFacts } from './asked-facts.ts'
import { linkWishText } from './link-words.ts'

const LinkWish = z.object({
  /** Number or id. */
  booking: z.number().int().positive(),
  /** Whole units and cents; absent: what is still owed. */
  amount: z.number().positive().max(999_999).multipleOf(0.01).nullish(),
  currency: z.enum(['gel', 'usd', 'eur']).nullish(),
})
type LinkWish = z.output<typeof LinkWish>

const MOST = 3

async function factsOf(wish: LinkWish, of: Pick<AskedFacts, 'eventId' | 'staff' | 'place'>, context: GatherContext): Promise<AskedFacts> {
  const { booking, amount, currency } = wish
  const found = await bookingsNamed(booking, branchOf(of.staff?.branch) ?? null, context)
  return {
    ...of,
    what: 'asked',
    wish: 'link',
    isEdited: false,
    amount:
      amount == null
        ? { is: 'none' }
        : currency == null
          ? { is: 'unclear', why: 'не названа валюта' }
          : { is: 'sum', minor: Math.round(amount * 100), currency },
    numbers: [booking],
    accounts: await Promise.all(found.slice(0, MOST).map((one) => accountOf(one, context, 'if-unknown'))),
  }
}

export const wishes = [
  defineWish({
    name: 'propose_payment_link',
    says: 'Предложить запросить ссылку на оплату по брони: номер, сумма и валюта (без суммы — на остаток долга).',
    action: 'link.request',
    input: LinkWish,
    async consider(wish, { staff, place }, context) {
      const facts = await factsOf(wish, { eventId: 'suggested', staff, place }, context)
      const [account] = facts.accounts
      const { acts, summary } = asked(facts, context)
      const made = acts.find((act) => act.act === 'make-link')
      if (made?.act !== 'make-link' || account === undefined) {
        const told = acts.find((act) => act.act === 'tell')
        return { no: told?.act === 'tell' ? told.html : summary }
      }
      const { amountMinor, currency } = made.link
      const { id, branch } = account.booking
      return {
        input: { booking: id, amount: amountMinor / 100, currency },
        text: linkWishText({ minor: amountMinor, currency }, account),
        branch,
      }
    },
  }),
]

export interface UnknownWish {
  what: 'unknown-wish'
}

/** A suggestion somebody took: from here on as if they had written for the link. */
export async function gatherTaken({ id, payload }: EventOf<'suggestion.taken'>, context: GatherContext): Promise<AskedFacts | UnknownWish> {
  const staff: Staff | null = await context.read.rental.staff(payload.by)
  const wish = LinkWish.safeParse(payload.input)
  const allowed = may(staff, 'link.request')
  if (payload.tool !== 'propose_payment_link' || !wish.success || !allowed.yes) return { what: 'unknown-wish' }
  return factsOf(wish.data, { eventId: id, staff, place: threadOf(payload) }, context)
}
