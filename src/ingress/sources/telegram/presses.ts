// Pressed buttons.
import { type Finding, ignored, Press, parsed, personOf, placeOf } from './shapes.ts'

export function press(value: unknown, receivedAt: Date): Finding {
  const { id, from, data, message } = parsed(Press, value, 'callback_query')
  if (data === undefined) return ignored('a button without data: it starts a game')
  if (message === undefined) return ignored('a button of a message sent through inline mode, which we do not have')
  // What a person has sent is no message of ours, whatever buttons it carries.
  const forwarded = message.forward_origin !== undefined || message.from?.is_bot === false
  const payload = {
    ...placeOf(message),
    ...personOf(from),
    callbackQueryId: id,
    messageId: message.message_id,
    data,
    ...(forwarded && { forwarded }),
  }
  // Telegram does not say when it was pressed.
  return { type: 'callback.button', payload, timestamp: receivedAt.toISOString() }
}
