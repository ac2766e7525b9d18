// The rule of the agent of client chats: each kind of event has its own page, this one holds what they have in common. Pure.

import type { ConversationColumns } from '../../effects/catalogue/conversations.ts'
import type { ClientColumns } from '../../effects/catalogue/rental.ts'
import type { Button, Place } from '../../effects/catalogue.ts'
import type { DecideContext, Decided } from '../agent.ts'
import type { Card } from './card.ts'
import { decideClient } from './client.ts'
import { decideDue } from './due.ts'
import { decideFiles } from './files.ts'
import type { Facts } from './gather.ts'
import { decideHeard } from './heard.ts'
import { decidePressed } from './pressed.ts'
import { decideSaid } from './said.ts'

export interface Reply {
  slot: string
  leadId: string
  realId: string
  saId?: string
  text: string
}

export interface Decision extends Decided {
  /** The topic everything is said in. */
  place: Place | null
  topic: { action: 'open' | 'close'; name: string } | null
  /** Topics whose client is called otherwise from now on. */
  renames: Extract<Place, { to: 'client' }>[]
  saves: { leadId: string; set: ConversationColumns }[]
  client: { id: number; set: ClientColumns } | null
  /** Cards to be edited; one without a key is posted and pinned. */
  cards: (Card & { leadId: string; key: string | null })[]
  notes: { slot: string; html: string; buttons?: Button[][] }[]
  /** What goes to the client, at an employee's word. */
  replies: Reply[]
  /** What the topic is told once the last reply has arrived: a message, or an earlier message of ours that now says so. */
  confirm: { html: string; instead?: string } | null
  /** Messages of ours that say something else from now on. */
  edits: { message: string; html: string; buttons?: Button[][] }[]
  /** When the conversation falls asleep; `null` in `until`: nobody has to look any more. */
  session: { leadId: string; until: Date | null } | null
  answer: { queryId: string; text: string; alert?: boolean } | null
}

const NOTHING: Omit<Decision, 'summary'> = {
  place: null,
  topic: null,
  renames: [],
  saves: [],
  client: null,
  cards: [],
  notes: [],
  replies: [],
  confirm: null,
  edits: [],
  session: null,
  answer: null,
}

export function decide(facts: Facts, context: DecideContext): Decision {
  return { ...NOTHING, ...decided(facts, context) }
}

function decided(facts: Facts, context: DecideContext): Partial<Decision> & Decided {
  switch (facts.what) {
    case 'heard':
      return decideHeard(facts, context)
    case 'said':
      return decideSaid(facts, context)
    case 'files':
      return decideFiles(facts)
    case 'pressed':
      return decidePressed(facts, context)
    case 'due':
      return decideDue(facts, context)
    case 'client':
      return decideClient(facts, context)
  }
}
