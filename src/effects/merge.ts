// What several agents of one run propose, brought together: contradictions settled, one answer per press, one message per place. Pure.
import { type EffectPayload, type Place, placeKey } from './catalogue.ts'
import { settle } from './conflicts.ts'
import { blocks } from './html.ts'
import type { PlannedEffect } from './plan.ts'

type Round = (effect: PlannedEffect) => number

/** What a person chooses between is not done meanwhile; what came second is not done at all, nor what speaks of it. */
export function settleContradictions(effects: PlannedEffect[], round: Round): void {
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
export function mergeAnswers(effects: readonly PlannedEffect[], round: Round): void {
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
export function mergeMessages(effects: readonly PlannedEffect[], round: Round): void {
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
