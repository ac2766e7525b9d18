// The rule of the agent of service trips: which of its concerns an event is. Pure.
import type { Branch } from '../../events/event.ts'
import type { DecideContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import type { Decision } from './acts.ts'
import { decideAlarm } from './alarm.ts'
import { decideBind } from './bind.ts'
import { decideDetected } from './detected.ts'
import type { Facts } from './gather.ts'
import { decidePermit } from './permit.ts'
import { decidePressed } from './pressed.ts'
import { decideSample } from './sample.ts'
import { decideSweep } from './sweep.ts'
import { decideUnanswered } from './unanswered.ts'
import { browserSummary } from './words.ts'

export function decide(facts: Facts, { clock, settings }: DecideContext): Decision {
  const now = clock.now()
  const rules = settings(branchIn(facts) ?? 'tbilisi')
  switch (facts.what) {
    case 'sample':
      return decideSample(facts, rules, now)
    case 'detected':
      return decideDetected(facts, rules, now)
    case 'alarm':
      return decideAlarm(facts, rules, now)
    case 'sweep':
      return decideSweep(facts, rules, now)
    case 'said':
      return decidePermit(facts, rules, now)
    case 'bind':
      return decideBind(facts)
    case 'unanswered':
      return decideUnanswered(facts, rules, now)
    case 'browser':
      return { acts: [], summary: browserSummary(facts.source, facts.name) }
    default:
      return decidePressed(facts, rules, now)
  }
}

function branchIn(facts: Facts): Branch | null | undefined {
  if ('known' in facts) return facts.known.car?.branch
  if ('branch' in facts) return facts.branch
  if ('incident' in facts) return branchOf(facts.incident?.branch)
  return 'car' in facts ? facts.car?.branch : null
}
