// Which rule of the cash registers answers which facts.
import type { DecideContext } from '../agent.ts'
import type { Decision } from './acts.ts'
import { asked } from './asked.ts'
import { collected } from './collected.ts'
import { evening } from './evening.ts'
import type { Facts } from './gather.ts'
import { pressed } from './pressed.ts'
import { reconcile } from './reconcile.ts'
import { reminder } from './reminder.ts'

export function decide(facts: Facts, context: DecideContext): Decision {
  switch (facts.what) {
    case 'collected':
      return collected(facts, context)
    case 'reconcile':
      return reconcile(facts, context)
    case 'evening':
      return evening(facts, context)
    case 'reminder':
      return reminder(facts, context)
    case 'pressed':
      return pressed(facts, context)
    case 'asked':
      return asked(facts, context)
  }
}
