// The handlers of what goes out to Umnico.
import { MINUTE_MS } from '../../clock.ts'
import type { UmnicoMessage } from '../../tools/umnico-shapes.ts'
import type { EffectPayload } from '../catalogue.ts'
import type { Handler, HandlerContext, Receipt } from '../handler.ts'
import { filled } from './filled.ts'

export const umnicoEnableWebhook: Handler<'umnico.enable-webhook'> = {
  async perform({ webhookId }, { key, critical, tools }) {
    await tools.umnico.write.enableWebhook({ id: webhookId }, { effectKey: key, critical })
    return { webhookId }
  },
}

export const umnicoReply: Handler<'umnico.reply'> = {
  async perform({ leadId, realId, saId, text, from }, context) {
    const { key, critical, tools } = context
    // The key comes back with the webhook of the message: so the door knows our own echo.
    const message = { leadId, realId, saId, text: await filled(text, from, context), customId: key }
    const { messageId } = await tools.umnico.write.send(message, { effectKey: key, critical })
    return { leadId, messageId: messageId ?? null }
  },
  find: readBack,
}

/** Our clock and Umnico's may differ a little. */
const SKEW_MS = 2 * MINUTE_MS
/** Nobody writes more than that before an effect is settled. */
const MOST_PAGES = 5

/** Our customId in the chat since this effect was planned; where Umnico does not show it, the same words that no other effect sent. */
async function readBack(payload: EffectPayload<'umnico.reply'>, context: HandlerContext): Promise<Receipt | null> {
  const { leadId, realId, text, from } = payload
  const { key, db, clock } = context
  const wanted = (await filled(text, from, context)).trim()
  const row = await db.prisma.effect.findUnique({ where: { key }, select: { createdAt: true } })
  const sinceMs = (row?.createdAt ?? clock.now()).getTime() - SKEW_MS
  const written = await writtenSince(leadId, realId, sinceMs, context)
  const alike = written.filter(({ customId, text: said }) => customId === null && said.trim() === wanted)
  const others = await db.query<{ id: string }>(
    `SELECT receipt->>'messageId' AS id FROM effects WHERE kind = 'umnico.reply' AND key <> $1 AND receipt->>'messageId' = ANY($2)`,
    [key, alike.map(({ messageId }) => messageId)],
  )
  const found =
    written.find(({ customId }) => customId === key) ?? alike.find(({ messageId }) => !others.some(({ id }) => id === messageId))
  return found ? { leadId, messageId: found.messageId } : null
}

/** What we wrote, newest first. */
async function writtenSince(leadId: string, realId: string, sinceMs: number, { tools }: HandlerContext): Promise<UmnicoMessage[]> {
  const written: UmnicoMessage[] = []
  let cursor: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await tools.umnico.read.history({ leadId, realId, cursor })
    const recent = answer.messages.filter(({ datetime }) => datetime >= sinceMs)
    written.push(...recent.filter(({ incoming }) => !incoming))
    if (answer.cursor === null || answer.cursor === cursor || recent.length < answer.messages.length) break
    cursor = answer.cursor
  }
  return written
}
