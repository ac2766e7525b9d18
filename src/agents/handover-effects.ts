// The assistants' decisions as effects: the card, the task, the ticks, the report.

import { addMs, MINUTE_MS } from '../clock.ts'
import type { Album, OperationKind, Place, Proposal } from '../effects/catalogue.ts'
import type { ProposeContext } from './agent.ts'
import { proposeNote } from './client-ask.ts'
import type { Handover } from './handover.ts'
import { cardButtons, cardHtml, cardPlace } from './handover-card.ts'
import type { MaterialCard } from './handover-material.ts'
import { albumsOf } from './handover-media.ts'
import { gapsHtml, lastRequestHtml, type Report, type ReportWords, reportHtml, reportLines } from './handover-report.ts'
import type { Answer, AssistantDecision } from './handover-rule.ts'
import { type ChecklistLine, missing, taskTitle, yougileChecklist } from './operations.ts'
import type { Settings } from './settings.ts'
import { bookingUrl, carLabel, dateTime, OPERATION } from './words.ts'

type Doing<D extends AssistantDecision['do']> = Extract<AssistantDecision, { do: D }>

export const proposeFor =
  (words: ReportWords) =>
  (decision: AssistantDecision, context: ProposeContext): Proposal[] => {
    switch (decision.do) {
      case 'nothing':
        return []
      case 'note':
        return [proposeNote(decision)]
      case 'open':
        return opening(decision, context)
      case 'replan':
        return replanning(decision)
      case 'tick':
        return ticking(decision, context)
      case 'ask':
        return [...asking(decision.card, context), ...(decision.answer === null ? [] : [answering(decision.answer)])]
      case 'answer':
        return [answering(decision.answer)]
      case 'request':
        return [requesting(decision)]
      case 'report':
        return reporting(decision, words)
    }
  }

const operationOf = ({ kind, booking }: Handover): { bookingId: number; kind: OperationKind } => ({ bookingId: booking.id, kind })

function opened({ handover, at, items }: Doing<'open' | 'replan'>, keys: { cardKey?: string; taskKey?: string }): Proposal {
  const { booking } = handover
  const payload = {
    ...operationOf(handover),
    branch: booking.branch,
    carId: booking.carId,
    plannedAt: at.toISOString(),
    items: items.map(({ code, title }) => ({ code, title })),
    ...keys,
  }
  return { kind: 'operation.open', payload }
}

function opening(decision: Doing<'open'>, { key }: ProposeContext): Proposal[] {
  const { handover, at, items, now } = decision
  const { kind, booking, car, responsible } = handover
  const deadline = at.toISOString()
  const description = [
    `${OPERATION[kind].is}: ${dateTime(at, now)}`,
    `Авто: ${carLabel(car)}`,
    ...(booking.clientName === null ? [] : [`Клиент: ${booking.clientName}`]),
    `Ответственный: ${responsible.name ?? 'не назначен'}`,
    bookingUrl(booking.id),
  ].join('\n')
  const card = {
    place: cardPlace(handover),
    html: cardHtml(handover, decision),
    buttons: cardButtons(kind, booking.id, items),
    operationAt: deadline,
  }
  const task = {
    title: taskTitle(kind, booking, car),
    description,
    branch: booking.branch,
    assigneeId: responsible.staff?.id,
    deadline,
    checklist: yougileChecklist(kind, items),
  }
  return [
    { kind: 'telegram.message', slot: 'card', payload: card },
    { kind: 'yougile.task', slot: 'task', payload: task },
    opened(decision, { cardKey: key('telegram.message', 'card'), taskKey: key('yougile.task', 'task') }),
  ]
}

function replanning(decision: Doing<'replan'>): Proposal[] {
  const { handover, at, items } = decision
  const taskKey = handover.operation?.taskKey
  return [
    opened(decision, {}),
    ...card(handover, { html: cardHtml(handover, decision), items }),
    ...(taskKey ? [{ kind: 'yougile.update', payload: { task: taskKey, deadline: at.toISOString() } } as const] : []),
  ]
}

/** The card as it should look now; no items, no buttons. */
function card(
  { kind, booking, operation }: Handover,
  { html, items }: { html: string; items: readonly ChecklistLine[] | null },
): Proposal[] {
  if (!operation?.cardKey) return []
  const buttons = items === null ? undefined : cardButtons(kind, booking.id, items)
  return [{ kind: 'telegram.edit', slot: 'card', payload: { message: operation.cardKey, html, buttons } }]
}

/** Ticks, the answer to whoever made them, and the card and the task as they look then. */
export function ticking(decision: Doing<'tick'>, context: ProposeContext): Proposal[] {
  const { handover, ticks, items, by, answer, material } = decision
  const { operation, kind } = handover
  const left = missing(items).length
  const isPosted = operation?.status === 'closed'
  const html = cardHtml(handover, { ...decision, ...(isPosted && { ending: ending(kind, left) }) })
  return [
    ...ticks.map(
      ({ code, done, evidence, removed }): Proposal => ({
        kind: 'operation.tick',
        slot: code,
        payload: { ...operationOf(handover), code, done, by: by ?? undefined, evidence, removed },
      }),
    ),
    ...(answer === null ? [] : [answering(answer)]),
    ...(material === undefined ? [] : asking(material, context)),
    ...card(handover, { html, items: isPosted && left === 0 ? null : items }),
    ...task(handover, items, isPosted && left === 0),
    ...(isPosted && !material?.wasReported ? filesToTopics(handover, albumsOf(handover, lateItems(decision), { lead: 'Дополнение' })) : []),
  ]
}

/** What came after the report: its files by item. */
const lateItems = ({ ticks, items }: Doing<'tick'>) =>
  ticks
    .filter(({ done }) => done)
    .map(({ code, evidence }) => ({ title: items.find((item) => item.code === code)?.title ?? code, evidence }))

/** The card about files, new or as it looks now, and what is remembered of them. */
function asking({ ref, at, set, html, buttons }: MaterialCard, { key }: ProposeContext): Proposal[] {
  const isNew = 'new' in at
  const columns = isNew ? { ...set, cardKey: key('telegram.message', 'ask') } : set
  return [
    isNew
      ? { kind: 'telegram.message', slot: 'ask', payload: { place: at.new, html, buttons } }
      : { kind: 'telegram.edit', slot: 'ask', payload: { message: at.sent, html, buttons } },
    ...(Object.keys(columns).length === 0 ? [] : [{ kind: 'material.upsert', payload: { id: ref, set: columns } } as const]),
  ]
}

/** Files for both topics of the car: of the branch and of headquarters. */
function filesToTopics(handover: Handover, albums: Album[]): Proposal[] {
  if (albums.length === 0) return []
  return [
    { kind: 'telegram.media', slot: 'material', payload: { place: cardPlace(handover), albums } },
    { kind: 'telegram.media', slot: 'material-hq', payload: { place: hqPlace(handover), albums } },
  ]
}

const hqPlace = ({ booking }: Handover): Place =>
  booking.carId === null ? { to: 'chat', purpose: 'hq' } : { to: 'hq-car', carId: booking.carId }

const ending = (kind: OperationKind, left: number): string =>
  left === 0 ? `✅ ${OPERATION[kind].done}` : `🟡 ${OPERATION[kind].done}, но собрано не всё`

/** YouGile replaces the whole list. */
function task({ kind, operation }: Handover, items: readonly ChecklistLine[], isComplete: boolean): Proposal[] {
  if (!operation?.taskKey) return []
  return [
    {
      kind: 'yougile.update',
      payload: { task: operation.taskKey, checklist: yougileChecklist(kind, items), ...(isComplete && { completed: true }) },
    },
  ]
}

export function answering(answer: Answer): Proposal {
  return answer.to === 'button'
    ? { kind: 'telegram.answer', payload: { callbackQueryId: answer.queryId, text: answer.text.slice(0, 200), alert: answer.alert } }
    : { kind: 'telegram.message', slot: 'answer', payload: { place: answer.place, html: answer.html } }
}

function reporting(decision: Doing<'report'>, words: ReportWords): Proposal[] {
  const { handover, report, now } = decision
  const { operation } = handover
  const { items, unsorted } = decision
  const html = reportHtml(report, handover, words, now)
  return [
    ...(operation === null ? [] : closing(decision, words)),
    { kind: 'telegram.message', slot: 'report', payload: { place: cardPlace(handover), html } },
    { kind: 'telegram.message', slot: 'report-hq', payload: { place: hqPlace(handover), html } },
    ...(operation === null ? [] : filesToTopics(handover, albumsOf(handover, items, { unsorted }))),
  ]
}

const requesting = ({ handover, items }: Doing<'request'>): Proposal => ({
  kind: 'telegram.message',
  slot: 'last-request',
  payload: { place: handover.responsible.place, html: lastRequestHtml(handover, items) },
})

/** Some time after an operation was posted with gaps. */
function lastRequestTimer({ kind, booking }: Handover, report: Report, { gapsLastRequestMin }: Settings): Proposal {
  const slot = `${kind}:materials`
  const payload = { subject: `booking:${booking.id}`, stage: slot, branch: booking.branch, booking_id: booking.id }
  const notBefore = addMs(new Date(report.at), gapsLastRequestMin * MINUTE_MS).toISOString()
  return { kind: 'event.defer', slot: 'last-request', payload: { type: 'reminder.due', payload, notBefore, timerSlot: slot } }
}

function closing({ handover, items, by, report, now, settings }: Doing<'report'>, words: ReportWords): Proposal[] {
  const { kind, operation, responsible } = handover
  const gaps = report.gaps.length
  const posted: Proposal = {
    kind: 'operation.tick',
    slot: 'posted',
    payload: { ...operationOf(handover), code: 'posted', done: true, by: by ?? undefined },
  }
  const text = [OPERATION[kind].done, ...reportLines(report, handover, words, now)].join('\n')
  return [
    posted,
    { kind: 'operation.close', payload: { ...operationOf(handover), status: 'closed', report: { ...report } } },
    ...card(handover, { html: cardHtml(handover, { now, settings, items, ending: ending(kind, gaps) }), items: gaps === 0 ? null : items }),
    ...(operation?.taskKey ? [{ kind: 'yougile.comment', payload: { task: operation.taskKey, text } } as const] : []),
    ...task(handover, items, gaps === 0),
    ...(gaps === 0
      ? []
      : [
          {
            kind: 'telegram.message',
            slot: 'gaps',
            payload: { place: responsible.place, html: gapsHtml(report, handover), operationAt: report.at },
          } as const,
          lastRequestTimer(handover, report, settings),
        ]),
  ]
}
