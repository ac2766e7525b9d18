// Asks the model for a translation, and takes it only when it may be one: otherwise the original is all there is.
import { z } from 'zod'
import { BadInput, Unavailable } from '../../errors.ts'
import { Prompt } from '../../tools/model-prompt.ts'
import type { GatherContext } from '../agent.ts'
import { asLanguage, LANGUAGE_NAME } from '../language.ts'

const PROMPT = Prompt.from(import.meta.dirname, 'prompt.md')
const Answer = z.object({ translation: z.string(), language: z.string() })
/** Nobody reads more at once, and what does not fit costs money for nothing. */
const LONGEST = 4_000

export interface Translation {
  text: string
  /** What the model takes the original to be written in. */
  from: string | null
}

/** @returns null without a model, when it is late or fails, and when its answer cannot be a translation. */
export async function translated(
  text: string,
  to: string,
  { model, signal }: Pick<GatherContext, 'model' | 'signal'>,
  timeoutMs: number,
): Promise<Translation | null> {
  if (model === null || text.length > LONGEST) return null
  const late = AbortSignal.timeout(timeoutMs)
  try {
    const { value } = await model.structured({
      name: 'translate_message',
      schema: Answer,
      system: PROMPT.filled({ to: `the language ${to} (${LANGUAGE_NAME[to] ?? to})` }),
      user: text,
      signal: AbortSignal.any([signal, late]),
    })
    return mayBe(value.translation, text) ? { text: value.translation.trim(), from: asLanguage(value.language) } : null
  } catch (error) {
    if (error instanceof Unavailable || error instanceof BadInput || late.aborted) return null
    throw error
  }
}

/** A price, a date or an address that changed on the way is worse than no translation; so is an answer that is the question. */
function mayBe(translation: string, original: string): boolean {
  const bare = (text: string) => text.trim().replace(/\s+/g, ' ').toLowerCase()
  if (bare(translation) === '' || bare(translation) === bare(original)) return false
  if (translation.length > original.length * 4 + 200 || translation.length > LONGEST) return false
  const numbers = (text: string) => (text.match(/\d+/g) ?? []).sort().join(' ')
  return numbers(translation) === numbers(original)
}
