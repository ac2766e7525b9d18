// Ticks, the answer to whoever made them, the card of the files that prove them, and everything that shows the checklist.
import type { Proposal } from '../effects/catalogue.ts'
import type { ProposeContext } from './agent.ts'
import { ticksShown } from './daily-plan/shown.ts'
import type { BatchCard } from './handover-batch-card.ts'
import { cardHtml } from './handover-card.ts'
import { LOOK } from './handover-look.ts'
import { albumsOf } from './handover-media.ts'
import type { Answer, Doing } from './handover-rule.ts'
import { cardEdited, endingText, filesToTopics, operationOf, taskUpdated } from './handover-shown.ts'
import { missing } from './operations.ts'

export function ticking(decision: Doing<'tick'>, context: ProposeContext): Proposal[] {
  const { handover, ticks, items, by, answer, batch, plan } = decision
  const { operation, kind } = handover
  const left = missing(items).length
  const isPosted = operation?.status === 'closed'
  const isComplete = isPosted && left === 0
  const html = cardHtml(handover, { ...decision, ...(isPosted && { ending: endingText(kind, left) }) })
  return [
    ...ticks.map(
      ({ code, done, evidence, removed }): Proposal => ({
        kind: 'operation.tick',
        slot: code,
        payload: { ...operationOf(handover), code, done, by: by ?? undefined, evidence, removed },
      }),
    ),
    ...answering(answer),
    ...(batch === undefined ? [] : batchShown(batch, context)),
    ...cardEdited(handover, { html, items: isComplete ? null : items }),
    ...taskUpdated(handover, items, isComplete),
    ...(isPosted && !batch?.wasReported ? filesToTopics(handover, albumsOf(handover, lateItems(decision), { lead: 'Дополнение' })) : []),
    ...(plan === null ? [] : ticksShown(plan, { ...operationOf(handover), items }, decision, context)),
  ]
}

/** What came after the report: its files by item. */
const lateItems = ({ ticks, items }: Doing<'tick'>) =>
  ticks
    .filter(({ done }) => done)
    .map(({ code, evidence }) => ({ title: items.find((item) => item.code === code)?.title ?? code, evidence }))

export function asking({ card, answer, lookAt, now }: Doing<'ask'>, context: ProposeContext): Proposal[] {
  return [...batchShown(card, context), ...answering(answer), ...(lookAt === undefined ? [] : [lookTimer(lookAt, now)])]
}

/** The card of files, new or as it looks now, and what is remembered of them. */
function batchShown({ ref, at, set, html, buttons }: BatchCard, { key }: ProposeContext): Proposal[] {
  const isNew = 'new' in at
  const columns = isNew ? { ...set, cardKey: key('telegram.message', 'ask') } : set
  return [
    isNew
      ? { kind: 'telegram.message', slot: 'ask', payload: { place: at.new, html, buttons } }
      : { kind: 'telegram.edit', slot: 'ask', payload: { message: at.sent, html, buttons } },
    ...(Object.keys(columns).length === 0 ? [] : [{ kind: 'material.upsert', payload: { id: ref, set: columns } } as const]),
  ]
}

/** Whoever pressed is answered at once; to look takes seconds, in a lane of its own. */
function lookTimer({ handover: { booking }, ref }: NonNullable<Doing<'ask'>['lookAt']>, now: Date): Proposal {
  const payload = { subject: `photos:${ref}`, stage: LOOK, branch: booking.branch, booking_id: booking.id, ref }
  return { kind: 'event.defer', slot: LOOK, payload: { type: 'reminder.due', payload, notBefore: now.toISOString(), timerSlot: LOOK } }
}

export function answering(answer: Answer | null): Proposal[] {
  if (answer === null) return []
  return answer.to === 'button'
    ? [{ kind: 'telegram.answer', payload: { callbackQueryId: answer.queryId, text: answer.text.slice(0, 200), alert: answer.alert } }]
    : [{ kind: 'telegram.message', slot: 'answer', payload: { place: answer.place, html: answer.html } }]
}
