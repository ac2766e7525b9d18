// Which rule of service and inspection answers which facts.
import type { DecideContext } from '../agent.ts'
import { type Decision, nothing } from './acts.ts'
import { changed } from './changed.ts'
import { check } from './check.ts'
import { checked, result } from './checked.ts'
import type { Facts } from './gather.ts'
import { pressed } from './pressed.ts'
import { said } from './said.ts'
import { timer } from './timer.ts'

export function decide(facts: Facts, context: DecideContext): Decision {
  switch (facts.what) {
    case 'changed':
      return changed(facts, context)
    case 'check':
      return check(facts, context)
    case 'checked':
      return checked(facts, context)
    case 'result':
      return result(facts)
    case 'not-ours':
      return nothing('Результат автопроверки не о техосмотре: не моё.')
    case 'timer':
      return timer(facts, context)
    case 'pressed':
      return pressed(facts, context)
    case 'said':
      return said(facts, context)
  }
}
