// A client's message: what is looked up for it, and what becomes of it.

import type { EventOf } from '../../events/index.ts'
import type { IncomingMessage } from '../../events/umnico.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { orNull } from '../known-booking.ts'
import { asLanguage, hasLetters, languageOf } from '../language.ts'
import { cardOf } from './card.ts'
import type { Decision } from './decide.ts'
import { changesCard, type Dialogue, dialogueOf, knownColumns, sessionEnd, settingsOf } from './dialogue.ts'
import { translated } from './prompt.ts'
import { mirrorHtml } from './words.ts'

export interface HeardFacts {
  what: 'heard'
  message: IncomingMessage
  at: Date
  dialogue: Dialogue
  language: string | null
  /** Into Russian; null where there is none. */
  translation: string | null
  /** It should have been translated. */
  wantsTranslation: boolean
}

export async function heardFacts(event: EventOf<'message.incoming'>, context: GatherContext): Promise<HeardFacts> {
  const { timestamp } = event
  const payload = event.payload.bodyMissing ? await fromHistory(event.payload, context) : event.payload
  const dialogue = await dialogueOf(payload, context)
  const { row, client } = dialogue.conversation
  const told = languageOf(payload.text) ?? asLanguage(row?.language) ?? asLanguage(client?.language) ?? asLanguage(payload.language)
  const wantsTranslation = hasLetters(payload.text) && told !== 'ru'
  const { chatTranslateSec } = settingsOf(dialogue.conversation, context)
  const translation = wantsTranslation ? await translated(payload.text, 'ru', context, chatTranslateSec * 1000) : null
  return {
    what: 'heard',
    message: payload,
    at: new Date(timestamp),
    dialogue,
    language: told ?? translation?.from ?? null,
    translation: translation?.text ?? null,
    wantsTranslation,
  }
}

/** What Umnico left out of the webhook stands in the history of the chat; where that cannot be read, people look there themselves. */
async function fromHistory(message: IncomingMessage, { read, signal }: GatherContext): Promise<IncomingMessage> {
  const { leadId, realId, messageId } = message
  if (realId === undefined) return message
  const history = await orNull(read.umnico.history({ leadId, realId }, { signal }))
  const found = history?.messages.find((one) => one.messageId === messageId)
  if (!found) return message
  const { bodyMissing: _, ...known } = message
  return { ...known, text: found.text, attachments: found.attachments.map(({ type }) => ({ type })) }
}

/** Which effects there are follows from what we know of the conversation, never from what the client wrote. */
export function decideHeard(facts: HeardFacts, context: DecideContext): Partial<Decision> & { summary: string } {
  const { message, at, dialogue, language } = facts
  const { conversation, isInternal } = dialogue
  const { row, place, name, leadId } = conversation
  const until = sessionEnd(conversation, context)
  const set = {
    ...knownColumns(conversation),
    customerId: message.customerId,
    phone: message.customerPhone,
    login: message.login,
    channel: message.channel,
    realId: message.realId,
    saId: message.saId,
    language: language ?? undefined,
    status: 'open' as const,
    openUntil: until.toISOString(),
    lastIncomingAt: at.toISOString(),
  }
  const isReopened = row?.status === 'closed'
  const isCardDue = row === null || row.cardKey === null || isReopened || changesCard(row, set)
  const card = cardOf(conversation, { ...set, status: 'open', isInternal, isUnanswered: true }, settingsOf(conversation, context))
  return {
    place,
    topic: isReopened ? { action: 'open', name: place.name } : null,
    saves: [{ leadId, set }],
    cards: isCardDue ? [{ leadId, key: row?.cardKey ?? null, ...card }] : [],
    renames: row !== null && row.name !== set.name ? [place] : [],
    notes: [{ slot: 'mirror', html: mirrorHtml(facts) }],
    session: { leadId, until },
    summary: `${name}: ${isReopened ? 'клиент вернулся, тему открыл и ' : row === null ? 'новый диалог, тему открыл и ' : ''}${whatWasShown(facts)}.`,
  }
}

function whatWasShown({ message, wantsTranslation, translation }: HeardFacts): string {
  if (message.bodyMissing) return 'сообщил, что текста Umnico не прислал'
  if (!wantsTranslation) return 'показал сообщение в теме'
  return translation === null ? 'показал сообщение в теме без перевода: модель не помогла' : 'показал сообщение в теме с переводом'
}
