// A question no rule understands: the model may ask what agents offer, and answers from what they say. It changes nothing.
import { tool } from '@langchain/core/tools'
import { Prompt } from '../../tools/model-prompt.ts'
import type { GatherContext } from '../agent.ts'
import type { Asker } from '../asker.ts'
import { offeredTo, type Read } from '../offer.ts'
import type { Talking } from '../talk.ts'

const PROMPT = Prompt.from(import.meta.dirname, 'prompt.md')

export interface FreeAnswer {
  text: string
  model: string
  /** Names of the reads it rests on, in Russian. */
  sources: string[]
}

const MAX_CALLS = 4
const WITHIN_MS = 20_000
const TURNS = 6

const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

const toolOf = ({ name, says, source, input, answer }: Read, asker: Asker, context: GatherContext) =>
  tool(
    async (given: Record<string, unknown>) => {
      context.progress(`Смотрю: ${source}…`)
      return plain(await answer(given, asker, context))
    },
    { name, description: says, schema: input },
  )

/** @returns null without a model, when it fails, and when it answers without having asked anything. */
export async function freeAnswer(text: string, asker: Asker, { turns }: Talking, context: GatherContext): Promise<FreeAnswer | null> {
  if (context.model === null) return null
  context.progress('Думаю над вопросом…')
  const reads = offeredTo(asker.staff, context.reads)
  try {
    const {
      text: said,
      model,
      used,
    } = await context.model.withTools({
      name: 'staff_question',
      system: PROMPT,
      before: turns.slice(-TURNS).map(({ by, text: before }) => ({ by, text: before })),
      user: text,
      tools: reads.map((read) => toolOf(read, asker, context)),
      maxCalls: MAX_CALLS,
      signal: AbortSignal.any([context.signal, AbortSignal.timeout(WITHIN_MS)]),
    })
    const sources = used.flatMap((name) => reads.find((read) => read.name === name)?.source ?? [])
    return said === '' || used.length === 0 ? null : { text: said, model, sources: [...new Set(sources)] }
  } catch {
    return null
  }
}
