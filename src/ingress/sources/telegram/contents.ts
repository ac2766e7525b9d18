// What a message may carry that we do not act on, each with its reason. What is not named here was added to Telegram later.
import type { Message } from 'grammy/types'

type Content = Partial<Record<keyof Message, string>>

const CANNOT_READ: Content = {
  voice: 'a voice message: speech is not read yet',
  audio: 'music or a sound file: nothing to act on',
  sticker: 'a sticker says nothing to act on',
  contact: 'a contact: clients are kept in RentProg',
  location: 'a location: nobody asks for one yet',
  venue: 'a place: nobody asks for one yet',
  dice: 'a dice',
  game: 'a game',
  poll: 'a poll among people',
  story: 'a story',
  checklist: "a checklist of Telegram's own; ours are cards",
  paid_media: 'media behind a payment',
  invoice: 'an invoice: payments go through Stripe',
}

const SERVICE: Content = {
  new_chat_members: 'somebody came: who is staff is told by the directory',
  left_chat_member: 'somebody left: who is staff is told by the directory',
  new_chat_title: 'the chat was renamed',
  new_chat_photo: 'the chat has a new picture',
  delete_chat_photo: "the chat's picture was removed",
  group_chat_created: 'the group was made; that we are in it comes as my_chat_member',
  supergroup_chat_created: 'the supergroup was made; that we are in it comes as my_chat_member',
  channel_chat_created: 'the channel was made; that we are in it comes as my_chat_member',
  message_auto_delete_timer_changed: 'how long messages stay was changed',
  pinned_message: 'something was pinned',
  forum_topic_created: 'a topic was opened: ours are in our map already, of the others we know nothing',
  forum_topic_edited: 'a topic was renamed: we know it by its number',
  forum_topic_closed: 'a topic was closed: it is opened again when something has to be said there',
  forum_topic_reopened: 'a topic was opened again',
  general_forum_topic_hidden: 'General was hidden',
  general_forum_topic_unhidden: 'General is shown again',
  video_chat_scheduled: 'a call was planned',
  video_chat_started: 'a call began',
  video_chat_ended: 'a call ended',
  video_chat_participants_invited: 'somebody was called',
  successful_payment: 'payments go through Stripe',
  refunded_payment: 'payments go through Stripe',
  users_shared: 'we ask nobody to share people',
  chat_shared: 'we ask nobody to share chats',
  write_access_allowed: 'the bot may write to somebody; that shows when it does',
  proximity_alert_triggered: 'somebody is near somebody',
  boost_added: 'the chat was boosted',
  checklist_tasks_done: "a checklist of Telegram's own; ours are cards",
  checklist_tasks_added: "a checklist of Telegram's own; ours are cards",
  web_app_data: 'we have no web app',
}

const REASONS: readonly (readonly [string, string])[] = Object.entries({ ...CANNOT_READ, ...SERVICE })

/** Why a message without words and files is nothing to act on. */
export function nothingIn(message: unknown): string {
  const carried = message as Record<string, unknown>
  return REASONS.find(([content]) => carried[content] !== undefined)?.[1] ?? 'a message that carries nothing we act on'
}
