// The rule of the agent of car topics. Pure.

import type { Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { DecideContext, Decided } from '../agent.ts'
import type { ClientNote } from '../client-ask.ts'
import type { CarFacts } from '../known-booking.ts'
import { BRANCH_NAME, carLabel } from '../words.ts'
import type { CallKind } from './calls.ts'
import { clientAsks } from './client.ts'
import type { Facts, Said } from './gather.ts'
import { type ChatChange, INTENTS } from './words.ts'

/** These are looked into until somebody closes them. */
const INCIDENTS: readonly string[] = ['breakdown', 'incident']

export type Decision = Decided &
  (
    | { do: 'nothing' }
    | Omit<ClientNote, 'summary'>
    /** `note` is null where nothing is known of the car. */
    | { do: 'call'; kind: CallKind; place: Place; html: string; note: Omit<ClientNote, 'summary'> | null }
    | { do: 'add-to-call'; message: string; html: string }
    | { do: 'move'; car: CarFacts; from: Branch | null; to: Branch }
    | { do: 'forward'; said: Said & { car: CarFacts }; incident: string | null; toHq: boolean }
    | { do: 'ask-which-car'; said: Said }
    | { do: 'report-chat'; change: ChatChange; isTrouble: boolean; to: 'alerts' | 'managers' }
  )

export function decide(facts: Facts, context: DecideContext): Decision {
  switch (facts.what) {
    case 'moved':
      return moved(facts)
    case 'said':
      return heard(facts.said)
    case 'client':
      return clientAsks(facts, context)
    case 'chat':
      return chatChanged(facts)
  }
}

function moved({ car, from, to }: Extract<Facts, { what: 'moved' }>): Decision {
  if (from === to) return { do: 'nothing', summary: `${carLabel(car)} уже числится в филиале ${BRANCH_NAME[to]}: темы не трогаю.` }
  const left = from === null ? 'откуда — неизвестно' : `из филиала ${BRANCH_NAME[from]}, старую тему закрываю`
  return { do: 'move', car, from, to, summary: `${carLabel(car)} переехал в ${BRANCH_NAME[to]} (${left}): открываю тему там.` }
}

function heard(said: Said): Decision {
  const { car, intent, isAtHq } = said
  const what = INTENTS[intent ?? ''] ?? INTENTS.other
  if (car === null) return { do: 'ask-which-car', said, summary: `${what.title}: не понял, о каком авто речь, — спросил.` }
  const incident = intent !== null && INCIDENTS.includes(intent) ? intent : null
  const summary = `${what.title}, ${carLabel(car)}: ${isAtHq ? 'уже написано в HQ' : 'переслал в тему авто HQ'}${incident === null ? '' : ', завёл инцидент'}.`
  return { do: 'forward', said: { ...said, car }, incident, toHq: !isAtHq, summary, about: { carId: car.id } }
}

const CHANGES: Record<ChatChange['change'], string> = {
  added: 'бота добавили',
  removed: 'бота удалили',
  promoted: 'бот стал администратором',
  demoted: 'бот больше не администратор',
  migrated: 'группа стала супергруппой',
}

function chatChanged({ change, chat }: Extract<Facts, { what: 'chat' }>): Decision {
  const isTrouble = chat !== null && (change.change === 'removed' || change.change === 'demoted' || change.change === 'migrated')
  const named: ChatChange = {
    change: change.change,
    title: change.title ?? chat?.title ?? null,
    chatId: change.chatId,
    migratedTo: change.migratedTo ?? null,
    known: chat,
  }
  if (chat === null && change.change !== 'added' && change.change !== 'promoted')
    return { do: 'nothing', summary: 'Изменился чат, в котором мы не работаем: ничего не делаю.' }
  // The alerts chat cannot carry the news of its own loss.
  const to = chat?.purpose === 'alerts' && isTrouble ? 'managers' : 'alerts'
  return {
    do: 'report-chat',
    change: named,
    isTrouble,
    to,
    summary: `Чат «${named.title ?? change.chatId}»: ${CHANGES[change.change]}, сообщил.`,
  }
}
