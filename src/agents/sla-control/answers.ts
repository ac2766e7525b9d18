// What is an answer, what is none, and what asks for none.
import { addMs } from '../../clock.ts'
import type { PayloadOf } from '../../events/index.ts'
import type { Reply, SlaClock } from '../../tools/rental.ts'
import { tokensOf } from '../phrases.ts'

/** Where an answer stands: given, written but not yet delivered, or missing. */
export type Standing = { state: 'answered'; at: Date; by: string } | { state: 'on-its-way' } | { state: 'waiting' }

export const THROUGH_BOT = 'сотрудник через бота'
export const IN_UMNICO = 'в Umnico'

/**
 * What our own ledgers know of an answer to the message a clock counts from.
 * @param replies what staff told us to send since then
 */
export function standingOf(
  { startedAt }: Pick<SlaClock, 'startedAt'>,
  replies: readonly Reply[],
  lastOutgoingAt: Date | null | undefined,
): Standing {
  const sent = replies.find(({ status }) => status === 'sent')
  if (sent !== undefined) return { state: 'answered', at: sent.finishedAt ?? sent.createdAt, by: THROUGH_BOT }
  // What was refused or given up never reached the client.
  if (replies.some(({ status }) => status !== 'failed' && status !== 'skipped')) return { state: 'on-its-way' }
  // Noted at the employee's word: where that word got stuck above, it says nothing.
  if (replies.length === 0 && lastOutgoingAt && lastOutgoingAt >= startedAt) return { state: 'answered', at: lastOutgoingAt, by: IN_UMNICO }
  return { state: 'waiting' }
}

type Sent = Pick<PayloadOf<'message.sent'>, 'text' | 'attachments' | 'bodyMissing' | 'customId' | 'userId'>

/**
 * Why a message that left Umnico is no answer of a person; null when it is one.
 * Another program marks what it sends. An auto-reply bears no operator and is there before anybody could have read the question;
 * what staff type on the phone bears no operator either, but takes them longer.
 */
export function noAnswer(sent: Sent, sentAt: Date, clock: Pick<SlaClock, 'startedAt'> | null, autoReplyWithinSec: number): string | null {
  if (sent.customId !== undefined) return 'это сообщение другой программы'
  if (sent.text.trim() === '' && sent.attachments.length === 0 && !sent.bodyMissing) return 'сообщение пустое'
  const isSudden = clock !== null && sentAt >= clock.startedAt && sentAt <= addMs(clock.startedAt, autoReplyWithinSec * 1000)
  return sent.userId === undefined && isSudden ? 'это автоответ: он без оператора и пришёл сразу' : null
}

/** How clients close a conversation: thanks, «ок», farewell. «Да» is not among them: it may answer our question, and somebody waits for what comes next. */
const CLOSING = new Set(
  [
    'ок окей хорошо понятно понял поняла ясно спасибо спс благодарю большое огромное супер отлично договорились принято вам вас',
    'до встречи свидания пока все хорошего доброго дня вечера',
    'ok okay k thanks thank you thx ty great perfect good fine cool nice got it so very much a lot bye see have day evening',
    'danke merci gracias grazie teşekkürler tamam მადლობა გმადლობთ კარგი დიდი madloba spasibo',
  ]
    .join(' ')
    .split(' '),
)
const LONGEST = 6

/** Thanks, «ок», a thumb, a sticker: after an answer it asks for none. A question mark, a file or any other word does. */
export function isClosing({ text, attachments }: Pick<PayloadOf<'message.incoming'>, 'text' | 'attachments'>): boolean {
  if (attachments.some(({ type }) => type !== 'sticker')) return false
  if (/[?？؟]/.test(text)) return false
  const words = tokensOf(text)
  if (words.length === 0) return text.trim() !== '' || attachments.length > 0
  return words.length <= LONGEST && words.every((word) => CLOSING.has(word))
}
