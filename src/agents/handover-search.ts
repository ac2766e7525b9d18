// Which operation somebody means who sends a photo or a word: by number, by the car's topic, else by being the only one of theirs.

import { addMs, MINUTE_MS } from '../clock.ts'
import type { OperationKind } from '../effects/catalogue.ts'
import type { Operation, Staff } from '../tools/rental.ts'
import type { GatherContext } from './agent.ts'
import { type BookingView, viewOf } from './booking-facts.ts'
import { bookingNumbersIn, says } from './phrases.ts'
import type { Settings } from './settings.ts'

export interface Candidate {
  operation: Operation
  booking: BookingView
}

export type Found = { is: 'one'; operation: Operation; booking: BookingView } | { is: 'several'; candidates: Candidate[] } | { is: 'none' }

interface Sought {
  text: string
  /** The car whose topic it was written in. */
  carId: number | null
  staff: Staff | null
  /** Being the only one of theirs is not enough. */
  onlyNamed?: true
  /** Only operations of this kind; both when absent. */
  kind?: OperationKind
}

type Context = Pick<GatherContext, 'read' | 'clock'> & { settings: Pick<Settings, 'lateMaterialsWithinMin'> }

/** Open operations first, then what was posted with gaps, then what stands in the daily plan only: that one has to be named, or its car. */
export async function findOperation(sought: Sought, context: Context): Promise<Found> {
  const { rental } = context.read
  const since = addMs(context.clock.now(), -context.settings.lateMaterialsWithinMin * MINUTE_MS)
  const open = choose(sought, await candidates(await rental.openOperations({}), sought, context))
  if (open.is !== 'none') return open
  const closed = choose(sought, await candidates(await rental.closedWithGaps({ since }), sought, context))
  if (closed.is !== 'none') return closed
  if (sought.carId === null && bookingNumbersIn(sought.text).length === 0) return closed
  return choose({ ...sought, onlyNamed: true }, await candidates(await rental.plannedOperations({}), sought, context))
}

async function candidates(operations: readonly Operation[], { kind }: Sought, { read }: Context): Promise<Candidate[]> {
  const wanted = operations.filter((operation) => kind === undefined || operation.kind === kind)
  const found = await Promise.all(wanted.map(async (operation) => ({ operation, row: await read.rental.booking(operation.bookingId) })))
  return found.flatMap(({ operation, row }) => (row === null ? [] : [{ operation, booking: viewOf(row) }]))
}

/** Pure, and the same for both assistants: one photo is taken by one of them. */
export function choose(sought: Sought, all: readonly Candidate[]): Found {
  const { text, carId, staff, onlyNamed } = sought
  const numbers = bookingNumbersIn(text)
  const numbered = all.filter(
    ({ booking }) => numbers.includes(booking.id) || (booking.number !== null && numbers.includes(booking.number)),
  )
  if (numbered.length > 0)
    return narrowed(
      text,
      preferring(numbered, ({ booking }) => booking.branch === staff?.branch),
    )
  if (carId !== null)
    return narrowed(
      text,
      all.filter(({ operation }) => operation.carId === carId),
    )
  if (onlyNamed) return { is: 'none' }
  const own = ({ booking }: Candidate) =>
    staff !== null && (booking.responsibleId === staff.id || (booking.responsibleId === null && booking.startWorkerId === staff.id))
  return narrowed(text, all.filter(own))
}

const KIND_WORDS: Record<OperationKind, readonly string[]> = { issue: ['выда'], return: ['прием', 'приня', 'возвра', 'верну'] }

function narrowed(text: string, some: readonly Candidate[]): Found {
  const named = (['issue', 'return'] as const).filter((kind) => says(text, KIND_WORDS[kind]))
  const left = preferring(some, ({ operation }) => named.length === 1 && operation.kind === named[0])
  const [first, ...others] = left
  if (first === undefined) return { is: 'none' }
  // Of one car: what was planned first is what is going on now.
  const isOneCar = others.every(({ operation }) => operation.carId !== null && operation.carId === first.operation.carId)
  return isOneCar ? { is: 'one', ...first } : { is: 'several', candidates: left.slice() }
}

function preferring<T>(all: readonly T[], is: (one: T) => boolean): readonly T[] {
  const some = all.filter(is)
  return some.length > 0 ? some : all
}
