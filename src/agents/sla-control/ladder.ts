// The ladder of a waiting client: who is told after how much working time.
import { MINUTE_MS } from '../../clock.ts'
import type { Settings } from '../settings.ts'

export type Tell = 'employee' | 'manager' | 'head' | 'director'

export interface Stage {
  name: 'warn' | 'breach' | 'escalate-head' | 'escalate-director'
  tell: Tell
  /** Working time a client has waited by then. */
  afterMs: number
}

/** In the order of the ladder; nobody is told before those below. */
export function stagesOf(settings: Settings, channel: string | null | undefined): Stage[] {
  const own = (channel && settings.slaByChannelMin[channel]) || {}
  const minutes = {
    warn: own.warn ?? settings.slaWarnMin,
    breach: own.breach ?? settings.slaBreachMin,
    head: own.head ?? settings.slaHeadMin,
    director: own.director ?? settings.slaDirectorMin,
  }
  const steps: [Stage['name'], Tell, number][] = [
    ['warn', 'employee', minutes.warn],
    ['breach', 'manager', minutes.breach],
    ['escalate-head', 'head', minutes.head],
    ['escalate-director', 'director', minutes.director],
  ]
  let reached = 0
  return steps.map(([name, tell, min]) => {
    reached = Math.max(reached, min)
    return { name, tell, afterMs: reached * MINUTE_MS }
  })
}

/** Stages that follow the one that was told last. */
export function ahead(stages: readonly Stage[], told: string | null): Stage[] {
  return stages.slice(stages.findIndex(({ name }) => name === told) + 1)
}

/** One timer per conversation. */
export const TIMER_SLOT = 'answer'
export const laneOf = (leadId: string): string => `chat:umnico:${leadId}`
