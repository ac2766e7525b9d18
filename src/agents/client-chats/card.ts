// The pinned card of a conversation: who writes, about what, who answers, and the buttons that steer it.

import { MINUTE_MS } from '../../clock.ts'
import type { ConversationColumns } from '../../effects/catalogue/conversations.ts'
import type { Button } from '../../effects/catalogue.ts'
import { escapeHtml } from '../../effects/html.ts'
import type { Conversation } from '../../tools/rental.ts'
import { type KnownConversation, leadRef } from '../conversation.ts'
import { LANGUAGE_NAME } from '../language.ts'
import type { Settings } from '../settings.ts'
import { bookingLink, bookingNumber, carLabel, dateTime, lines, span } from '../words.ts'
import { channelName } from './words.ts'

export interface Card {
  html: string
  buttons: Button[][]
}

export interface CardState extends Pick<ConversationColumns, 'channel' | 'language' | 'phone'> {
  status: 'open' | 'closed'
  isInternal: boolean
  isUnanswered: boolean
}

export const stateOf = (row: Conversation, isInternal: boolean): CardState => ({
  channel: row.channel,
  language: row.language,
  phone: row.phone,
  status: row.status === 'closed' ? 'closed' : 'open',
  isInternal,
  isUnanswered: row.lastIncomingAt !== null && (row.lastOutgoingAt === null || row.lastOutgoingAt < row.lastIncomingAt),
})

export const cardOf = (conversation: KnownConversation, state: CardState, settings: Pick<Settings, 'chatSessionMin'>): Card => ({
  html: cardHtml(conversation, state),
  buttons: buttonsOf(leadRef(conversation.leadId), state, settings),
})

function cardHtml({ name, client, booking, car, responsible }: KnownConversation, state: CardState): string {
  const phone = state.phone ?? client?.phone
  const language = state.language ? LANGUAGE_NAME[state.language] : undefined
  return lines(
    `👤 <b>${escapeHtml(name.slice(0, 200))}</b>${phone && phone !== name ? ` · ${escapeHtml(phone.slice(0, 40))}` : ''}`,
    `💬 ${channelName(state.channel)}${language === undefined ? '' : ` · язык: ${language}`}`,
    booking === null ? '🚗 Текущей брони нет' : `🚗 Бронь ${bookingNumber(booking)} — ${escapeHtml(carLabel(car))}${period(booking)}`,
    `Отвечает: ${responsible === null ? 'отдел продаж' : escapeHtml(responsible.name)}`,
    state.isInternal
      ? '🔒 <b>Внутренняя переписка:</b> ничего из этой темы клиенту не уходит.'
      : '🔓 Всё, что написано в теме, уходит клиенту. Внутреннее начинайте с // или !!',
    state.status === 'closed' && `⏹ Диалог закрыт${state.isUnanswered ? ', <b>а клиент ждёт ответа</b>' : ''}.`,
    booking !== null && bookingLink(booking.id),
  )
}

/** A card is read for days, so its dates are whole; their year is their own. */
function period({ startAt, endAt }: NonNullable<KnownConversation['booking']>): string {
  const shown = [startAt, endAt].filter((at) => at !== null).map((at) => dateTime(at, at))
  return shown.length === 0 ? '' : `, ${shown.join(' – ')}`
}

function buttonsOf(ref: string, { status, isInternal }: CardState, { chatSessionMin }: Pick<Settings, 'chatSessionMin'>): Button[][] {
  const hour = chatSessionMin === 60 ? '1 час' : span(chatSessionMin * MINUTE_MS)
  const button = (text: string, action: string): Button => ({ text, data: `cc|${ref}|${action}` })
  const mode = isInternal ? button('🔓 Отвечать клиенту', 'free') : button('🔒 Внутренняя переписка', 'lock')
  return status === 'closed'
    ? [[button(`⏰ Открыть на ${hour}`, 'more')], [mode]]
    : [[button('❌ Закрыть диалог', 'close'), button(`⏰ Продлить на ${hour}`, 'more')], [mode]]
}
