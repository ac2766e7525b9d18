// Sends a message to where its place is: split when long, to the next address when a person cannot be reached.
import { setTimeout as sleep } from 'node:timers/promises'
import { sentence, Unavailable } from '../../errors.ts'
import { hasCode } from '../../tools/telegram-errors.ts'
import type { Button } from '../catalogue.ts'
import type { HandlerContext, Receipt } from '../handler.ts'
import { escapeHtml, splitHtml } from '../html.ts'
import type { Address } from '../places.ts'
import { at, callOf, opened } from './topics.ts'

export interface Message {
  html: string
  buttons?: Button[][]
}

/** Tries the addresses in turn; only a person who cannot be reached passes the message on. */
export async function sendTo(addresses: readonly [Address, ...Address[]], message: Message, context: HandlerContext): Promise<Receipt> {
  const [address, next, ...rest] = addresses
  try {
    return await sendParts(address, message, context)
  } catch (error) {
    if (!next || address.person === undefined || !hasCode(error, 'unreachable', 'chat-not-found')) throw error
    return sendTo([next, ...rest], message, context)
  }
}

async function sendParts(address: Address, { html, buttons }: Message, context: HandlerContext): Promise<Receipt> {
  const parts = splitHtml((context.again ? AGAIN : '') + insteadOfLine(address.fallback?.insteadOf) + html)
  let where = await opened(address, context)
  const messageIds: number[] = []
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1
    try {
      const sent = await patiently(messageIds.length > 0, () =>
        at(where, context, ({ chatId, threadId }) =>
          context.tools.telegram.write.sendMessage({ chatId, threadId, html: part, buttons: last ? buttons : undefined }, callOf(context)),
        ),
      )
      where = sent.address
      messageIds.push(sent.result.messageId)
    } catch (error) {
      throw messageIds.length === 0 ? error : halfSent(messageIds.length, parts.length, error)
    }
  }
  const { chatId, threadId, fallback } = where
  return { chatId, threadId, messageIds, ...(fallback && { fallback: fallback.to, insteadOf: fallback.insteadOf }) }
}

export const AGAIN = '<i>(возможно, повтор)</i>\n\n'

/** Above a message that should have gone to somebody else. */
export const insteadOfLine = (name: string | undefined): string =>
  name === undefined ? '' : `Не удалось написать лично: ${escapeHtml(name)}\n\n`

/** The parts that are out would go out again with a retry, so this is for a person to settle. */
export const halfSent = (sent: number, all: number, error: unknown) =>
  new Unavailable(`${sent} of ${all} parts were sent, then: ${sentence(error)}`, { maybeDone: true, cause: error })

const PATIENCE_MS = 5_000
const TRIES = 4

/** In the middle of a message a short wait is better than half a message. */
export async function patiently<T>(patient: boolean, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const waitMs = error instanceof Unavailable && !error.maybeDone ? (error.retryAfterMs ?? 500 * attempt) : Number.POSITIVE_INFINITY
      if (!patient || attempt === TRIES || waitMs > PATIENCE_MS) throw error
      await sleep(waitMs)
    }
  }
}
