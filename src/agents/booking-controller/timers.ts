// When somebody is told: the stages around a planned time, named as their timers are.
import { addMs, MINUTE_MS } from '../../clock.ts'
import type { OperationKind } from '../../effects/catalogue.ts'
import type { Settings } from '../settings.ts'

export type Tell = Settings['notPostedAfterMin'][number]['tell']

export interface Stage {
  /** `T-30`, `T+15` */
  name: string
  offsetMin: number
  tell: readonly Tell[]
}

/** The first reminder is the planned event itself; these follow it, in the order of time. */
export function stagesOf({ remindBeforeMin, notPostedAfterMin }: Settings): Stage[] {
  const before = remindBeforeMin
    .filter((min) => min < Math.max(...remindBeforeMin))
    .map((min): Stage => ({ name: `T-${min}`, offsetMin: -min, tell: ['employee'] }))
  const after = [...new Set(notPostedAfterMin.map(({ min }) => min))].map((min): Stage => {
    return { name: `T+${min}`, offsetMin: min, tell: notPostedAfterMin.filter((stage) => stage.min === min).map(({ tell }) => tell) }
  })
  return [...before, ...after].sort((a, b) => a.offsetMin - b.offsetMin)
}

export const stageAt = (planned: Date, { offsetMin }: Stage): Date => addMs(planned, offsetMin * MINUTE_MS)

/** When the planned event wakes the agents. */
export const wakeAt = (planned: Date, { remindBeforeMin }: Settings): Date => addMs(planned, -Math.max(...remindBeforeMin) * MINUTE_MS)

/** After this nobody is reminded of an operation that nobody had planned with us. */
export const lastChance = (planned: Date, settings: Settings): Date =>
  addMs(planned, Math.max(0, ...stagesOf(settings).map(({ offsetMin }) => offsetMin)) * MINUTE_MS)

/** The escalation stage whose time has passed most recently. */
export const latestPassed = (planned: Date, now: Date, settings: Settings): Stage | undefined =>
  stagesOf(settings).findLast((stage) => stage.offsetMin >= 0 && stageAt(planned, stage) <= now)

/** `issue:T+15`: names the timer of a stage within the booking's lane. */
export const stageSlot = (kind: OperationKind, stage: string): string => `${kind}:${stage}`

export function stageIn(slot: string, settings: Settings): { kind: OperationKind; stage: Stage } | null {
  const [kind, name] = slot.split(':')
  const stage = stagesOf(settings).find((known) => known.name === name)
  return stage !== undefined && (kind === 'issue' || kind === 'return') ? { kind, stage } : null
}

/** In the slot of the planned event, one per operation. */
export const plannedType = (kind: OperationKind) =>
  kind === 'issue' ? ('booking.issue.planned' as const) : ('booking.return.planned' as const)
