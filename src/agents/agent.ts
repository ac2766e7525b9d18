// What an agent is: it gathers facts, decides by a rule, and proposes effects. It performs nothing.
import type { Clock } from '../clock.ts'
import type { About, EffectKind, EffectPayload, OperationKind, Proposal } from '../effects/catalogue.ts'
import type { Branch } from '../events/event.ts'
import type { EventOf, EventType } from '../events/index.ts'
import type { Reads } from '../tools/index.ts'
import type { ModelAccess } from '../tools/model.ts'
import type { Part } from './follow-up.ts'
import type { OwnedWish, Read, Wish } from './offer.ts'
import type { Settings } from './settings.ts'

/** What an agent before this one in a sequence made of the event. */
export interface Earlier {
  agent: string
  status: 'done' | 'failed'
  summary: string | null
}

export interface GatherContext {
  /** Read-only tools: our own database (`read.rental`) and the vendors. */
  read: Reads
  clock: Clock
  signal: AbortSignal
  settings: (branch: Branch) => Settings
  /** For `ask` routes: which of the agent's intents the supervisor understood; absent when it could not tell. */
  intent?: string
  /** Where the words only go on with what this agent answered («а завтра?»): what that was about, for whatever they leave out. */
  follows?: About
  /** Null when the model is off; whoever uses it must do without when it fails. */
  model: ModelAccess | null
  /** In a sequence: those who came before, in their order. */
  earlier: readonly Earlier[]
  /** What staff call an agent. */
  titleOf: (agent: string) => string
  /** What a model may ask, of all agents. */
  reads: readonly Read[]
  /**
   * Says in Russian what is being done («Смотрю брони…»), to whoever waits for the answer of this agent; it may be lost.
   * An agent that is going to stay silent says nothing: among several people this is what shows them that they are heard.
   */
  progress: (says: string) => void
  /** What it may suggest, of all agents. */
  wishes: readonly OwnedWish[]
}

export interface DecideContext {
  clock: Clock
  settings: (branch: Branch) => Settings
}

export interface ProposeContext {
  /** The key an effect of this run will have, to be named by later effects and rows. */
  key: (kind: EffectKind, slot?: string) => string
}

export interface Command {
  intent: string
  says: string
}

/** What a decision is about: facts, so that short words can go on from it. The intent is the one that was understood, where none is named. */
export type Spoken = Omit<About, 'agent' | 'intent'> & { intent?: string }

/** Every decision says in one sentence, in Russian, what was decided and why: it is what `/why` and the event's page show. */
export interface Decided {
  summary: string
  /** Of an answer to staff; absent: only what was asked is known. Null: it is about nothing, what was spoken of before still is. */
  about?: Spoken | null
  /** What the audit log shall know of it beside what the effects themselves tell it. */
  audit?: readonly Audited[]
}

/** Somebody decided, or wanted to and may not. */
export type Audited = EffectPayload<'decision.note'>

export interface Agent<T extends EventType = EventType, Facts = unknown, Decision extends Decided = Decided, Name extends string = string> {
  readonly name: Name
  /** What staff call it. */
  readonly title: string
  /** At most four ASCII letters, the first part of its buttons' callback data. */
  readonly code: string
  readonly accepts: readonly T[]
  /** For `ask` routes: what a person may want of it, as a closed list (`code: explanation`). */
  readonly intents?: Readonly<Record<string, string>>
  /** What people say when they mean an intent (docs/recipes/words.md), the stronger of two equal intents first. */
  readonly keywords?: Readonly<Record<string, readonly string[]>>
  /** The same for messages of clients, in whatever language they write; where absent, what staff may want stands for both. */
  readonly clientIntents?: Readonly<Record<string, string>>
  readonly clientKeywords?: Readonly<Record<string, readonly string[]>>
  /** Intents nobody may miss: the agent takes part whatever else was said. */
  readonly critical?: readonly string[]
  /** Intents that are meant only where the words mean nothing else: they must not stand in the way. */
  readonly otherwise?: readonly string[]
  /** `/plan` → the intent it stands for, and what the menu says of it in Russian. A command decides alone. */
  readonly commands?: Readonly<Record<`/${string}`, Command>>
  /** Intents that only read → what of their question short words may change: «а завтра?» asks the same of another day. */
  readonly follows?: Readonly<Record<string, readonly Part[]>>
  /** Messages of one person that wait behind each other are answered together. */
  readonly folds?: true
  /** What a model that answers staff may ask of this agent. */
  readonly reads?: readonly Read[]
  /** What it may suggest; taken, each comes back as `suggestion.taken`. */
  readonly wishes?: readonly Wish[]
  /** Kinds of forum topics whose messages are this agent's, whatever they say: `client` for `client:60001`. */
  readonly topics?: readonly string[]
  /** Whether a reply to its message under that slot, which says this, is its own. */
  readonly answers?: (slot: string, text: string) => boolean
  /** Whose photos it keeps: words about one of them, a reply or an edited caption, are for it. */
  readonly photosOf?: OperationKind
  gather(event: EventOf<T>, context: GatherContext): Promise<Facts>
  decide(facts: Facts, context: DecideContext): Decision | Promise<Decision>
  propose(decision: Decision, context: ProposeContext): Proposal[]
}

type Meaning = Pick<Agent, 'intents' | 'keywords' | 'clientIntents' | 'clientKeywords'>

/** What may be wanted of an agent by whoever wrote: staff and clients want different things. */
export function meaningsOf(agent: Meaning, type: EventType): Required<Pick<Meaning, 'intents' | 'keywords'>> {
  const { intents = {}, keywords = {}, clientIntents = intents, clientKeywords = keywords } = agent
  return type === 'message.incoming' ? { intents: clientIntents, keywords: clientKeywords } : { intents, keywords }
}

export const defineAgent = <const Name extends string, const T extends EventType, Facts, Decision extends Decided>(
  agent: Agent<T, Facts, Decision, Name>,
): Agent<T, Facts, Decision, Name> => ({
  ...agent,
  propose: (decision, context) => [...agent.propose(decision, context), ...notes(decision)],
})

const notes = ({ audit = [] }: Decided): Proposal[] =>
  audit.map((payload, index) => ({ kind: 'decision.note', slot: `audit-${index}`, payload }))
