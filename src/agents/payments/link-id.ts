// A payment link is named after the event that asked for it, so that the card which shows it is known from its name.
import { effectKey } from '../../effects/catalogue.ts'

export const CARD = 'card'

export const linkIdOf = (eventId: string): string => eventId.replaceAll('-', '')

const HEX = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/

/** The effect that posted its card; null for a link that nobody asked us for. */
export function cardKeyOf(linkId: string): string | null {
  const parts = HEX.exec(linkId)?.slice(1)
  return parts === undefined ? null : effectKey(parts.join('-'), 'payments', 'telegram.message', CARD)
}

const BUTTON = /^py\|([0-9a-f]{32})\|(send|again)$/

export const buttonOf = (linkId: string, wish: 'send' | 'again'): string => `py|${linkId}|${wish}`

export function wishIn(data: string): { linkId: string; wish: 'send' | 'again' } | null {
  const [, linkId, wish] = BUTTON.exec(data) ?? []
  return linkId === undefined || (wish !== 'send' && wish !== 'again') ? null : { linkId, wish }
}
