// A plan as it should look from now on, and the effects that bring its messages there.
import type { OperationKind, Proposal } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { ProposeContext } from '../agent.ts'
import type { ChecklistLine } from '../operations.ts'
import type { Board, Standing } from './board.ts'
import type { Current } from './current.ts'
import { type Entry, entriesOf, type Moment } from './entries.ts'
import { digestOf, layOut, type Part } from './layout.ts'
import type { Look } from './words.ts'

/** The first parts are those that stand already. */
export interface Shown {
  branch: Branch
  plan: Standing
  parts: Part[]
  /** Digests of the parts. */
  lines: string[]
}

export function show(board: Board, entries: readonly Entry[], plan: Standing, look: Look): Shown {
  const parts = layOut(entries, { branch: board.branch, day: board.day, look, standing: plan.messages.length })
  return { branch: board.branch, plan, parts, lines: parts.map(digestOf) }
}

const slotOf = (at: number): string => `plan.${at + 1}`

const buttonsOf = ({ buttons }: Part) => (buttons.length === 0 ? undefined : buttons)

export const remaining = ({ messages, gone }: Standing, at: number): string | undefined =>
  [messages[at]].find((key) => key !== undefined && !gone.has(key))

/**
 * Messages that stand are edited where they differ; only what does not fit into them, or was deleted in Telegram, is sent.
 * The row comes first: whoever holds it has its edits after everybody's before it.
 */
export function writing({ branch, plan, parts, lines }: Shown, { key }: ProposeContext): Proposal[] {
  const standing = parts.map((_, at) => remaining(plan, at))
  const written = parts.flatMap((part, at): Proposal[] => {
    const message = standing[at]
    const payload = { html: part.html, buttons: buttonsOf(part) }
    if (message === undefined)
      return [{ kind: 'telegram.message', slot: slotOf(at), payload: { place: { to: 'plan', branch }, ...payload } }]
    return lines[at] === plan.shown[at] ? [] : [{ kind: 'telegram.edit', slot: slotOf(at), payload: { message, ...payload } }]
  })
  if (written.length === 0) return []
  const messages = standing.map((message, at) => message ?? key('telegram.message', slotOf(at)))
  const pin: Proposal[] = standing[0] === undefined ? [{ kind: 'telegram.pin', payload: { message: messages[0] as string } }] : []
  return [{ kind: 'plan.upsert', payload: { branch, day: plan.day, messages, shown: lines } }, ...written, ...pin]
}

interface Ticked {
  bookingId: number
  kind: OperationKind
  items: readonly ChecklistLine[]
}

/** A checklist as it is from now on, in the messages that hang there. What needs a new one is left to the refresh that the same commit wakes. */
export function ticksShown(current: Current, { bookingId, kind, items }: Ticked, moment: Moment, context: ProposeContext): Proposal[] {
  const { plan } = current
  const isDone = (code: string) => items.some((item) => item.code === code && item.done)
  const operations = current.board.operations.map((row) =>
    row.bookingId === bookingId && row.kind === kind
      ? { ...row, items: row.items.map((item) => ({ ...item, doneAt: isDone(item.code) ? (item.doneAt ?? moment.now) : null })) }
      : row,
  )
  const board = { ...current.board, operations }
  const shown = show(board, entriesOf(board, moment), plan, 'live')
  const isStanding = shown.parts.every((_, at) => remaining(plan, at) !== undefined)
  return isStanding ? writing(shown, context) : []
}
