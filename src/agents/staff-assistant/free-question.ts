// A question no rule understands: the model may ask what agents offer, and answers from what they say. It may suggest, and does nothing.
import { isDeepStrictEqual } from 'node:util'
import { tool } from '@langchain/core/tools'
import type { Branch } from '../../events/event.ts'
import { Prompt } from '../../tools/model-prompt.ts'
import type { GatherContext } from '../agent.ts'
import type { Asker } from '../asker.ts'
import { type OwnedWish, offeredTo, type Read } from '../offer.ts'
import type { Talking } from '../talk.ts'

const PROMPT = Prompt.from(import.meta.dirname, 'prompt.md')

/** A wish somebody has to take first. */
export interface Suggested {
  agent: string
  tool: string
  input: Record<string, unknown>
  text: string
  branch: Branch | null
}

export interface FreeAnswer {
  text: string
  model: string
  /** Names of the reads it rests on, in Russian. */
  sources: string[]
  suggested: Suggested[]
}

const MAX_CALLS = 4
const MAX_SUGGESTED = 2
const WITHIN_MS = 20_000

/** As one of our own messages: the prompt says what it is for. */
const EARLIER = 'Раньше здесь спрашивали:'

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

const ENOUGH = 'Больше предложений в одном ответе нельзя.'

/** A proposing tool: it answers with what it noted, which becomes a card once the whole answer stands. */
function notingTool({ name, says, input, agent, consider }: OwnedWish, asker: Asker, noted: Suggested[], context: GatherContext) {
  const { staff } = asker
  return tool(
    async (given: Record<string, unknown>) => {
      if (staff === null || noted.length >= MAX_SUGGESTED) return ENOUGH
      const found = await consider(given, { ...asker, staff }, context)
      if ('no' in found) return plain(found.no)
      const wish = { agent, tool: name, ...found }
      // A stand-in model begins the talk anew.
      if (!noted.some((one) => isDeepStrictEqual(one, wish))) noted.push(wish)
      return `Предложение записано и ждёт слова сотрудника, ещё ничего не сделано: ${plain(found.text)}`
    },
    { name, description: says, schema: input },
  )
}

/**
 * @param maySuggest false where the words were suggested upon before: an edited message.
 * @returns null without a model, when it fails, and when it answers without having asked or suggested anything.
 */
export async function freeAnswer(
  text: string,
  asker: Asker,
  { turns, earlier }: Talking,
  maySuggest: boolean,
  context: GatherContext,
): Promise<FreeAnswer | null> {
  if (context.model === null) return null
  context.progress('Думаю над вопросом…')
  const reads = offeredTo(asker.staff, context.reads)
  const wishes = maySuggest ? offeredTo(asker.staff, context.wishes) : []
  const suggested: Suggested[] = []
  try {
    const {
      text: said,
      model,
      used,
    } = await context.model.withTools({
      name: 'staff_question',
      system: PROMPT,
      before: [
        ...(earlier === '' ? [] : [{ by: 'bot' as const, text: `${EARLIER}\n${earlier}` }]),
        ...turns.map(({ by, text: before }) => ({ by, text: before })),
      ],
      user: text,
      tools: [...reads.map((read) => toolOf(read, asker, context)), ...wishes.map((wish) => notingTool(wish, asker, suggested, context))],
      maxCalls: MAX_CALLS,
      signal: AbortSignal.any([context.signal, AbortSignal.timeout(WITHIN_MS)]),
    })
    const sources = used.flatMap((name) => reads.find((read) => read.name === name)?.source ?? [])
    return said === '' || used.length === 0 ? null : { text: said, model, sources: [...new Set(sources)], suggested: [...suggested] }
  } catch {
    return null
  }
}
