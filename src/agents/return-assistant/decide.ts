// The rule of the return assistant: the one both assistants share; photos that belong nowhere it leaves to its colleague.
import { decideFor } from '../handover-rule.ts'
import { words } from './words.ts'

export const decide = decideFor({ kind: 'return', answersForStrays: false, words })
