// Somebody wrote to us and an agent could not: they hear which one and what happens next, in one message that follows what becomes of it.
import { agentByName } from './agents/index.ts'
import { TROUBLE, threadOf } from './agents/words.ts'
import { addMs, MINUTE_MS } from './clock.ts'
import type { Proposal } from './effects/catalogue.ts'
import { escapeHtml } from './effects/html.ts'
import { type PlannedEffect, planEffects } from './effects/plan.ts'
import { type Event, isCritical } from './events/index.ts'
import type { Reports } from './graph/state.ts'
import type { Finish } from './inbox/finish.ts'

/** Stands in the outbox where an agent's name would. */
export const SUPERVISOR = 'supervisor'

/** A retry that comes sooner is not worth a message. */
const SOON_MS = MINUTE_MS / 2

/** Titles of the agents that could not, for the person. */
export const failedTitles = (reports: Reports): string[] =>
  Object.values(reports)
    .filter(({ status }) => status === 'failed')
    .map(({ agent }) => agentByName(agent)?.title ?? agent)

/** The first message, or the edit that says how it ended. It takes the place of a card that was posted meanwhile. */
export function troubleOf(
  event: Event,
  finish: Finish,
  reports: Reports,
  { trouble, card, now }: { trouble: string | null; card: string | null; now: Date },
): PlannedEffect[] {
  if (event.type !== 'message.employee' && event.type !== 'photo.uploaded') return []
  const html = saying(finish, failedTitles(reports), trouble !== null, now)
  if (html === null) return []
  const message = trouble ?? card
  const proposal: Proposal =
    message === null
      ? { kind: 'telegram.message', slot: 'trouble', payload: { place: threadOf(event.payload), html } }
      : { kind: 'telegram.edit', slot: `trouble-${finish.status}`, payload: { message, html } }
  return planEffects({ eventId: event.id, critical: isCritical(event.type), proposals: [{ agent: SUPERVISOR, proposal }] })
}

function saying({ status, nextAttemptAt }: Finish, titles: readonly string[], told: boolean, now: Date): string | null {
  const who = titles.length === 0 ? null : escapeHtml(titles.join(', '))
  switch (status) {
    case 'retry':
      return !told && nextAttemptAt && nextAttemptAt > addMs(now, SOON_MS) ? TROUBLE.later(who, nextAttemptAt, now) : null
    case 'partial':
    case 'dead':
      return TROUBLE.over(who)
    case 'done':
      return told ? TROUBLE.solved : null
    default:
      return null
  }
}
