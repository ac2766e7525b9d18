// Words of an employee on their way to the client: to which chat they go, and in which language.
import { placeKey } from '../../effects/catalogue.ts'
import type { HeardFrom, Spoken } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { conversationOf } from '../conversation.ts'
import { asLanguage, hasLetters, languageOf } from '../language.ts'
import { tokensOf } from '../phrases.ts'
import type { Decision, Reply } from './decide.ts'
import type { Dialogue } from './dialogue.ts'
import { settingsOf } from './dialogue.ts'
import { translated } from './prompt.ts'

export interface Outgoing {
  said: Pick<Spoken, 'eventId' | 'text' | 'at'>
  dialogue: Dialogue
  /** The client's message it answers; null when we cannot tell. */
  source: HeardFrom | null
  /** ISO 639-1 of the client; null when we cannot tell. */
  language: string | null
  wantsTranslation: boolean
  /** Into the client's language; null where there is none. */
  translation: string | null
}

/** A word or two without a language of its own («ok», «Toyota Prius») is understood everywhere. */
const FEW_WORDS = 3

/** @param answered the client's message an employee replied to, where they named one. */
export async function outgoingOf(
  said: Outgoing['said'],
  rows: Dialogue['rows'],
  answered: HeardFrom | null,
  context: GatherContext,
): Promise<Outgoing | null> {
  const leadIds = rows.map(({ leadId }) => leadId)
  const named = answered !== null && leadIds.includes(answered.leadId) ? answered : null
  const source = named ?? (await context.read.rental.lastHeard({ leadIds, until: said.at }))
  const leadId = source?.leadId ?? leadIds[0]
  if (leadId === undefined) return null
  const conversation = await conversationOf({ leadId }, context)
  const language = asLanguage(conversation.row?.language)
  const own = languageOf(said.text)
  const isPlain = own === null && tokensOf(said.text).filter(hasLetters).length <= FEW_WORDS
  return {
    said,
    dialogue: { conversation, rows, isInternal: rows.some(({ internal }) => internal) },
    source,
    language,
    wantsTranslation: hasLetters(said.text) && !isPlain && own !== language,
    translation: null,
  }
}

/** The client's words are no part of the question: nothing a client writes can speak through an answer. */
export async function inClientsLanguage(outgoing: Outgoing, context: GatherContext): Promise<Outgoing> {
  const { said, language, wantsTranslation, dialogue } = outgoing
  if (!wantsTranslation || language === null) return outgoing
  const { chatTranslateSec } = settingsOf(dialogue.conversation, context)
  const translation = await translated(said.text, language, context, chatTranslateSec * 1000)
  return { ...outgoing, translation: translation?.text ?? null }
}

/** Marks of what is meant for colleagues. */
export const isMarked = (text: string): boolean => /^\s*(\/\/|!!)/.test(text)

/** What our messages in a client's topic are addressed to. */
export const targetIn = (subject: string): string => `telegram:${placeKey({ to: 'client', topic: subject, name: subject })}`

/** The same words have the same slot, whichever event sends them: so they leave once. */
export const slotOf = ({ eventId }: Pick<Spoken, 'eventId'>): string => `said-${eventId}`

export const realIdOf = ({ source, dialogue }: Outgoing): string | null => source?.realId ?? dialogue.conversation.row?.realId ?? null

/** What a channel takes at once. */
const LONGEST = 4_000

export function repliesOf(outgoing: Outgoing, text: string): Reply[] {
  const { said, source, dialogue } = outgoing
  const realId = realIdOf(outgoing)
  if (realId === null) return []
  const saId = source?.saId ?? dialogue.conversation.row?.saId ?? undefined
  const { leadId } = dialogue.conversation
  return parts(text).map((part, n) => ({
    slot: n === 0 ? slotOf(said) : `${slotOf(said)}.${n + 1}`,
    leadId,
    realId,
    ...(saId !== undefined && { saId }),
    text: part,
  }))
}

function parts(text: string): string[] {
  const whole = text.trim()
  if (whole.length <= LONGEST) return whole === '' ? [] : [whole]
  const at = Math.max(whole.lastIndexOf('\n', LONGEST), whole.lastIndexOf(' ', LONGEST))
  const cut = at > LONGEST / 2 ? at : LONGEST
  return [whole.slice(0, cut).trimEnd(), ...parts(whole.slice(cut))]
}

/** An answer keeps the conversation awake, and opens it again when it slept. */
export function sending(outgoing: Outgoing, text: string, { now, until }: { now: Date; until: Date }) {
  const { conversation } = outgoing.dialogue
  const { leadId, place, row } = conversation
  return {
    place,
    replies: repliesOf(outgoing, text),
    topic: row?.status === 'closed' ? ({ action: 'open', name: place.name } as const) : null,
    saves: [{ leadId, set: { status: 'open' as const, openUntil: until.toISOString(), lastOutgoingAt: now.toISOString() } }],
    session: { leadId, until },
  } satisfies Partial<Decision>
}
