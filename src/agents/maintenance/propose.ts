// The decision of the agent maintenance as effects.
import type { Proposal } from '../../effects/catalogue.ts'
import type { Decision } from './decide.ts'
import { arrivedText } from './words.ts'

export const propose = ({ tell }: Decision): Proposal[] =>
  tell === null ? [] : [{ kind: 'telegram.message', payload: { place: { to: 'role', role: 'manager' }, html: arrivedText(tell.type) } }]
