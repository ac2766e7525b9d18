// Which rule of the booking controller answers which facts.
import type { DecideContext } from '../agent.ts'
import { type Decision, nothing } from './acts.ts'
import { button } from './button.ts'
import { bookingChanged } from './changed.ts'
import { clientAsks } from './client.ts'
import type { Facts } from './gather.ts'
import { plannedDue, reminderDue } from './remind.ts'
import { status } from './status.ts'
import { sweep } from './sweep.ts'

export function decide(facts: Facts, context: DecideContext): Decision {
  switch (facts.what) {
    case 'changed':
      return bookingChanged(facts, context)
    case 'planned':
      return plannedDue(facts, context)
    case 'reminder':
      return reminderDue(facts, context)
    case 'status':
      return status(facts, context)
    case 'sweep':
      return sweep(facts, context)
    case 'client':
      return clientAsks(facts, context)
    case 'button':
      return button(facts, context)
    case 'unknown-timer':
      return nothing(`Таймер «${facts.stage}» больше ни к чему не относится: ничего не делаю.`)
  }
}
