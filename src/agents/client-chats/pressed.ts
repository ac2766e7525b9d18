// Buttons of the topic: close, keep open, talk among ourselves, send what was held back.
import { inTbilisi } from '../../clock.ts'
import { may } from '../../effects/roles.ts'
import type { Staff } from '../../tools/rental.ts'
import type { DecideContext } from '../agent.ts'
import { cardOf, stateOf } from './card.ts'
import type { Decision } from './decide.ts'
import { sessionEnd, settingsOf } from './dialogue.ts'
import { closing } from './due.ts'
import { realIdOf, sending } from './outgoing.ts'
import type { PressFacts } from './pressed-facts.ts'
import { ANSWERS, asIsButtons, askHtml, CHANGED_SINCE, DOUBTS, modeHtml, NO_CHAT, sentHtml } from './words.ts'

export function decidePressed(facts: PressFacts, context: DecideContext): Partial<Decision> & { summary: string } {
  const { queryId, staff } = facts
  const answer = (text: string, alert?: boolean) => ({ queryId, text, ...(alert && { alert }) })
  const allowed = may(staff, 'client.answer')
  if (!allowed.yes) return { answer: answer(allowed.because), summary: 'Кнопку нажал не сотрудник: ничего не делаю.' }
  if (facts.on === 'nothing') return { answer: answer(ANSWERS.gone), summary: 'Кнопка относится к диалогу, которого здесь нет.' }
  return facts.on === 'words' ? pressedSend(facts, answer, context) : pressedCard(facts, allowed.person, answer, context)
}

type Answering = (text: string, alert?: boolean) => NonNullable<Decision['answer']>

function pressedSend(
  facts: Extract<PressFacts, { on: 'words' }>,
  answer: Answering,
  context: DecideContext,
): Partial<Decision> & { summary: string } {
  const { outgoing, asIs, wasSent, wasEdited, question } = facts
  const { said, dialogue, language, translation, wantsTranslation } = outgoing
  const { name, row } = dialogue.conversation
  if (wasSent) return { answer: answer(ANSWERS.sentBefore), summary: `${name}: это сообщение уже отправлено, второй раз не шлю.` }
  if (dialogue.isInternal)
    return { answer: answer(ANSWERS.internal, true), summary: `${name}: включена внутренняя переписка, клиенту не отправил.` }
  // What it reads like now may have been written for colleagues.
  if (wasEdited)
    return {
      answer: answer(ANSWERS.edited, true),
      edits: [{ message: question, html: CHANGED_SINCE }],
      summary: `${name}: сообщение с тех пор исправили, не отправил.`,
    }
  if (realIdOf(outgoing) === null || said.text.trim() === '')
    return { answer: answer(NO_CHAT, true), summary: `${name}: не знаю, в какой чат отвечать, не отправил.` }
  if (!asIs && wantsTranslation && translation === null)
    return {
      answer: answer(ANSWERS.untranslated, true),
      edits: [{ message: question, html: askHtml(DOUBTS.untranslated, language), buttons: asIsButtons(said.eventId) }],
      summary: `${name}: перевода нет, спросил, отправить ли как есть.`,
    }
  const text = translation ?? said.text
  const html = sentHtml({ channel: row?.channel, language, translation, original: said.text })
  return {
    ...sending(outgoing, text, { now: context.clock.now(), until: sessionEnd(dialogue.conversation, context) }),
    confirm: { html, instead: question },
    answer: answer(ANSWERS.sending),
    summary: `${name}: по кнопке отправил клиенту${translation === null ? ' как есть' : ' с переводом'}.`,
  }
}

function pressedCard(
  { action, dialogue, all }: Extract<PressFacts, { on: 'card' }>,
  staff: Staff,
  answer: Answering,
  context: DecideContext,
): Partial<Decision> & { summary: string } {
  const { conversation, isInternal } = dialogue
  const { row, name, leadId, place } = conversation
  const isClosed = row?.status === 'closed'
  if (action === 'close') {
    if (isClosed) return { answer: answer(ANSWERS.closedBefore), summary: `${name}: диалог уже закрыт.` }
    return {
      ...closing(dialogue, { openUntil: null }, context),
      session: { leadId, until: null },
      answer: answer(ANSWERS.closed),
      summary: `${name}: диалог закрыл(а) ${staff.name}.`,
    }
  }
  if (action === 'more') {
    const until = sessionEnd(conversation, context)
    const state = row && { ...stateOf(row, isInternal), status: 'open' as const }
    const card =
      isClosed && state && row.cardKey !== null
        ? [{ leadId, key: row.cardKey, ...cardOf(conversation, state, settingsOf(conversation, context)) }]
        : []
    return {
      place,
      topic: isClosed ? { action: 'open', name: place.name } : null,
      saves: [{ leadId, set: { status: 'open', openUntil: until.toISOString() } }],
      cards: card,
      session: { leadId, until },
      answer: answer(`${ANSWERS.openUntil} ${inTbilisi(until).toFormat('HH:mm')}.`),
      summary: `${name}: ${staff.name} держит диалог открытым ещё.`,
    }
  }
  const wanted = action === 'lock'
  if (wanted === isInternal)
    return { answer: answer(wanted ? ANSWERS.lockedBefore : ANSWERS.freeBefore), summary: `${name}: режим уже такой.` }
  return {
    place,
    saves: dialogue.rows.map((one) => ({ leadId: one.leadId, set: { internal: wanted } })),
    cards: all.flatMap((one) =>
      one.row?.cardKey
        ? [{ leadId: one.leadId, key: one.row.cardKey, ...cardOf(one, stateOf(one.row, wanted), settingsOf(one, context)) }]
        : [],
    ),
    notes: [{ slot: 'mode', html: modeHtml(wanted, staff.name) }],
    answer: answer(wanted ? ANSWERS.locked : ANSWERS.free),
    summary: `${name}: внутреннюю переписку ${wanted ? 'включил(а)' : 'выключил(а)'} ${staff.name}.`,
  }
}
