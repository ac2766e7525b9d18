// The assistants' decisions as effects.
import type { Proposal } from '../effects/catalogue.ts'
import type { ProposeContext } from './agent.ts'
import { proposeNote } from './client-ask.ts'
import { reporting, requesting } from './handover-closing.ts'
import { opening, replanning } from './handover-opening.ts'
import type { ReportWords } from './handover-report.ts'
import type { AssistantDecision } from './handover-rule.ts'
import { answering, asking, ticking } from './handover-ticking.ts'

export const proposeFor =
  (words: ReportWords) =>
  (decision: AssistantDecision, context: ProposeContext): Proposal[] => {
    switch (decision.do) {
      case 'nothing':
        return []
      case 'note':
        return [proposeNote(decision)]
      case 'open':
        return opening(decision, context)
      case 'replan':
        return replanning(decision)
      case 'tick':
        return ticking(decision, context)
      case 'ask':
        return asking(decision, context)
      case 'answer':
        return answering(decision.answer)
      case 'request':
        return [requesting(decision)]
      case 'report':
        return reporting(decision, words)
    }
  }
