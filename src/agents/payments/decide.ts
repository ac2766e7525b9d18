// Which rule of the agent of payments answers which facts.
import type { DecideContext } from '../agent.ts'
import { type Decision, nothing } from './acts.ts'
import { asked } from './asked.ts'
import { clientAsks } from './client.ts'
import type { Facts } from './gather.ts'
import { pressed } from './pressed.ts'
import { unpaid } from './reminded.ts'
import { settle } from './settling.ts'
import { stripeTold } from './stripe-told.ts'

export function decide(facts: Facts, context: DecideContext): Decision {
  switch (facts.what) {
    case 'stripe':
      return stripeTold(facts, context)
    case 'settle':
      return settle(facts, context)
    case 'asked':
      return asked(facts, context)
    case 'client':
      return clientAsks(facts)
    case 'pressed':
      return pressed(facts, context)
    case 'unpaid':
      return unpaid(facts)
    case 'unknown-wish':
      return nothing('Того, о чём было предложение, больше нет: ничего не делаю.')
    case 'unknown-timer':
      return nothing(`Таймер «${facts.stage}» больше ни к чему не относится: ничего не делаю.`)
  }
}
