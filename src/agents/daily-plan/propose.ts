// The decisions of the daily plan as effects.
import type { Proposal } from '../../effects/catalogue.ts'
import type { ProposeContext } from '../agent.ts'
import type { AssistantDecision } from '../handover-rule.ts'
import { answering, ticking } from '../handover-ticking.ts'
import type { Decision } from './decide.ts'
import type { Entry } from './entries.ts'
import { remaining, type Shown, writing } from './shown.ts'

export function propose(decision: Decision, context: ProposeContext): Proposal[] {
  switch (decision.do) {
    case 'nothing':
      return []
    case 'press':
      return pressing(decision.press, context)
    case 'reply':
      return decision.htmls.map((html, at): Proposal => {
        return { kind: 'telegram.message', slot: `answer.${at + 1}`, payload: { place: decision.place, html } }
      })
    case 'post':
      return [...(decision.over === null ? [] : ending(decision.over)), ...planning(decision.toPlan), ...writing(decision.shown, context)]
    case 'edit':
      return [...planning(decision.toPlan), ...writing(decision.shown, context)]
  }
}

const pressing = (press: AssistantDecision, context: ProposeContext): Proposal[] =>
  press.do === 'tick' ? ticking(press, context) : press.do === 'answer' ? answering(press.answer) : []

function ending({ branch, plan, parts }: Shown): Proposal[] {
  const edits = parts.flatMap((part, at): Proposal[] => {
    const message = remaining(plan, at)
    if (message === undefined) return []
    return [{ kind: 'telegram.edit', slot: `over.${at + 1}`, payload: { message, html: part.html } }]
  })
  const first = remaining(plan, 0)
  return [
    ...edits,
    ...(first === undefined ? [] : [{ kind: 'telegram.unpin', payload: { message: first } } as const]),
    { kind: 'plan.upsert', slot: 'over', payload: { branch, day: plan.day, messages: plan.messages, shown: [] } },
  ]
}

const planning = (entries: readonly Entry[]): Proposal[] =>
  entries.flatMap(({ ref, kind, booking, at, checklist }): Proposal[] => {
    if (kind === 'move' || at === null) return []
    const payload = {
      bookingId: booking.id,
      kind,
      branch: booking.branch,
      carId: booking.carId,
      plannedAt: at.toISOString(),
      items: checklist.map(({ code, title }) => ({ code, title })),
    }
    return [{ kind: 'operation.plan', slot: ref, payload }]
  })
