// Has the model look at photos nobody described: which item each shows, how sure it is. It chooses among the items asked for, no more.
import { z } from 'zod'
import { BadInput, Refused, Unavailable } from '../errors.ts'
import { Prompt } from '../tools/model-prompt.ts'
import type { GatherContext } from './agent.ts'
import { mediaOf } from './handover-media.ts'
import type { ChecklistLine } from './operations.ts'

export interface Seen {
  /** As evidence writes it. */
  file: string
  /** Null: none of the items. */
  code: string | null
  confidence: number
  unreadable: boolean
}

/** The stage of the timer that has it look after the operation was chosen. */
export const LOOK = 'look'

const MOST_PHOTOS = 10
const MOST_BYTES = 5 * 1024 * 1024
const NONE = 'none'

const answerOf = (codes: readonly string[]) =>
  z.object({
    item: z.enum([NONE, ...codes]),
    confidence: z.number().min(0).max(1),
    unreadable: z.boolean(),
  })

const PROMPT = Prompt.from(import.meta.dirname, 'handover-look.md')

const described = (items: readonly ChecklistLine[]): string =>
  [...items.map(({ code, title }) => `${code}: ${title}`), `${NONE}: nothing of this, or you are not sure`].join('\n')

/** @returns what was seen in time; a photo that could not be looked at is left out. */
export async function look(
  files: readonly string[],
  items: readonly ChecklistLine[],
  { read, model, signal }: Pick<GatherContext, 'read' | 'model' | 'signal'>,
  timeoutMs: number,
): Promise<Seen[]> {
  if (model === null || items.length === 0) return []
  const late = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  const schema = answerOf(items.map(({ code }) => code))
  const system = PROMPT.filled({ items: described(items) })
  const seen = async (file: string): Promise<Seen[]> => {
    const { kind, fileId } = mediaOf(file)
    if (kind !== 'photo') return []
    try {
      const picture = await read.telegram.file({ fileId, mostBytes: MOST_BYTES }, { signal: late })
      const question = { name: 'look_at_photo', schema, system, user: 'The photo:', images: [picture], signal: late }
      const { item, confidence, unreadable } = (await model.structured(question)).value
      return [{ file, code: item === NONE ? null : item, confidence, unreadable }]
    } catch (error) {
      if (error instanceof Unavailable || error instanceof BadInput || error instanceof Refused || late.aborted) return []
      throw error
    }
  }
  return (await Promise.all(files.slice(0, MOST_PHOTOS).map(seen))).flat()
}
