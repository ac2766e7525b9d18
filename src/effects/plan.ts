// From what agents proposed to what the outbox will hold: keys, targets, merged messages, quiet hours. Pure.
import { addMs, HOUR_MS, inTbilisi, MINUTE_MS } from '../clock.ts'
import { BadInput } from '../errors.ts'
import { firstIssue } from '../events/index.ts'
import {
  catalogue,
  dependencyOf,
  type EffectKind,
  type EffectPayload,
  effectKey,
  type Place,
  type Proposal,
  placeKey,
  targetOf,
} from './catalogue.ts'
import { type Contradiction, settle } from './conflicts.ts'
import { blocks } from './html.ts'
import { policy } from './policy.ts'

/** An effect as the outbox stores it, before it has a status. */
export interface PlannedEffect {
  key: string
  agent: string
  kind: EffectKind
  slot: string
  target: string
  afterKey: string | null
  critical: boolean
  payload: Record<string, unknown>
  /** Set when another effect of the same run says it too. */
  mergedInto: string | null
  /** Set when it is not done because another agent's proposal stands. */
  lost?: Contradiction
  /** Set when a person chooses between it and these. */
  disputed?: Contradiction[]
}

export interface ProposedBy {
  agent: string
  proposal: Proposal
  /** The attempt in which the agent proposed it: what earlier attempts proposed is committed already. */
  attempt?: number
}

export interface PlanInput {
  eventId: string
  critical: boolean
  proposals: readonly ProposedBy[]
}

/** @throws BadInput naming the agent whose proposal does not fit the catalogue. */
export function planEffects({ eventId, critical, proposals }: PlanInput): PlannedEffect[] {
  const attempts = new Map<string, number>()
  const effects = proposals.map(({ agent, proposal, attempt = 1 }): PlannedEffect => {
    const { kind, slot = 'main' } = proposal
    if (!policy[kind].open) throw new BadInput(`${agent} proposed ${kind}, which nothing performs yet`)
    const parsed = catalogue[kind].safeParse(proposal.payload)
    if (!parsed.success) throw new BadInput(`${agent} proposed ${kind}: ${firstIssue(parsed.error)}`)
    const key = effectKey(eventId, agent, kind, slot)
    if (attempts.has(key)) throw new BadInput(`two effects of one run have the key ${key}: give one a slot`)
    attempts.set(key, attempt)
    const payload = parsed.data as Record<string, unknown>
    const afterKey = proposal.after ?? dependencyOf(payload) ?? null
    return { key, agent, kind, slot, target: targetOf(kind, payload, key), afterKey, critical, payload, mergedInto: null }
  })
  const round = ({ key }: PlannedEffect) => attempts.get(key) ?? 1
  settleContradictions(effects, round)
  mergeAnswers(effects, round)
  mergeMessages(effects, round)
  const merged = new Map(effects.flatMap(({ key, mergedInto }) => (mergedInto === null ? [] : [[key, mergedInto] as const])))
  // Whoever waits for a merged effect waits for the one that speaks for it.
  return effects.map((effect) => ({ ...effect, afterKey: merged.get(effect.afterKey ?? '') ?? effect.afterKey }))
}

type Round = (effect: PlannedEffect) => number

/** What a person chooses between is not done meanwhile; what came second is not done at all, nor what speaks of it. */
function settleContradictions(effects: PlannedEffect[], round: Round): void {
  for (const [effect, { lost, disputed, same }] of settle(effects, round)) {
    effect.mergedInto = same
    if (lost) effect.lost = lost
    if (disputed.length > 0) effect.disputed = disputed
  }
  for (let found = true; found; ) {
    found = false
    for (const effect of effects) {
      const before = effects.find(({ key }) => key === effect.afterKey)
      if (!before?.lost || effect.lost) continue
      effect.lost = before.lost
      found = true
    }
  }
}

const isOpen = ({ mergedInto, lost, disputed }: PlannedEffect): boolean => mergedInto === null && !lost && !disputed

const ANSWER_MAX = 200

/** A press has one answer, whoever of several agents gives it. */
function mergeAnswers(effects: readonly PlannedEffect[], round: Round): void {
  const first = new Map<string, PlannedEffect>()
  for (const effect of effects.filter(({ kind }) => kind === 'telegram.answer').toSorted((a, b) => round(a) - round(b))) {
    const answer = effect.payload as EffectPayload<'telegram.answer'>
    const into = first.get(answer.callbackQueryId)
    if (!into) {
      first.set(answer.callbackQueryId, effect)
      continue
    }
    const host = into.payload as EffectPayload<'telegram.answer'>
    const text = `${host.text} ${answer.text}`
    if (text.length <= ANSWER_MAX && round(into) === round(effect) && host.text !== answer.text)
      into.payload = { ...host, text, alert: host.alert || answer.alert }
    effect.mergedInto = into.key
  }
}

const MESSAGE_MAX = 4096

interface Group {
  host: PlannedEffect
  /** It holds a message that is edited later: the words around it must survive that. */
  hasCard: boolean
}

/** Messages for one place in one run leave as one message, in the order of the plan; each holds one card at most. */
function mergeMessages(effects: readonly PlannedEffect[], round: Round): void {
  const named = namedKeys(effects)
  const latest = new Map<string, Group>()
  for (const effect of effects) {
    if (effect.kind !== 'telegram.message' || !isOpen(effect)) continue
    const message = effect.payload as EffectPayload<'telegram.message'>
    const place = placeKey(message.place as Place)
    const isCard = message.buttons !== undefined || named.has(effect.key)
    // One that waits for something else keeps its place in the row; what follows must not overtake it.
    if (effect.afterKey !== null) {
      latest.delete(place)
      continue
    }
    const group = latest.get(place)
    const together = group && round(group.host) === round(effect) ? joined(group, message, isCard) : null
    if (!group || !together) {
      latest.set(place, { host: effect, hasCard: isCard })
      continue
    }
    group.host.payload = together
    group.hasCard ||= isCard
    effect.mergedInto = group.host.key
  }
}

/** @returns null when one message cannot hold both. */
function joined({ host, hasCard }: Group, message: EffectPayload<'telegram.message'>, isCard: boolean): Record<string, unknown> | null {
  const known = host.payload as EffectPayload<'telegram.message'>
  if (hasCard && isCard) return null
  // Quiet hours look at one operation: two of them are two messages.
  if (known.operationAt && message.operationAt && known.operationAt !== message.operationAt) return null
  const { before, html, after } = known
  if (blocks(before, html, after, message.html).length > MESSAGE_MAX) return null
  return {
    ...known,
    ...(hasCard
      ? { after: blocks(after, message.html) }
      : isCard
        ? { before: html, html: message.html }
        : { html: blocks(html, message.html) }),
    buttons: known.buttons ?? message.buttons,
    operationAt: known.operationAt ?? message.operationAt,
    urgent: known.urgent === true || message.urgent === true || undefined,
  }
}

/** Keys of this run's effects that something in it speaks of: an edit, a pin, a row that remembers its card. */
function namedKeys(effects: readonly PlannedEffect[]): ReadonlySet<string> {
  const keys = new Set(effects.map(({ key }) => key))
  const found = new Set<string>()
  const walk = (value: unknown): void => {
    if (typeof value === 'string') {
      if (keys.has(value)) found.add(value)
    } else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) walk(inner)
  }
  for (const { payload } of effects) walk(payload)
  return found
}

export interface QuietHours {
  quietFromHour: number
  quietToHour: number
  quietExceptWithinMin: number
}

/**
 * Until when quiet hours hold an effect, or null when it may leave now.
 * What is critical, urgent, an answer in a thread, or about an operation within two hours is never held.
 */
export function heldUntil(effect: Pick<PlannedEffect, 'kind' | 'payload' | 'critical'>, now: Date, quiet: QuietHours): Date | null {
  if (policy[effect.kind].quietHours !== 'hold' || effect.critical || effect.kind !== 'telegram.message') return null
  const message = effect.payload as EffectPayload<'telegram.message'>
  // Forum topics are read when people come to work; only what rings in somebody's pocket waits.
  if (message.place.to !== 'staff' && message.place.to !== 'role') return null
  if (message.urgent) return null
  if (message.operationAt !== undefined) {
    const awayMs = Date.parse(message.operationAt) - now.getTime()
    if (Math.abs(awayMs) <= quiet.quietExceptWithinMin * MINUTE_MS) return null
  }
  const local = inTbilisi(now)
  const { quietFromHour: from, quietToHour: to } = quiet
  const isQuiet = from > to ? local.hour >= from || local.hour < to : local.hour >= from && local.hour < to
  if (!isQuiet) return null
  const morning = local.set({ hour: to, minute: 0, second: 0, millisecond: 0 })
  return (morning <= local ? morning.plus({ days: 1 }) : morning).toJSDate()
}

/** Backoff of the n-th failed attempt (from 1): base × 2ⁿ⁻¹, half of it jitter, at most an hour. */
export function backoffMs(attempt: number, baseMs: number, random: () => number): number {
  const full = Math.min(baseMs * 2 ** (attempt - 1), HOUR_MS)
  return Math.round(full / 2 + (full / 2) * random())
}

export const backoffAt = (now: Date, attempt: number, baseMs: number, random: () => number): Date =>
  addMs(now, backoffMs(attempt, baseMs, random))
