// What somebody must allow: who is asked, by which card, until when. The effect and its card are committed together.
import { createHash } from 'node:crypto'
import { editable } from '../agents/editable.ts'
import { effectBooking, effectText } from '../agents/effect-words.ts'
import { agentByName } from '../agents/index.ts'
import type { Settings } from '../agents/settings.ts'
import { threadOf } from '../agents/words.ts'
import { addMs, MINUTE_MS } from '../clock.ts'
import { type Basis, factsOf } from '../effects/approval-basis.ts'
import { approvalCard, askedWhere } from '../effects/approval-card.ts'
import { mayDecide, roleFor } from '../effects/approval-policy.ts'
import type { ApprovalRole } from '../effects/catalogue/approvals.ts'
import { effectKey, type Place, type Proposal } from '../effects/catalogue.ts'
import type { PlannedEffect, ProposedBy } from '../effects/plan.ts'
import { BRANCHES, Branch } from '../events/event.ts'
import type { Event } from '../events/index.ts'
import type { Reads } from '../tools/index.ts'
import type { Reports } from './state.ts'

const APPROVALS = 'approvals'

type Booking = NonNullable<Awaited<ReturnType<Reads['rental']['booking']>>>
type Author = Awaited<ReturnType<Reads['rental']['staffByTelegram']>>

/** Short enough for a button, and the same whenever the run is repeated. */
export const refOf = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 10).replaceAll('-', '_')

export interface Asking {
  event: Event
  effects: readonly PlannedEffect[]
  reports: Reports
  rental: Reads['rental']
  settings: (branch: Branch) => Settings
  now: Date
}

export interface Asked {
  /** Key → whether somebody is asked, or whoever wanted it may allow it. */
  words: ReadonlyMap<string, 'pending' | 'given'>
  proposals: ProposedBy[]
}

/** Nothing is asked about what is not going to be done. */
export async function approvalsFor(asking: Asking): Promise<Asked> {
  const words = new Map<string, 'pending' | 'given'>()
  const proposals: ProposedBy[] = []
  const author = await authorOf(asking)
  for (const members of choicesOf(asking)) {
    const given =
      author !== null && members.every((member) => !member.effect.disputed && mayDecide(author, { ...member, kind: member.effect.kind }))
    for (const { effect } of members) words.set(effect.key, given ? 'given' : 'pending')
    proposals.push(...(await questionsOf(members, author, given, asking)))
  }
  return { words, proposals }
}

interface Member {
  effect: PlannedEffect
  role: ApprovalRole
  branch: Branch | null
}

/** Each effect alone, and those that contradict each other together. */
function choicesOf({ event, effects, settings }: Asking): Member[][] {
  const members = effects.flatMap((effect): Member[] => {
    const branch = branchOf(event, effect)
    const role =
      effect.lost || effect.mergedInto !== null
        ? null
        : roleFor(effect.kind, effect.payload, effect.disputed !== undefined, settings(branch ?? BRANCHES[0]))
    return role === null ? [] : [{ effect, role, branch }]
  })
  const choices: Member[][] = []
  for (const member of members) {
    const rivals = new Set((member.effect.disputed ?? []).map((one) => one.with))
    const own = choices.filter((choice) => choice.some(({ effect }) => rivals.has(effect.key)))
    const rest = choices.filter((choice) => !own.includes(choice))
    choices.splice(0, choices.length, ...rest, [...own.flat(), member])
  }
  return choices
}

function branchOf(event: Event, { payload }: PlannedEffect): Branch | null {
  const named = [payload, event.payload].map((one) => Branch.safeParse((one as { branch?: unknown }).branch).data)
  return named.find((branch) => branch !== undefined) ?? null
}

/** Who wrote, pressed, or took a suggestion; without a database (Studio) nobody is known, and somebody is asked. */
async function authorOf({ event, rental }: Asking): Promise<Author> {
  if (event.type === 'suggestion.taken') return rental.staff(event.payload.by).catch(() => null)
  if (event.type !== 'message.employee' && event.type !== 'callback.button') return null
  return rental.staffByTelegram(event.payload.fromId).catch(() => null)
}

/** Without a database (Studio) the id stands in. */
async function bookingFor({ payload }: PlannedEffect, rental: Reads['rental']): ReturnType<Reads['rental']['booking']> {
  const id = effectBooking(payload)
  return id === null ? null : rental.booking(id).catch(() => null)
}

/** What the run itself writes of the booking is no change of it. */
function basisOf(booking: Booking, { kind, payload }: PlannedEffect, effects: readonly PlannedEffect[]): Basis {
  const own = effects.filter(
    (one) => one.kind === 'booking.upsert' && one.payload.id === booking.id && !one.lost && one.mergedInto === null,
  )
  const set = Object.assign({}, ...own.map((one) => one.payload.set)) as Record<string, unknown>
  return { bookingId: booking.id, facts: factsOf(booking, set), lapses: kind !== 'rentprog.payment' || Number(payload.amountMinor) > 0 }
}

async function questionsOf(members: readonly Member[], author: Author, given: boolean, asking: Asking): Promise<ProposedBy[]> {
  const { event, effects, reports, rental, settings, now } = asking
  const [first] = members
  if (!first) return []
  const isSuggestion = first.role === 'asker'
  const deciding = members.some((one) => one.role === 'director')
    ? 'director'
    : members.some((one) => one.role === 'head')
      ? 'head'
      : 'manager'
  const role: ApprovalRole = isSuggestion ? 'asker' : deciding
  const { approvalExpireMin, approvalRemindMin, suggestionExpireMin } = settings(first.branch ?? BRANCHES[0])
  // An employee of a branch asks the manager of that branch.
  const branch = first.branch ?? Branch.safeParse(author?.branch).data ?? null
  const expiresAt = addMs(now, (isSuggestion ? suggestionExpireMin : approvalExpireMin) * MINUTE_MS)
  const choice = refOf(first.effect.key)
  const card = effectKey(event.id, APPROVALS, 'telegram.message', `card-${choice}`)
  const currency = settings(first.branch ?? BRANCHES[0])
  const wishes = await Promise.all(
    members.map(async ({ effect }) => {
      const booking = await bookingFor(effect, rental)
      return {
        ref: refOf(effect.key),
        text: effectText(effect.kind, effect.payload, booking) ?? effect.kind,
        wantedBy: members.length > 1 ? (agentByName(effect.agent)?.title ?? effect.agent) : null,
        editable: editable(effect.kind, effect.payload, currency) !== null,
        basis: booking && basisOf(booking, effect, effects),
      }
    }),
  )
  const attempt = Math.max(...members.map(({ effect }) => reports[effect.agent as keyof Reports]?.attempt ?? 1))
  const proposed = (proposal: Proposal): ProposedBy => ({ agent: APPROVALS, proposal, attempt })
  const thread: Place | undefined =
    event.type === 'message.employee' || event.type === 'callback.button' || event.type === 'suggestion.taken'
      ? threadOf(event.payload)
      : undefined
  const asks = members.flatMap(({ effect }, index) => {
    const wish = wishes[index]
    if (!wish) return []
    const payload = {
      ...wish,
      effect: effect.key,
      choice,
      kind: effect.kind,
      role,
      branch,
      askedBy: author?.id ?? null,
      // Whoever takes or leaves a suggestion reads its card.
      ...(author && thread && !isSuggestion && { askedIn: thread }),
      expiresAt: expiresAt.toISOString(),
      ...(!given && { card }),
    }
    return [proposed({ kind: 'approval.ask', slot: wish.ref, payload })]
  })
  if (given) return asks
  const place = isSuggestion && thread ? thread : askedWhere(deciding, branch, await isHeld(deciding, branch, rental))
  const question = { wishes, role, branch, askedBy: author?.name ?? null, expiresAt, remarks: [], revision: 0 }
  return [
    ...asks,
    proposed({
      kind: 'telegram.message',
      slot: `card-${choice}`,
      payload: { place, ...approvalCard(question, now), ...(author !== null && { urgent: true }) },
    }),
    proposed({
      kind: 'event.defer',
      slot: choice,
      payload: {
        type: 'approval.expired',
        payload: { subject: event.subject, stage: isSuggestion ? 'expire' : 'remind', ref: choice, ...(branch !== null && { branch }) },
        // A suggestion nobody took is soon forgotten.
        notBefore: (isSuggestion ? expiresAt : addMs(now, Math.min(approvalRemindMin, approvalExpireMin) * MINUTE_MS)).toISOString(),
        timerSlot: `approval-${choice}`,
      },
    }),
  ]
}

const isHeld = async (role: Exclude<ApprovalRole, 'asker'>, branch: Branch | null, rental: Reads['rental']): Promise<boolean> =>
  (await rental.holderOf({ role, ...(branch !== null && { branch }) }).catch(() => null)) !== null
