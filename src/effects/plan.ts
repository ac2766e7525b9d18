// From what agents proposed to what the outbox will hold: keys, targets, merged messages, quiet hours. Pure.
import { addMs, HOUR_MS, inTbilisi, MINUTE_MS } from '../clock.ts'
import { BadInput } from '../errors.ts'
import { firstIssue } from '../events/index.ts'
import { catalogue, dependencyOf, type EffectKind, type EffectPayload, effectKey, type Proposal, targetOf } from './catalogue.ts'
import type { Contradiction } from './conflicts.ts'
import { mergeAnswers, mergeMessages, settleContradictions } from './merge.ts'
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
  /** Set when somebody must allow it: `given` where whoever wanted it may allow it. */
  approval?: 'pending' | 'given'
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
  if (policy[effect.kind].quietHours !== 'hold' || effect.critical) return null
  if (effect.kind !== 'telegram.message' && effect.kind !== 'telegram.media') return null
  const message = effect.payload as EffectPayload<'telegram.message' | 'telegram.media'>
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
