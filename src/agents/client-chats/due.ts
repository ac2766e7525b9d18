// A conversation falls asleep after an hour without a word; whoever wrote meanwhile has set the hour anew.
import type { DecideContext } from '../agent.ts'
import { type CardState, cardOf, stateOf } from './card.ts'
import type { Decision } from './decide.ts'
import { type Dialogue, settingsOf } from './dialogue.ts'
import type { DueFacts } from './gather.ts'

type Partly = Partial<Decision> & { summary: string }

export function decideDue({ dialogue }: DueFacts, context: DecideContext): Partly {
  const row = dialogue?.conversation.row
  if (!dialogue || !row) return { summary: 'Таймер диалога, которого у нас нет: ничего не делаю.' }
  const { name, leadId } = dialogue.conversation
  if (row.status === 'closed') return { summary: `${name}: диалог уже закрыт.` }
  if (row.openUntil !== null && row.openUntil > context.clock.now())
    return { session: { leadId, until: row.openUntil }, summary: `${name}: диалог продлили, посмотрю позже.` }
  return { ...closing(dialogue, {}, context), summary: `${name}: давно тишина, тему закрыл до следующего сообщения.` }
}

/** @param set what else its row should know. */
export function closing(
  dialogue: Dialogue,
  set: { openUntil?: null },
  context: Pick<DecideContext, 'settings'>,
): Pick<Decision, 'place' | 'topic' | 'saves' | 'cards'> {
  const { conversation, rows, isInternal } = dialogue
  const { row, place, leadId } = conversation
  const othersAreOpen = rows.some((other) => other.leadId !== leadId && other.status === 'open')
  const state: CardState | null = row && { ...stateOf(row, isInternal), status: 'closed' }
  return {
    place,
    topic: othersAreOpen ? null : { action: 'close', name: place.name },
    saves: [{ leadId, set: { status: 'closed', ...set } }],
    cards: !row?.cardKey || !state ? [] : [{ leadId, key: row.cardKey, ...cardOf(conversation, state, settingsOf(conversation, context)) }],
  }
}
