// The issue assistant's decisions as effects.
import { proposeFor } from '../handover-effects.ts'
import { words } from './words.ts'

export const propose = proposeFor(words)
