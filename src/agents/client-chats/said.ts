// An employee's words become an answer, a question to the employee, or stay inside. When in doubt they stay inside, and we say so.
import type { DecideContext } from '../agent.ts'
import { cardOf, stateOf } from './card.ts'
import type { Decision } from './decide.ts'
import { sessionEnd, settingsOf } from './dialogue.ts'
import { type Outgoing, sending } from './outgoing.ts'
import { fateOf, type SaidFacts } from './said-facts.ts'
import { asIsButtons, askHtml, DOUBTS, editedHtml, NO_CHAT, NO_CONVERSATION, NOT_A_TOPIC, sendButtons, sentHtml } from './words.ts'

export function decideSaid(facts: SaidFacts, context: DecideContext): Partial<Decision> & { summary: string } {
  if (facts.where === 'stranger') return { summary: 'В теме клиента написал не сотрудник: клиенту ничего не отправил.' }
  if (facts.where === 'elsewhere')
    return { ...noted(facts.place, NOT_A_TOPIC), summary: 'О клиенте написали не в его теме: подсказал, где ответить.' }
  if (facts.where === 'unknown-client')
    return { ...noted(facts.place, NO_CONVERSATION), summary: 'Клиент этой темы нам ещё не писал: отвечать некуда, сказал об этом.' }
  const { outgoing } = facts
  const { name, place } = outgoing.dialogue.conversation
  const fate = fateOf(facts)
  switch (fate) {
    case 'send':
      return toClient(outgoing, context)
    case 'edited':
      return facts.wasSent
        ? {
            ...awake(outgoing, context),
            ...noted(place, editedHtml),
            summary: `${name}: исправленное не отправил, клиент уже получил прежний текст.`,
          }
        : { ...awake(outgoing, context), summary: `${name}: исправили сообщение, которое клиенту не уходило.` }
    case 'inside':
      return { ...awake(outgoing, context), summary: `${name}: внутреннее сообщение, клиенту не отправил.` }
    case 'no-chat':
      return { ...noted(place, NO_CHAT), summary: `${name}: не знаю, в какой чат отвечать, сказал об этом.` }
    default:
      return {
        ...awake(outgoing, context),
        place,
        notes: [{ slot: 'ask', html: askHtml(DOUBTS[fate], null), buttons: sendButtons(outgoing.said.eventId) }],
        summary: `${name}: не уверен, что это клиенту, — не отправил, спросил.`,
      }
  }
}

const noted = (place: NonNullable<Decision['place']>, html: string) => ({ place, notes: [{ slot: 'note', html }] })

/** Any word of anybody keeps an open conversation awake. */
function awake({ dialogue }: Outgoing, context: DecideContext): Pick<Decision, 'saves' | 'session'> {
  const { conversation } = dialogue
  const { row, leadId } = conversation
  if (row?.status !== 'open') return { saves: [], session: null }
  const until = sessionEnd(conversation, context)
  return { saves: [{ leadId, set: { openUntil: until.toISOString() } }], session: { leadId, until } }
}

function toClient(outgoing: Outgoing, context: DecideContext): Partial<Decision> & { summary: string } {
  const { said, language, translation, wantsTranslation, dialogue } = outgoing
  const { name, place, row, leadId } = dialogue.conversation
  if (wantsTranslation && translation === null)
    return {
      ...awake(outgoing, context),
      place,
      notes: [{ slot: 'ask', html: askHtml(DOUBTS.untranslated, language), buttons: asIsButtons(said.eventId) }],
      summary: `${name}: перевода нет, клиенту не отправил, спросил, отправить ли как есть.`,
    }
  const text = translation ?? said.text
  const until = sessionEnd(dialogue.conversation, context)
  const isReopened = row?.status === 'closed'
  const card = row?.cardKey && {
    key: row.cardKey,
    ...cardOf(dialogue.conversation, { ...stateOf(row, false), status: 'open' }, settingsOf(dialogue.conversation, context)),
  }
  return {
    ...sending(outgoing, text, { now: context.clock.now(), until }),
    cards: isReopened && card ? [{ leadId, ...card }] : [],
    confirm: { html: sentHtml({ channel: row?.channel, language, translation }) },
    summary: `${name}: ответ сотрудника отправил клиенту${translation === null ? '' : ' с переводом'}.`,
  }
}
