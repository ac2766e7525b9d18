// The booking controller's acts as effects.
import type { EffectPayload, Proposal } from '../../effects/catalogue.ts'
import type { Timer } from '../../events/clockwork.ts'
import type { BookingPayload, PlannedPayload } from '../../events/rentprog.ts'
import type { BookingView } from '../booking-facts.ts'
import { proposeNote } from '../client-ask.ts'
import type { Act, Decision } from './acts.ts'
import { plannedType, stageSlot } from './timers.ts'

export const propose = ({ acts }: Decision): Proposal[] => acts.flatMap(effectsOf)

function effectsOf(act: Act): Proposal[] {
  switch (act.act) {
    case 'save-booking':
      return [{ kind: 'booking.upsert', slot: `${act.id}`, payload: { id: act.id, set: act.set } }]
    case 'save-car':
      return [{ kind: 'car.upsert', slot: `${act.id}`, payload: { id: act.id, set: act.set } }]
    case 'save-client':
      return [{ kind: 'client.upsert', slot: `${act.id}`, payload: { id: act.id, set: act.set } }]
    case 'plan':
      return [{ kind: 'event.defer', slot: `${act.booking.id}.${act.kind}`, payload: plannedTimer(act) }]
    case 'set-stage':
      return [{ kind: 'event.defer', slot: `${act.booking.id}.${act.kind}.${act.stage}`, payload: stageTimer(act) }]
    case 'announce':
      return [{ kind: 'event.defer', slot: `${act.booking.id}.${act.type}`, payload: announcement(act) }]
    case 'drop':
      return drops(act)
    case 'tell':
      return [
        {
          kind: 'telegram.message',
          slot: act.slot,
          payload: { place: act.to, html: act.html, buttons: act.buttons, operationAt: act.at.toISOString() },
        },
      ]
    case 'reopen':
      return reopening(act)
    case 'cancel':
      return cancellation(act)
    case 'card': {
      const { cardKey, bookingId, kind } = act.operation
      return cardKey === null
        ? []
        : [{ kind: 'telegram.edit', slot: `${bookingId}.${kind}`, payload: { message: cardKey, html: act.html, buttons: act.buttons } }]
    }
    case 'reply':
      return [{ kind: 'telegram.message', slot: 'reply', payload: { place: act.place, html: act.html } }]
    case 'note':
      return [proposeNote(act.note)]
    case 'answer':
      return [{ kind: 'telegram.answer', payload: { callbackQueryId: act.queryId, text: act.text, alert: act.alert } }]
    case 'comment':
      return [{ kind: 'yougile.comment', payload: { task: act.task, text: act.text } }]
  }
}

type Of<Name extends Act['act']> = Extract<Act, { act: Name }>

function plannedTimer({ booking, kind, at, wake, again, told }: Of<'plan'>): EffectPayload<'event.defer'> {
  const type = plannedType(kind)
  const payload: PlannedPayload = { ...idsOf(booking), planned_at: at.toISOString(), ...(told && { told }) }
  const dedupeKey = [type, booking.id, at.toISOString(), ...(again === null ? [] : [again])].join(':')
  return { type, payload, notBefore: wake.toISOString(), timerSlot: kind, dedupeKey }
}

const idsOf = (booking: BookingView): BookingPayload => ({
  rentprog_id: booking.id,
  branch: booking.branch,
  booking_id: booking.id,
  ...(booking.carId !== null && { car_id: booking.carId }),
  ...(booking.clientId !== null && { client_id: booking.clientId }),
})

/** The event the missing webhook would have made, due at once. */
function announcement({ type, booking, at, eventId }: Of<'announce'>): EffectPayload<'event.defer'> {
  const payload: BookingPayload = { ...idsOf(booking), fields: { state: booking.state, in_rent: booking.inRent }, reconciled: true }
  return { type, payload, notBefore: at.toISOString(), timerSlot: 'posted', dedupeKey: `${type}:${booking.id}:${eventId}` }
}

function stageTimer({ booking, kind, at, stage, wake, once }: Of<'set-stage'>): EffectPayload<'event.defer'> {
  const timerSlot = stageSlot(kind, stage)
  const payload: Timer = {
    subject: `booking:${booking.id}`,
    stage: timerSlot,
    branch: booking.branch,
    booking_id: booking.id,
    planned_at: at.toISOString(),
  }
  return {
    type: 'reminder.due',
    payload,
    notBefore: wake.toISOString(),
    timerSlot,
    ...(once && { dedupeKey: `reminder.due:${booking.id}:${timerSlot}:${at.toISOString()}` }),
  }
}

function drops({ bookingId, kind, planned, stages, reason }: Of<'drop'>): Proposal[] {
  const withdraw = (type: string, timerSlot: string): Proposal => ({
    kind: 'event.withdraw',
    slot: `${bookingId}.${timerSlot.replace(':', '.')}`,
    payload: { type, subject: `booking:${bookingId}`, timerSlot, reason },
  })
  return [
    ...(planned ? [withdraw(plannedType(kind), kind)] : []),
    ...stages.map((stage) => withdraw('reminder.due', stageSlot(kind, stage))),
  ]
}

/** The same operation at another time: its checklist, card and task stay. */
function reopening({ operation: { bookingId, kind, items, taskKey }, booking, at }: Of<'reopen'>): Proposal[] {
  const slot = `${bookingId}.${kind}`
  const opened: EffectPayload<'operation.open'> = {
    bookingId,
    kind: kind === 'issue' ? 'issue' : 'return',
    branch: booking.branch,
    carId: booking.carId,
    plannedAt: at.toISOString(),
    items: items.map(({ code, title }) => ({ code, title })),
  }
  const deadline: Proposal[] =
    taskKey === null ? [] : [{ kind: 'yougile.update', slot, payload: { task: taskKey, deadline: at.toISOString() } }]
  return [{ kind: 'operation.open', slot, payload: opened }, ...deadline]
}

function cancellation({ operation: { bookingId, kind, taskKey }, reason }: Of<'cancel'>): Proposal[] {
  const slot = `${bookingId}.${kind}`
  const closed: Proposal = {
    kind: 'operation.close',
    slot,
    payload: { bookingId, kind: kind === 'issue' ? 'issue' : 'return', status: 'cancelled', report: { reason } },
  }
  if (taskKey === null) return [closed]
  return [
    closed,
    { kind: 'yougile.comment', slot, payload: { task: taskKey, text: `Закрыто: ${reason}.` } },
    { kind: 'yougile.update', slot, payload: { task: taskKey, completed: true } },
  ]
}
