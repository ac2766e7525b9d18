// An employee's photos and files in a client's topic: they stay here, and whoever sent them is told.
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { threadOf } from '../words.ts'
import type { Decision } from './decide.ts'
import { isClientTopic } from './dialogue.ts'
import { isMarked } from './outgoing.ts'
import { filesStayHtml } from './words.ts'

export interface FilesFacts {
  what: 'files'
  place: ReturnType<typeof threadOf>
  hasCaption: boolean
  /** Whether anybody may think that the client gets them. */
  isForClient: boolean
}

export async function filesFacts({ payload }: EventOf<'photo.uploaded'>, { read: { rental } }: GatherContext): Promise<FilesFacts> {
  const { chatId, threadId, caption } = payload
  const topic = threadId === undefined ? null : await rental.topic({ chatId, threadId })
  const isInside = isClientTopic(topic)
    ? (await rental.conversationsIn(topic.subject)).some(({ internal }) => internal) || isMarked(caption)
    : true
  return { what: 'files', place: threadOf(payload), hasCaption: caption.trim() !== '', isForClient: !isInside }
}

export function decideFiles({ place, hasCaption, isForClient }: FilesFacts): Partial<Decision> & { summary: string } {
  if (!isForClient) return { summary: 'Файлы не для клиента: молчу.' }
  return {
    place,
    notes: [{ slot: 'files', html: filesStayHtml(hasCaption) }],
    summary: 'Файлы клиенту не передал: сказал об этом в теме.',
  }
}
