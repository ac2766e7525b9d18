// What a model may ask of payments.
import { z } from 'zod'
import { may } from '../../effects/roles.ts'
import { bookingsNamed } from '../booking-named.ts'
import { defineRead } from '../offer.ts'
import { accountOf } from './account.ts'
import { accountsHtml, askText } from './link-words.ts'

const MOST = 3

export const reads = [
  defineRead({
    name: 'booking_account',
    says: 'Деньги по брони: сумма, сколько оплачено, долг, залог, ссылки на оплату. Номер или id брони.',
    source: 'оплаты',
    action: 'client.see',
    input: z.object({ booking: z.number().int().positive() }),
    async answer({ booking }, { staff, branch }, context) {
      const found = (await bookingsNamed(booking, branch, context)).slice(0, MOST)
      const allowed = may(staff, 'client.see', { branch: found[0]?.branch })
      if (!allowed.yes) return allowed.because
      if (found.length === 0) return askText.whichBooking([booking])
      return accountsHtml(await Promise.all(found.map((one) => accountOf(one, context, 'if-unknown'))))
    },
  }),
]
