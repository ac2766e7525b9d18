// What the house tells about itself: one function per business happening; each writes a line, counts, and alerts when it is bad.
import type { Alerts } from './alerts.ts'
import type { Log } from './log.ts'
import { createMasker } from './mask.ts'
import type { Metrics } from './metrics.ts'
import { atTheDoor, type DoorHappenings } from './telling/door.ts'
import type { House } from './telling/house.ts'
import { type OutlookHappenings, outlook } from './telling/outlook.ts'
import { type OutsideHappenings, outside } from './telling/outside.ts'
import { inTheRun, type RunHappenings } from './telling/run.ts'

/** None of these throws. */
export type Happenings = DoorHappenings & RunHappenings & OutsideHappenings & OutlookHappenings

export interface HappeningsOptions {
  log: Log
  metrics: Metrics
  alerts: Pick<Alerts, 'raise'>
  /** Configured secret values; an alert leaves the house and must not carry one. */
  secrets?: readonly string[]
}

export function createHappenings({ log, metrics, alerts, secrets = [] }: HappeningsOptions): Happenings {
  const masker = createMasker({ secrets })
  const house: House = { log, metrics, alert: (alert) => alerts.raise({ ...alert, text: masker.text(alert.text) }) }
  return neverThrowing({ ...atTheDoor(house), ...inTheRun(house), ...outside(house), ...outlook(house) }, log)
}

function neverThrowing(happenings: Happenings, log: Log): Happenings {
  const guarded = Object.entries(happenings).map(([name, tell]: [string, (happening: never) => void]) => [
    name,
    (happening: never) => {
      try {
        tell(happening)
      } catch (error) {
        tellOfFailure(log, name, error)
      }
    },
  ])
  return Object.fromEntries(guarded) as Happenings
}

function tellOfFailure(log: Log, name: string, error: unknown): void {
  try {
    log.error({ happening: name, error: String(error) }, 'happening could not be told')
  } catch {
    // The log itself is broken: work goes on.
  }
}
