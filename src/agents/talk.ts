// A talk with staff: what it is about for whoever writes, taken from the message that is answered or from what they were answered last.
import { addMs, DAY_MS, MINUTE_MS } from '../clock.ts'
import { summarised } from '../effects/catalogue/talk-summary.ts'
import type { About, Turn } from '../effects/catalogue.ts'
import { BRANCHES } from '../events/event.ts'
import type { EmployeeMessage } from '../events/telegram.ts'
import type { SentMessage } from '../tools/rental.ts'
import type { GatherContext } from './agent.ts'
import { eventSubject } from './event-subject.ts'

type Written = Pick<EmployeeMessage, 'chatId' | 'threadId' | 'fromId' | 'messageId' | 'edited' | 'replyToMessageId'>
export type TalkContext = Pick<GatherContext, 'clock' | 'settings'> & { read: Pick<GatherContext['read'], 'rental'> }

export interface Talking {
  /** What is meant where nothing is named; null when nothing was spoken of. */
  about: About | null
  /** It answers a message of ours. */
  isReply: boolean
  /** The same person spoke with us here a moment ago. */
  isGoingOn: boolean
  /** The latest, of everybody there. */
  turns: Turn[]
  /** What was asked before them, a line a thing, the newest first; empty where nothing was. */
  earlier: string
  /** Of an edited message: the answer to what it said before. */
  answered: string | null
}

/** Among several people only this long after an answer a short word is taken for meant for us. */
const MOMENT_MS = 5 * MINUTE_MS
/** Turns that are given word for word; of older ones what was asked. */
const WORD_FOR_WORD = 6

/** What was said before this is deleted, and never used. */
export const talkKeptSince = ({ clock, settings }: Pick<TalkContext, 'clock' | 'settings'>): Date =>
  addMs(clock.now(), -settings(BRANCHES[0]).talkKeptDays * DAY_MS)

export async function talkingOf(written: Written, { read: { rental }, clock, settings }: TalkContext): Promise<Talking> {
  const { chatId, threadId, fromId, messageId, edited, replyToMessageId } = written
  const [talk, answeredOne] = await Promise.all([
    rental.talk(`chat:telegram:${chatId}:${threadId ?? 0}`),
    replyToMessageId === undefined ? null : rental.sentMessage({ chatId, messageId: replyToMessageId }),
  ])
  const now = clock.now()
  const rememberedMs = settings(BRANCHES[0]).talkRememberedMin * MINUTE_MS
  const isWithin = (at: Date, ms: number) => at > addMs(now, -ms)
  const since = talkKeptSince({ clock, settings })
  const kept = ((talk?.turns ?? []) as unknown as Turn[]).filter((turn) => new Date(turn.at) > since)
  const turns = talk !== null && isWithin(talk.updatedAt, rememberedMs) ? kept : []
  const latest = turns.slice(-WORD_FOR_WORD)
  // What others were answered is theirs, unless one replies to it.
  const own = turns.filter((turn) => turn.by === 'bot' && turn.fromId === fromId && isWithin(new Date(turn.at), rememberedMs))
  const last = own.at(-1)
  return {
    about: (answeredOne && aboutOf(answeredOne)) ?? own.findLast(({ about }) => about !== undefined)?.about ?? null,
    isReply: answeredOne !== null,
    isGoingOn: last !== undefined && isWithin(new Date(last.at), MOMENT_MS),
    turns: latest,
    earlier: summarised(talk?.summary ?? '', kept.slice(0, kept.length - latest.length), since),
    answered: edited ? (turns.find((turn) => turn.by === 'bot' && turn.messageId === messageId)?.key ?? null) : null,
  }
}

/** A message of ours speaks of what its run remembered, else of what its event is about. */
function aboutOf({ key, run: { effects, payload } }: SentMessage): About | null {
  const remembered = effects.flatMap(({ kind, payload: said }) =>
    kind === 'conversation.remember' ? ((said as { turns?: Turn[] }).turns ?? []) : [],
  )
  const told = remembered.findLast(({ about }) => about !== undefined)?.about
  if (told) return told
  const subject = eventSubject(payload)
  const intent =
    subject.bookingId !== undefined ? 'booking' : subject.carId !== undefined ? 'car' : subject.clientId !== undefined ? 'client' : null
  const agent = effects.find((effect) => effect.key === key)?.agent ?? 'staff-assistant'
  return intent === null ? null : { agent, intent, ...subject }
}
