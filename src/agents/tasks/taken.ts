// A suggestion somebody took: from here on a task, or a comment, like one they wrote themselves.
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { threadOf } from '../words.ts'
import type { Facts } from './gather.ts'
import { knownTask } from './known.ts'
import { NoteWish, TaskWish, wantedBy } from './wishes.ts'

export async function gatherTaken({ id, payload }: EventOf<'suggestion.taken'>, context: GatherContext): Promise<Facts> {
  const { rental } = context.read
  const { tool, input, by } = payload
  const place = threadOf(payload)
  const author = await rental.staff(by)
  if (!author?.active) return { what: 'nothing', reason: 'Предложение принял тот, кого среди сотрудников уже нет: ничего не делаю.' }
  const task = TaskWish.safeParse(input)
  if (tool === 'propose_task' && task.success) {
    const wanted = await wantedBy(task.data, author, id, context)
    return { what: 'create', wanted, place, isThere: (await rental.task(wanted.id)) !== null }
  }
  const note = NoteWish.safeParse(input)
  const known = tool === 'propose_note' && note.success ? await knownTask(note.data.task, context) : null
  if (known === null || !note.success) return { what: 'nothing', reason: 'Того, о чём было предложение, больше нет: ничего не делаю.' }
  return { what: 'say', task: known, author, wish: { do: 'comment', text: note.data.text }, place, inTopic: false }
}
