// From the bytes of an update to one event of ours. Pure: the same bytes read the same for ever.
import type { Update } from 'grammy/types'
import { z } from 'zod'
import { BadInput } from '../../../errors.ts'
import type { NewEvent } from '../../../events/index.ts'
import { isEmpty, readJsonObject } from '../../body.ts'
import type { Reading } from '../../source.ts'
import { ourMembership } from './members.ts'
import { editedMessage, message } from './messages.ts'
import { press } from './presses.ts'
import { type Finding, ignored, parsed } from './shapes.ts'

type Kind = Exclude<keyof Update, 'update_id'>
type Reader = (value: unknown, receivedAt: Date) => Finding

const passedOver =
  (reason: string): Reader =>
  () =>
    ignored(reason)
const NO_BUSINESS = passedOver('we manage no business account')
const NO_INLINE = passedOver('the bot has no inline mode')
const NO_SHOP = passedOver('payments go through Stripe')

/** Every kind of update there is, and what we make of it. An update carries one of them. */
const READERS: Readonly<Record<Kind, Reader>> = {
  message,
  edited_message: editedMessage,
  callback_query: press,
  my_chat_member: ourMembership,
  chat_member: passedOver('who is staff is told by the directory, not by a chat'),
  channel_post: passedOver('channels are not where staff write to us'),
  edited_channel_post: passedOver('channels are not where staff write to us'),
  message_reaction: passedOver('reactions are between people'),
  message_reaction_count: passedOver('reactions are between people'),
  chat_join_request: passedOver('people let people in'),
  poll: passedOver('we hold no polls'),
  poll_answer: passedOver('we hold no polls'),
  chat_boost: passedOver('boosts change nothing for us'),
  removed_chat_boost: passedOver('boosts change nothing for us'),
  inline_query: NO_INLINE,
  chosen_inline_result: NO_INLINE,
  guest_message: NO_INLINE,
  shipping_query: NO_SHOP,
  pre_checkout_query: NO_SHOP,
  purchased_paid_media: NO_SHOP,
  subscription: NO_SHOP,
  business_connection: NO_BUSINESS,
  business_message: NO_BUSINESS,
  edited_business_message: NO_BUSINESS,
  deleted_business_messages: NO_BUSINESS,
  managed_bot: passedOver('the bot manages no other bots'),
  stopped_message_generation: passedOver('nothing is written piece by piece yet'),
}

const Numbered = z.looseObject({ update_id: z.number().int().safe() })

export function readUpdate(raw: Buffer, { bot, receivedAt }: { bot: string; receivedAt: Date }): Reading {
  try {
    if (isEmpty(raw)) return { outcome: 'bad-request', reason: 'the body is empty' }
    const update = parsed(Numbered, readJsonObject(raw), 'update')
    const dedupeKey = `${bot}:${update.update_id}`
    const found = findingIn(update, receivedAt)
    if ('ignored' in found) return { outcome: 'ignored', reason: found.ignored, dedupeKey }
    return { outcome: 'accepted', dedupeKey, events: [{ ...found, source: 'telegram', dedupeKey: `telegram:${dedupeKey}` } as NewEvent] }
  } catch (error) {
    if (error instanceof BadInput) return { outcome: 'quarantined', reason: error.message }
    throw error
  }
}

function findingIn(update: z.infer<typeof Numbered>, receivedAt: Date): Finding {
  const { update_id: _, ...carried } = update
  for (const [kind, read] of Object.entries(READERS)) {
    if (carried[kind] !== undefined) return read(carried[kind], receivedAt)
  }
  const [unknown] = Object.keys(carried)
  return ignored(unknown === undefined ? 'an update that carries nothing' : `an update of a kind we do not know: ${unknown.slice(0, 40)}`)
}
