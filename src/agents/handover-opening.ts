// An operation comes near: its card, its task and our record of it; and all three when its time changes.
import type { Proposal } from '../effects/catalogue.ts'
import type { ProposeContext } from './agent.ts'
import { cardButtons, cardHtml, cardPlace } from './handover-card.ts'
import type { Doing } from './handover-rule.ts'
import { cardEdited, operationOf } from './handover-shown.ts'
import { taskTitle, yougileChecklist } from './operations.ts'
import { bookingUrl, carLabel, dateTime, OPERATION } from './words.ts'

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

export function opening(decision: Doing<'open'>, { key }: ProposeContext): Proposal[] {
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

export function replanning(decision: Doing<'replan'>): Proposal[] {
  const { handover, at, items } = decision
  const taskKey = handover.operation?.taskKey
  return [
    opened(decision, {}),
    ...cardEdited(handover, { html: cardHtml(handover, decision), items }),
    ...(taskKey ? [{ kind: 'yougile.update', payload: { task: taskKey, deadline: at.toISOString() } } as const] : []),
  ]
}
