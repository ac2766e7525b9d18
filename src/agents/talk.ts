// A talk with staff: what it is about, taken from the message that is answered or from what was spoken of last; and what is remembered.
import { addMs, MINUTE_MS } from '../clock.ts'
import type { About, Proposal, Turn } from '../effects/catalogue.ts'
import { BRANCHES } from '../events/event.ts'
import type { EmployeeMessage } from '../events/telegram.ts'
import type { GatherContext } from './agent.ts'
import { eventSubject } from './event-subject.ts'

type Written = Pick<EmployeeMessage, 'chatId' | 'threadId' | 'fromId' | 'messageId' | 'text' | 'edited' | 'replyToMessageId'>

export interface Talking {
  /** What is meant where nothing is named; null when nothing was spoken of. */
  about: About | null
  /** It answers a message of ours. */
  isReply: boolean
  /** The same person spoke with us here a moment ago. */
  isGoingOn: boolean
  turns: Turn[]
  /** Of an edited message: the answer to what it said before. */
  answered: string | null
}

/** Among several people only this long after an answer a short word is taken for meant for us. */
const MOMENT_MS = 5 * MINUTE_MS

export async function talkingOf(written: Written, { read: { rental }, clock, settings }: GatherContext): Promise<Talking> {
  const { chatId, threadId, fromId, messageId, edited, replyToMessageId } = written
  const [talk, answeredOne] = await Promise.all([
    rental.talk(`chat:telegram:${chatId}:${threadId ?? 0}`),
    replyToMessageId === undefined ? null : rental.sentMessage({ chatId, messageId: replyToMessageId }),
  ])
  const now = clock.now()
  const isFresh = talk !== null && talk.updatedAt > addMs(now, -settings(BRANCHES[0]).talkRememberedMin * MINUTE_MS)
  const turns = isFresh ? (talk.turns as unknown as Turn[]) : []
  const lastSaid = turns.findLast(({ by }) => by === 'staff')
  const isRecent = talk !== null && talk.updatedAt > addMs(now, -MOMENT_MS)
  return {
    about: (answeredOne && aboutOf(answeredOne.run)) ?? (isFresh ? (talk.about as unknown as About | null) : null),
    isReply: answeredOne !== null,
    isGoingOn: isRecent && lastSaid?.fromId === fromId,
    turns,
    answered: edited ? (turns.find((turn) => turn.by === 'bot' && turn.messageId === messageId)?.key ?? null) : null,
  }
}

/** A message of ours speaks of what its run remembered, else of what its event is about. */
function aboutOf({ effects, payload }: { effects: { kind: string; payload: unknown }[]; payload: unknown }): About | null {
  const remembered = effects.find(({ kind }) => kind === 'conversation.remember')?.payload as { about?: About } | undefined
  if (remembered?.about) return remembered.about
  const subject = eventSubject(payload)
  const intent =
    subject.bookingId !== undefined ? 'booking' : subject.carId !== undefined ? 'car' : subject.clientId !== undefined ? 'client' : null
  return intent === null ? null : { intent, ...subject }
}

const MOST = 500
/** For people, without the marks of Telegram's HTML. */
const plain = (html: string): string => html.replace(/<[^>]+>/g, '').slice(0, MOST)

/** What is kept of a question and its answer. */
export function remember(
  { chatId, threadId, fromId, messageId, text }: Written,
  answer: { html: string; key?: string; about?: About | null } | null,
  now: Date,
): Proposal {
  const at = now.toISOString()
  const asked: Turn = { by: 'staff', fromId, messageId, text: text.slice(0, MOST), at }
  const said: Turn[] =
    answer === null ? [] : [{ by: 'bot', messageId, text: plain(answer.html), ...(answer.key !== undefined && { key: answer.key }), at }]
  return {
    kind: 'conversation.remember',
    payload: {
      chatId,
      ...(threadId !== undefined && { threadId }),
      ...(answer?.about !== undefined && { about: answer.about }),
      turns: [asked, ...said],
    },
  }
}

/** Words that only go on with what was spoken of: «а завтра?», «и в Тбилиси?», «а кто клиент?» */
export function goesOn(text: string): boolean {
  const words = text.trim().toLowerCase().split(/\s+/)
  return words.length >= 2 && words.length <= 6 && /^(ну )?[аи]$/.test(words.slice(0, words[0] === 'ну' ? 2 : 1).join(' '))
}
