// A client asks: what staff should know to answer is left as a note in the client's topic. The client's words choose a note, and nothing else.
import type { Proposal } from '../effects/catalogue.ts'
import type { EventOf } from '../events/index.ts'
import type { GatherContext } from './agent.ts'
import { conversationOf, type KnownConversation, noteInTopic } from './conversation.ts'
import { intentIn } from './understanding.ts'

type Keywords = Readonly<Record<string, readonly string[]>>

export interface ClientAsk {
  what: 'client'
  /** One of the agent's own; null when neither the supervisor nor its words could tell. */
  intent: string | null
  conversation: KnownConversation
}

/** From our tables alone: a client waits for people, people do not wait for a vendor. */
export async function clientAsk({ payload }: EventOf<'message.incoming'>, keywords: Keywords, context: GatherContext): Promise<ClientAsk> {
  const { intent } = context
  const meant = intent !== undefined && Object.hasOwn(keywords, intent) ? intent : intentIn(payload.text, keywords)
  return { what: 'client', intent: meant ?? null, conversation: await conversationOf(payload, context) }
}

/** What an agent makes of it. */
export interface ClientNote {
  do: 'note'
  conversation: KnownConversation
  html: string
  summary: string
}

/** @param html null: nothing is known that would help. */
export const clientNote = (
  { conversation }: ClientAsk,
  about: string,
  html: string | null,
): ClientNote | { do: 'nothing'; summary: string } =>
  html === null
    ? { do: 'nothing', summary: `Клиент спрашивает о ${about}, но подсказать нечего: молчу.` }
    : { do: 'note', conversation, html, summary: `Клиент спрашивает о ${about}: оставил сотрудникам справку в теме клиента.` }

export const proposeNote = ({ conversation, html }: Pick<ClientNote, 'conversation' | 'html'>): Proposal => noteInTopic(conversation, html)
