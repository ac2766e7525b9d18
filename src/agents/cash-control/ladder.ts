// Who hears of cash over the limit, and when: the employee and the manager, then the head, then the director. Pure.
import { addMs, HOUR_MS } from '../../clock.ts'
import type { Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { Settings } from '../settings.ts'

export const RUNGS = ['remind', 'head', 'director'] as const
export type Rung = (typeof RUNGS)[number]

/** What people say of it; RentProg alone can confirm it. */
export type Said = 'handed' | 'taken'

/** The row's `stage`: the last rung that was told, and what people said since: `remind`, `head+handed`, `+taken`. */
export interface Stage {
  rung: Rung | null
  said: Said | null
}

export function stageOf(text: string | null): Stage {
  const [rung, said] = (text ?? '').split('+')
  return { rung: RUNGS.find((known) => known === rung) ?? null, said: said === 'handed' || said === 'taken' ? said : null }
}

export const stageText = ({ rung, said }: Stage): string | null => `${rung ?? ''}${said === null ? '' : `+${said}`}` || null

const height = (rung: Rung | null): number => (rung === null ? -1 : RUNGS.indexOf(rung))

export const higher = (a: Rung | null, b: Rung | null): Rung | null => (height(a) >= height(b) ? a : b)

const afterH = (rung: Rung, settings: Settings): number =>
  ({ remind: settings.cashRemindAfterH, head: settings.cashEscalateAfterH, director: settings.cashDirectorAfterH })[rung]

export const rungAt = (since: Date, rung: Rung, settings: Settings): Date => addMs(since, afterH(rung, settings) * HOUR_MS)

/** Rungs whose time has come and that nobody was told of. */
export const dueRungs = (since: Date, told: Rung | null, settings: Settings, now: Date): Rung[] =>
  RUNGS.filter((rung) => height(rung) > height(told) && rungAt(since, rung, settings) <= now)

/** The next one to wait for; null when everybody has been told. */
export const nextRung = (told: Rung | null): Rung | null => RUNGS[height(told) + 1] ?? null

export type Role = 'employee' | 'manager' | 'head' | 'director' | 'admin'

/** Who takes the money of a person, and hears of differences. Nobody stands above the director. */
export function superiorOf(role: Role, branch: Branch): Place | null {
  if (role === 'employee') return { to: 'role', role: 'manager', branch }
  if (role === 'manager') return { to: 'role', role: 'head', branch }
  return role === 'director' ? null : { to: 'role', role: 'director' }
}

/** Above the person's own superior: nobody is told of their own cash as if it were another's. */
export function audienceOf(rung: Exclude<Rung, 'remind'>, role: Role, branch: Branch): Place | null {
  if (role === 'director') return null
  return rung === 'head' && (role === 'employee' || role === 'manager')
    ? { to: 'role', role: 'head', branch }
    : { to: 'role', role: 'director' }
}
