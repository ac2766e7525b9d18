// The staff assistant's decision as effects: an answer where the question stands; what the model suggested waits.
import type { Proposal } from '../../effects/catalogue.ts'
import type { Decision } from './decide.ts'
import type { Suggested } from './free-question.ts'

export function propose({ answer, suggested, written }: Decision): Proposal[] {
  if (answer === null) return []
  const { place, html, slot } = answer
  const said: Proposal = { kind: 'telegram.message', slot, payload: { place, html } }
  if (slot === 'forgotten') {
    const { chatId, threadId } = written
    return [said, { kind: 'conversation.remember', payload: { chatId, ...(threadId !== undefined && { threadId }), forget: true } }]
  }
  return [said, ...suggested.map((wish, at) => suggestionOf(wish, at, written))]
}

const suggestionOf = ({ branch, ...wish }: Suggested, at: number, { chatId, threadId }: Decision['written']): Proposal => ({
  kind: 'suggestion.take',
  slot: `wish-${at + 1}`,
  payload: { ...wish, chatId, ...(threadId !== undefined && { threadId }), ...(branch !== null && { branch }) },
})
