// What people read when a webhook of Umnico is of no use to an agent but somebody should know.
import { type Fields, isFields, type Json } from '../rentprog/value.ts'

/** Its sort and number, wherever Umnico puts them: the payload is not documented. */
export function channelGone(body: Fields): string {
  const channel = [body.integration, body.sa, body].find(isFields) ?? {}
  const known = [channel === body ? undefined : channel.type, channel.id ?? channel.saId].flatMap(word)
  const which = known.length === 0 ? 'один из каналов' : `канал ${known.join(' ')}`
  return `В Umnico отключили ${which}: сообщения клиентов оттуда больше не приходят. Если это случайно, подключите его снова.`
}

/** Whatever comes from outside is short and plain before it gets into an alert. */
const word = (value: Json | undefined): string[] =>
  (typeof value === 'string' || typeof value === 'number') && /^[\w.-]{1,40}$/.test(String(value)) ? [String(value)] : []
