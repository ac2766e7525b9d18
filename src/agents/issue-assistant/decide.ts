// The rule of the issue assistant: the one both assistants share; it answers for photos that belong to no operation.
import { decideFor } from '../handover-rule.ts'
import { words } from './words.ts'

export const decide = decideFor({ kind: 'issue', answersForStrays: true, words })
