// The decisions of the daily plan as effects.
import type { Proposal } from '../../effects/catalogue.ts'
import type { ProposeContext } from '../agent.ts'
import type { AssistantDecision } from '../handover-rule.ts'
import { answering, ticking } from '../handover-ticking.ts'
import type { Standing } from './board.ts'
import type { Decision, Shown } from './decide.ts'
import type { Entry } from './entries.ts'
import type { Part } from './layout.ts'

export function propose(decision: Decision, context: ProposeContext): Proposal[] {
  const { key } = context
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
      return [...(decision.over === null ? [] : ending(decision.over)), ...planning(decision.toPlan), ...writing(decision.shown, key)]
    case 'edit':
      return [...planning(decision.toPlan), ...writing(decision.shown, key)]
  }
}

const pressing = (press: AssistantDecision, context: ProposeContext): Proposal[] =>
  press.do === 'tick' ? ticking(press, context) : press.do === 'answer' ? answering(press.answer) : []

const slotOf = (at: number): string => `plan.${at + 1}`

const buttonsOf = ({ buttons }: Part) => (buttons.length === 0 ? undefined : buttons)

const remaining = ({ messages, gone }: Standing, at: number): string | undefined =>
  [messages[at]].find((key) => key !== undefined && !gone.has(key))

/** Messages that stand are edited where they differ; only what does not fit into them, or was deleted in Telegram, is sent. */
function writing({ branch, plan, parts, lines }: Shown, key: ProposeContext['key']): Proposal[] {
  const standing = parts.map((_, at) => remaining(plan, at))
  const written = parts.flatMap((part, at): Proposal[] => {
    const message = standing[at]
    const payload = { html: part.html, buttons: buttonsOf(part) }
    if (message === undefined)
      return [{ kind: 'telegram.message', slot: slotOf(at), payload: { place: { to: 'plan', branch }, ...payload } }]
    return lines[at] === plan.shown[at] ? [] : [{ kind: 'telegram.edit', slot: slotOf(at), payload: { message, ...payload } }]
  })
  if (written.length === 0) return []
  const messages = standing.map((message, at) => message ?? key('telegram.message', slotOf(at)))
  const pin: Proposal[] = standing[0] === undefined ? [{ kind: 'telegram.pin', payload: { message: messages[0] as string } }] : []
  return [...written, ...pin, { kind: 'plan.upsert', payload: { branch, day: plan.day, messages, shown: lines } }]
}

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
