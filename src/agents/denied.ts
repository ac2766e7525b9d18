// Somebody wanted what their role may not: whichever agent refuses, in words or at a button, the audit log knows.
import type { Action } from '../effects/roles.ts'
import type { Staff } from '../tools/rental.ts'
import type { Audited, Decided } from './agent.ts'

/**
 * The refusal, with its line in the log. Whoever is nobody of ours is turned away before any agent runs.
 * @param about `task:…`, `car:…`, `booking:…`, `staff:…`
 */
export function denied<D extends Decided>(refusal: D, person: Pick<Staff, 'id'> | null, action: Action, about: string): D {
  if (person === null) return refusal
  const line: Audited = { what: 'denied', action, about: about.slice(0, 200), by: person.id }
  return { ...refusal, audit: [...(refusal.audit ?? []), line] }
}
