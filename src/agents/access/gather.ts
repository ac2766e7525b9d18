// Who writes, and whom they name; our own staff directory alone.
import type { Place } from '../../effects/catalogue.ts'
import type { EventOf } from '../../events/index.ts'
import type { Staff } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { tokensOf } from '../phrases.ts'
import { intentIn } from '../understanding.ts'
import { threadOf } from '../words.ts'
import { keywords } from './keywords.ts'

export interface Facts {
  wish: 'invite' | 'unlink' | 'link'
  asker: Staff | null
  /** Where to answer; whether others read along. */
  place: Place
  isPrivate: boolean
  isEdited: boolean
  /** Members of staff the text names: whom it fits best. */
  named: readonly Staff[]
}

export async function gather({ payload }: EventOf<'message.employee'>, { read: { rental }, intent }: GatherContext): Promise<Facts> {
  const { fromId, chatId, text, edited } = payload
  const said = intent ?? intentIn(text, keywords)
  const wish = said === 'unlink' || said === 'link' ? said : 'invite'
  const [asker, all] = await Promise.all([rental.staffByTelegram(fromId), rental.staffOf({})])
  const about = text.replace(/^\/[a-z_]+(@\w+)?/i, '')
  return { wish, asker, place: threadOf(payload), isPrivate: chatId > 0, isEdited: edited, named: wish === 'link' ? [] : named(about, all) }
}

/** «Нино Лагидзе», «для Нины», `90003`: those of whose names most words are said. Russian endings may differ. */
export function named(text: string, all: readonly Staff[]): Staff[] {
  const [id] = /(?<!\d)\d{2,9}(?!\d)/.exec(text) ?? []
  if (id !== undefined) return all.filter((one) => one.id === Number(id))
  const words = tokensOf(text)
  const counted = all.map((one) => ({ one, said: tokensOf(one.name).filter((part) => words.some((word) => isSaid(part, word))).length }))
  const most = Math.max(0, ...counted.map(({ said }) => said))
  return most === 0 ? [] : counted.filter(({ said }) => said === most).map(({ one }) => one)
}

function isSaid(part: string, word: string): boolean {
  const stem = part.slice(0, Math.max(3, part.length - 2))
  return part === word || (part.length > 3 && word.startsWith(stem) && word.length <= part.length + 2)
}
