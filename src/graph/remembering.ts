// What is remembered of a talk with staff, whichever agent answers: the question, the answer where it was asked, and what that was about.
import { agentByName } from '../agents/index.ts'
import { type TalkContext, talkKeptSince } from '../agents/talk.ts'
import { BRANCH_NAME, bookingNumber } from '../agents/words.ts'
import type { About, EffectPayload, Proposal, Turn } from '../effects/catalogue.ts'
import type { PlannedEffect, ProposedBy } from '../effects/plan.ts'
import type { Event, EventOf } from '../events/index.ts'
import type { Plan, Reports } from './state.ts'

/** Stands in the outbox as the author. */
const MEMORY = 'memory'

export interface Answering {
  event: Event
  planned: Plan | null
  reports: Reports
  /** What the agents propose, planned. */
  effects: readonly PlannedEffect[]
}

/** Nothing is remembered where nobody answered: in groups people talk with each other. */
export async function remembered({ event, planned, reports, effects }: Answering, context: TalkContext): Promise<ProposedBy[]> {
  if (event.type !== 'message.employee' || effects.some(isForgetting)) return []
  const sent = effects.filter((effect) => effect.mergedInto === null && !effect.lost && isInThread(effect, event.payload))
  const [first] = sent
  if (first === undefined) return []
  const { chatId, threadId, fromId, messageId, text } = event.payload
  const at = context.clock.now().toISOString()
  const about = aboutOf(planned, reports)
  const asked = about && (await askedOf(about, context))
  const answer = sent.map(plainOf).join('\n\n')
  const turns: Turn[] = [
    { by: 'staff', fromId, messageId, text: text.slice(0, MOST), at },
    { by: 'bot', fromId, messageId, text: answer.slice(0, MOST), key: first.key, ...(about && { about, asked }), at },
  ]
  const attempt = Math.max(...Object.values(reports).map((report) => report.attempt))
  const proposal: Proposal = {
    kind: 'conversation.remember',
    slot: `talk-${attempt}`,
    payload: { chatId, ...(threadId !== undefined && { threadId }), turns, since: talkKeptSince(context).toISOString() },
  }
  return [{ agent: MEMORY, proposal, attempt }]
}

const isForgetting = ({ kind, payload }: PlannedEffect): boolean => kind === 'conversation.remember' && payload.forget === true

function isInThread({ kind, payload }: PlannedEffect, { chatId, threadId }: EventOf<'message.employee'>['payload']): boolean {
  if (kind !== 'telegram.message') return false
  const { place } = payload as EffectPayload<'telegram.message'>
  return place.to === 'thread' && place.chatId === chatId && place.threadId === threadId
}

const MOST = 500

/** For people, without the marks of Telegram's HTML. */
function plainOf({ payload }: PlannedEffect): string {
  const { before, html, after } = payload as EffectPayload<'telegram.message'>
  const whole = [before, html, after].filter((part) => part !== undefined).join('\n\n')
  return whole
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

/** Of several agents the last one to speak is whose words are gone on from. */
function aboutOf(planned: Plan | null, reports: Reports): About | undefined {
  for (const name of (planned?.agents ?? []).toReversed()) {
    const report = reports[name]
    if (report?.status !== 'done' || report.about === null || agentByName(name) === undefined) continue
    const intent = report.about?.intent ?? planned?.intents?.[name] ?? planned?.intent
    if (intent !== undefined) return { ...report.about, agent: name, intent }
  }
  return undefined
}

/** «Брони: бронь #4001 (booking_status)»: who was asked, about what, and for what. Facts alone: it outlives the turn. */
async function askedOf({ agent, intent, ...about }: About, context: TalkContext): Promise<string> {
  const things = await thingsOf(about, context).catch(() => '')
  return `${agentByName(agent)?.title ?? agent}${things === '' ? '' : `: ${things}`} (${intent})`.slice(0, LONGEST)
}

const LONGEST = 120

async function thingsOf({ bookingId, carId, branch }: Partial<About>, { read: { rental } }: TalkContext): Promise<string> {
  const [booking, car] = await Promise.all([
    bookingId === undefined ? null : rental.booking(bookingId),
    bookingId !== undefined || carId === undefined ? null : rental.car(carId),
  ])
  // A plate is what somebody typed into RentProg.
  const plate = car?.plate?.replaceAll(/[^\p{L}\p{N} -]/gu, '').slice(0, 20)
  if (booking) return `бронь ${bookingNumber(booking)}`
  if (plate) return `авто ${plate}`
  return branch === undefined ? '' : BRANCH_NAME[branch]
}
