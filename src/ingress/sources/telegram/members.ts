// What became of the bot in a chat: added, removed, promoted, demoted.
import { type Finding, ignored, type Member, MemberChange, parsed, timeOf } from './shapes.ts'

const isIn = ({ status, is_member }: Member): boolean =>
  status === 'restricted' ? is_member === true : status !== 'left' && status !== 'kicked'
const isAdmin = ({ status }: Member): boolean => status === 'administrator' || status === 'creator'

function changeBetween(before: Member, now: Member): 'added' | 'removed' | 'promoted' | 'demoted' | null {
  if (isIn(before) !== isIn(now)) return isIn(now) ? 'added' : 'removed'
  if (isAdmin(before) !== isAdmin(now)) return isAdmin(now) ? 'promoted' : 'demoted'
  return null
}

export function ourMembership(value: unknown): Finding {
  const { chat, date, old_chat_member: before, new_chat_member: now } = parsed(MemberChange, value, 'my_chat_member')
  if (chat.type === 'private')
    return ignored(isIn(now) ? 'a person started the bot' : 'a person blocked the bot: what is for them goes to their manager')
  const change = changeBetween(before, now)
  if (change === null) return ignored("the bot's rights changed, its role did not")
  return { type: 'chat.changed', payload: { chatId: chat.id, chatType: chat.type, title: chat.title, change }, timestamp: timeOf(date) }
}
