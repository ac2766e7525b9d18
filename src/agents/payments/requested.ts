// A link that was asked for: its row, the wish that waits for a manager, the card that follows, and when to look whether it was paid. Pure.
import { addMs, HOUR_MS } from '../../clock.ts'
import type { Place } from '../../effects/catalogue.ts'
import type { Settings } from '../settings.ts'
import { bookingNumber } from '../words.ts'
import type { Account } from './account.ts'
import type { Act } from './acts.ts'
import { buttonOf, linkIdOf } from './link-id.ts'
import { cardHtml, SEND } from './link-words.ts'

export interface Wanted {
  minor: number
  currency: string
}

export interface Request {
  /** The event that asked for it. */
  eventId: string
  account: Account
  wanted: Wanted
  /** Where it was asked for: the card goes there when the client has no topic. */
  place: Place
  by: number | null
  now: Date
  settings: Settings
}

export function requested({ eventId, account: { booking, conversation }, wanted, place, by, now, settings }: Request): Act[] {
  const id = linkIdOf(eventId)
  const { minor: amountMinor, currency } = wanted
  const description = `Аренда авто, бронь ${bookingNumber(booking)} / Car rental, booking ${bookingNumber(booking)}`
  const whose = { bookingId: booking.id, clientId: booking.clientId ?? undefined }
  const canSend = conversation?.row?.realId != null
  const set = { ...whose, amountMinor, currency, description, status: 'requested', requestedBy: by, createdAt: now.toISOString() } as const
  return [
    { act: 'save-link', id, set },
    { act: 'make-link', link: { linkId: id, amountMinor, currency, description, ...whose } },
    {
      act: 'post-link',
      to: conversation?.place ?? place,
      // Both are known when it is made: whoever allows it may have changed the sum.
      html: cardHtml({ booking, amount: '{{sum}}', url: '{{url}}', state: canSend ? 'made' : 'nobody' }),
      buttons: canSend ? [[{ text: SEND, data: buttonOf(id, 'send') }]] : undefined,
    },
    ...settings.unpaidLinkRemindHours.map(
      (hours): Act => ({
        act: 'remind',
        subject: `link:${id}`,
        stage: `unpaid:${hours}`,
        at: addMs(now, hours * HOUR_MS),
        about: { ref: id, booking_id: booking.id, branch: booking.branch },
      }),
    ),
  ]
}
