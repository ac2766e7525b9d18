// The rule of both assistants: open the card in time, tick what is proved, report what was posted. Pure.
import type { OperationKind, Place } from '../effects/catalogue.ts'
import type { DecideContext, Decided } from './agent.ts'
import { isTechnical } from './booking-state.ts'
import type { ClientNote } from './client-ask.ts'
import type { Current } from './daily-plan/current.ts'
import { debtOf } from './debts.ts'
import { checklist, type Handover, handoverTitle, outdated } from './handover.ts'
import type { BatchCard } from './handover-batch-card.ts'
import { batchPressed } from './handover-batch-pressed.ts'
import { batchSaid } from './handover-batch-said.ts'
import { clientAsks } from './handover-client.ts'
import { type AssistantFacts, handoverIn } from './handover-gather.ts'
import { lookedAt, photosTaken } from './handover-photos.ts'
import { pressed } from './handover-pressed.ts'
import { type Report, type ReportWords, reportOf } from './handover-report.ts'
import { wordsSaid } from './handover-said.ts'
import { type ChecklistLine, missing, POSTED, titles } from './operations.ts'
import type { Settings } from './settings.ts'
import { OPERATION, when } from './words.ts'

export interface Assistant {
  kind: OperationKind
  /** One of the two answers for photos that belong to no operation at all. */
  answersForStrays: boolean
  words: ReportWords
}

export interface Tick {
  code: string
  done: boolean
  /** File ids that are new. */
  evidence: string[]
  /** File ids that prove something else. */
  removed?: string[]
}

export type Answer = { to: 'thread'; place: Place; html: string } | { to: 'button'; queryId: string; text: string; alert: boolean }

/** `wasReported`: the report has shown these files already, or they go nowhere. */
export type SortedCard = BatchCard & { wasReported: boolean }

export interface Moment {
  now: Date
  settings: Settings
}

/** What a rule decides; the moment is added to it. */
export type Ruled = Decided &
  (
    | { do: 'nothing' }
    | Omit<ClientNote, 'summary'>
    | { do: 'open'; handover: Handover; at: Date; items: ChecklistLine[] }
    | { do: 'replan'; handover: Handover; at: Date; items: ChecklistLine[] }
    | {
        do: 'tick'
        handover: Handover
        ticks: Tick[]
        items: ChecklistLine[]
        by: number | null
        answer: Answer | null
        batch?: SortedCard
      }
    | {
        do: 'ask'
        card: BatchCard
        answer: Answer | null
        /** The model is to look at the files, now that the checklist is known. */
        lookAt?: { handover: Handover; ref: string }
      }
    | { do: 'answer'; answer: Answer }
    | { do: 'request'; handover: Handover; items: ChecklistLine[] }
    | { do: 'report'; handover: Handover; items: ChecklistLine[]; by: number | null; report: Report; unsorted: string[] }
  )

/** `plan`: the daily plan as it hangs there, which shows what is ticked in the same commit. */
export type AssistantDecision = Ruled & Moment & { plan: Current | null }

/** A decision of that kind. */
export type Doing<D extends AssistantDecision['do']> = Extract<AssistantDecision, { do: D }>

export const decideFor =
  (assistant: Assistant) =>
  (facts: AssistantFacts, context: DecideContext): AssistantDecision => {
    const moment = momentOf(facts, context)
    return { ...rule(facts, assistant, moment), ...moment, plan: facts.plan }
  }

function rule(facts: AssistantFacts, assistant: Assistant, moment: Moment): Ruled {
  switch (facts.what) {
    case 'planned':
      return planned(facts, moment)
    case 'posted':
      return posted(facts, assistant, moment)
    case 'photo':
      return photosTaken(facts, assistant, moment)
    case 'words':
      return wordsSaid(facts, assistant, moment)
    case 'client':
      return clientAsks(facts, assistant.kind, moment)
    case 'last-request':
      return lastRequest(facts, moment)
    case 'batch-button':
      return batchPressed(facts, assistant.kind, moment)
    case 'batch-words':
      return batchSaid(facts, moment)
    case 'looked':
      return lookedAt(facts, moment)
    case 'button':
      return pressed(facts, assistant, moment)
  }
}

function momentOf(facts: AssistantFacts, { clock, settings }: DecideContext): Moment {
  if (facts.what === 'client') return { now: clock.now(), settings: settings(facts.conversation.branch ?? 'tbilisi') }
  return { now: clock.now(), settings: settings(handoverIn(facts)?.booking.branch ?? 'tbilisi') }
}

function planned({ handover, at }: Extract<AssistantFacts, { what: 'planned' }>, moment: Moment): Ruled {
  const { now, settings } = moment
  const title = handoverTitle(handover)
  const reason = outdated(handover, at, settings, now)
  if (reason !== null) return { do: 'nothing', summary: `${title}: карточку не открываю — ${reason}.` }
  const { operation } = handover
  const items = checklist(handover, settings)
  if (operation?.status !== 'open')
    return { do: 'open', handover, at, items, summary: `${title} ${when(at, now)}: открыл карточку с чек-листом и задачу.` }
  if (operation.plannedAt.getTime() === at.getTime()) return { do: 'nothing', summary: `${title}: карточка на это время уже открыта.` }
  return { do: 'replan', handover, at, items, summary: `${title}: перенёс карточку и срок задачи на ${when(at, now)}.` }
}

function posted(
  { handover, at, by, unsorted, payments }: Extract<AssistantFacts, { what: 'posted' }>,
  { words }: Assistant,
  { settings }: Moment,
): Ruled {
  const title = handoverTitle(handover)
  const done = OPERATION[handover.kind].done.toLowerCase()
  if (isTechnical(handover.booking, settings)) return { do: 'nothing', summary: `${title}: бронь техническая, отчёт не нужен.` }
  if (handover.operation?.status === 'closed') return { do: 'nothing', summary: `${title}: отчёт уже был.` }
  const items = checklist(handover, settings).map((item) => (item.code === POSTED ? { ...item, done: true } : item))
  const debt = debtOf(handover.booking, payments, settings.bookingCurrency)
  const report = reportOf({ handover, items, at, by: by?.name ?? null, unsorted: unsorted.length, debt }, words)
  const gaps = report.gaps.length === 0 ? 'чек-лист собран' : `не хватает: ${report.gaps.join(', ')}`
  const summary = `${title}: ${done}, отчёт отправлен; ${report.wasPlanned ? gaps : 'карточки у нас не было'}.`
  return { do: 'report', handover, items, by: by?.id ?? null, report, unsorted, summary }
}

/** What was posted with gaps: once more, and then no more. */
function lastRequest({ handover }: Extract<AssistantFacts, { what: 'last-request' }>, { settings }: Moment): Ruled {
  if (handover === null) return { do: 'nothing', summary: 'Брони больше нет: просить фото не о чем.' }
  const title = handoverTitle(handover)
  if (handover.operation?.status !== 'closed') return { do: 'nothing', summary: `${title}: не проведена, последняя просьба не нужна.` }
  const left = missing(checklist(handover, settings))
  if (left.length === 0) return { do: 'nothing', summary: `${title}: всё собрано, просить не о чем.` }
  return { do: 'request', handover, items: left, summary: `${title}: в последний раз попросил недостающее — ${titles(left)}.` }
}
