// Who of the staff writes, where, and what the topic they write in is about: taken from our map, never guessed.
import type { Place } from '../effects/catalogue.ts'
import { BRANCHES, type Branch } from '../events/event.ts'
import type { EmployeeMessage } from '../events/telegram.ts'
import type { Chat, Staff } from '../tools/rental.ts'
import type { GatherContext } from './agent.ts'
import { branchOf } from './booking-facts.ts'
import { says } from './phrases.ts'
import { threadOf } from './words.ts'

export interface Asker {
  /** Where to answer. */
  place: Place
  staff: Staff | null
  chat: Chat | null
  /** Of the person, else of the forum. */
  branch: Branch | null
  /** The car whose topic it is. */
  carId: number | null
  isPrivate: boolean
}

export async function askerOf(
  payload: Pick<EmployeeMessage, 'chatId' | 'threadId' | 'fromId'>,
  { read: { rental } }: { read: Pick<GatherContext['read'], 'rental'> },
): Promise<Asker> {
  const { chatId, threadId, fromId } = payload
  const [staff, chat, topic] = await Promise.all([
    rental.staffByTelegram(fromId),
    rental.chat(chatId),
    threadId === undefined ? null : rental.topic({ chatId, threadId }),
  ])
  const [, carId] = /^car:(\d+)$/.exec(topic?.subject ?? '') ?? []
  return {
    place: threadOf(payload),
    staff,
    chat,
    branch: branchOf(staff?.branch) ?? branchOf(chat?.branch) ?? null,
    carId: carId === undefined ? null : Number(carId),
    // Groups have negative ids, whatever the update says of their kind.
    isPrivate: chatId > 0,
  }
}

/** In every alphabet: in an English text no Latin word is compared with a Russian one. */
const SPOKEN: Readonly<Record<Branch, readonly string[]>> = {
  tbilisi: ['тбилис|tbilisi|თბილის'],
  batumi: ['батум|batumi|ბათუმ'],
  kutaisi: ['кутаис|kutaisi|ქუთაის'],
  'service-center': ['сервисн', 'сц', 'сервис цент', 'service center|centre', 'სერვის ცენტრ'],
}

/** The branch a text names: «в Батуми», `batumi`, «ბათუმში». */
export const branchIn = (text: string): Branch | null => BRANCHES.find((branch) => says(text, SPOKEN[branch])) ?? null
