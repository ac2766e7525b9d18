// An operation was posted in RentProg: the report, what ends with it, and what is asked for a last time.
import { addMs, MINUTE_MS } from '../clock.ts'
import type { Proposal } from '../effects/catalogue.ts'
import type { Handover } from './handover.ts'
import { cardHtml, cardPlace } from './handover-card.ts'
import { albumsOf } from './handover-media.ts'
import { gapsHtml, lastRequestHtml, type Report, type ReportWords, reportHtml, reportLines } from './handover-report.ts'
import type { Doing } from './handover-rule.ts'
import { cardEdited, endingText, filesToTopics, hqPlace, operationOf, taskUpdated } from './handover-shown.ts'
import type { Settings } from './settings.ts'
import { OPERATION } from './words.ts'

export function reporting(decision: Doing<'report'>, words: ReportWords): Proposal[] {
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

export const requesting = ({ handover, items }: Doing<'request'>): Proposal => ({
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
    ...cardEdited(handover, {
      html: cardHtml(handover, { now, settings, items, ending: endingText(kind, gaps) }),
      items: gaps === 0 ? null : items,
    }),
    ...(operation?.taskKey ? [{ kind: 'yougile.comment', payload: { task: operation.taskKey, text } } as const] : []),
    ...taskUpdated(handover, items, gaps === 0),
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
