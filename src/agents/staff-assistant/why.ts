// «Почему ты это написал»: the run behind a message of ours, as the ledger tells it.
import { may } from '../../effects/roles.ts'
import type { Branch, SourceName } from '../../events/event.ts'
import type { EventType } from '../../events/index.ts'
import { createMasker } from '../../observability/mask.ts'
import type { SentMessage } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import type { Asker } from '../asker.ts'
import { type EventSubject, eventSubject } from '../event-subject.ts'

export interface WhyFacts {
  now: Date
  /** Null: there is no such message of ours. */
  told: null | {
    eventId: string
    type: EventType
    source: SourceName
    at: Date
    /** What was written, where the asker may read it. */
    words: string | null
    /** Name of the colleague who wrote or pressed. */
    by: string | null
    cause: { type: EventType; at: Date; agent: string | null } | null
    plan: { by: string; reason: string; model?: string } | null
    agents: { name: string; failed: boolean; summary: string | null }[]
    effects: { kind: string; place: unknown; status: string }[]
    edits: { agent: string; at: Date }[]
    about: EventSubject & { bookingNumber?: number | null }
    branch: Branch | null
  }
  isReply: boolean
  /** Of every agent that is named. */
  titles: Readonly<Record<string, string>>
}

interface Asked {
  chatId: number
  threadId?: number | undefined
  replyToMessageId?: number | undefined
  fromId: number
}

/** Without a reply: the last thing we said there. */
export async function whyFacts(asked: Asked, asker: Asker, context: GatherContext): Promise<WhyFacts> {
  const { rental } = context.read
  const { chatId, threadId, replyToMessageId: messageId } = asked
  const sent =
    messageId === undefined
      ? await rental.lastMessage({ chatId, ...(threadId !== undefined && { threadId }) })
      : await rental.sentMessage({ chatId, messageId })
  const base = { now: context.clock.now(), isReply: messageId !== undefined }
  if (sent === null) return { ...base, told: null, titles: {} }
  const told = await toldBy(sent, asked, asker, context)
  const named = [...told.agents.map(({ name }) => name), ...told.edits.map(({ agent }) => agent), told.cause?.agent ?? '']
  const names = [...named, ...(told.plan?.reason.match(/[\w-]+/g) ?? [])]
  return { ...base, told, titles: Object.fromEntries(names.map((name) => [name, context.titleOf(name)])) }
}

async function toldBy({ run, edits }: SentMessage, asked: Asked, asker: Asker, { read: { rental } }: GatherContext) {
  const about = eventSubject(run.payload)
  const written = run.payload as { text?: unknown; caption?: unknown; fromId?: unknown; chatId?: unknown }
  const [cause, author, booking] = await Promise.all([
    run.causeEventId === null ? null : rental.runOf(run.causeEventId),
    typeof written.fromId === 'number' ? rental.staffByTelegram(written.fromId) : null,
    about.bookingId === undefined ? null : rental.booking(about.bookingId),
  ])
  const text = typeof written.text === 'string' ? written.text : written.caption
  const isHere = written.chatId === asked.chatId || written.fromId === asked.fromId
  const seen = isHere || may(asker.staff, 'talk.see', { owners: [author?.id], branch: author?.branch }).yes
  return {
    eventId: run.id,
    type: run.type as EventType,
    source: run.source as SourceName,
    at: run.timestamp,
    words: seen && typeof text === 'string' && text !== '' ? open(text) : null,
    by: author?.name ?? null,
    cause: cause && { type: cause.type as EventType, at: cause.timestamp, agent: run.causeAgent },
    plan: run.plan as NonNullable<WhyFacts['told']>['plan'],
    agents: run.outcomes.map(({ agent, status, summary }) => ({
      name: agent,
      failed: status === 'failed',
      summary: summary === null ? null : open(summary),
    })),
    effects: run.effects.map(({ kind, payload, status }) => ({ kind, place: (payload as { place?: unknown }).place, status })),
    edits: edits.map(({ agent, createdAt }) => ({ agent, at: createdAt })),
    about: { ...about, ...(booking && { bookingNumber: booking.number }) },
    branch: about.branch ?? null,
  }
}

const masker = createMasker()
/** Phones, addresses and tokens stay where they are. */
const open = (text: string): string => masker.text(text).replace(/\d(?:[\s-]?\d){8,}/g, '•••')
