// The staff assistant's decision as effects: an answer where the question stands, or nothing.
import type { Proposal } from '../../effects/catalogue.ts'
import type { Decision } from './decide.ts'

export const propose = ({ answer }: Decision): Proposal[] =>
  answer === null ? [] : [{ kind: 'telegram.message', slot: answer.slot, payload: { place: answer.place, html: answer.html } }]
