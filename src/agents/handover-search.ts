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
  /** The booking of the message of ours that is replied to. */
  about: number | null
  /** The car whose topic it was written in. */
  carId: number | null
  staff: Staff | null
  /** Only operations of this kind; both when absent. */
  kind?: OperationKind
}

type Context = Pick<GatherContext, 'read' | 'clock'> & { settings: Pick<Settings, 'lateMaterialsWithinMin'> }

/**
 * Open operations first, then what was posted with gaps. What stands in the daily plan only, and what was posted with nothing missing, has to be
 * named, or its car: of these two what is nearer in time. Whatever is named goes before what is only near.
 */
export async function findOperation(sought: Sought, context: Context): Promise<Found> {
  const { rental } = context.read
  const now = context.clock.now()
  const since = addMs(now, -context.settings.lateMaterialsWithinMin * MINUTE_MS)
  const posted = once(() => rental.closedOperations({ since }))
  const away = ({ closedAt, plannedAt }: Operation) => Math.abs(now.getTime() - (closedAt ?? plannedAt).getTime())
  const stages = [
    async () => rental.openOperations({}),
    async () => (await posted()).filter((operation) => !isWhole(operation)),
    async () => [...(await rental.plannedOperations({})), ...(await posted()).filter(isWhole)].sort((a, b) => away(a) - away(b)),
  ].map((operations) => once(async () => candidates(await operations(), sought, context)))
  const numbers = numbersIn(sought)
  for (const stage of numbers.length > 0 ? stages : []) {
    const named = (await stage()).filter(
      ({ booking }) => numbers.includes(booking.id) || (booking.number !== null && numbers.includes(booking.number)),
    )
    if (named.length > 0)
      return narrowed(
        sought.text,
        preferring(named, ({ booking }) => booking.branch === sought.staff?.branch),
      )
  }
  for (const [at, stage] of stages.entries()) {
    if (at === stages.length - 1 && sought.carId === null) break
    const found = near(sought, await stage())
    if (found.is !== 'none') return found
  }
  return { is: 'none' }
}

const isWhole = ({ items }: Operation): boolean => items.every(({ doneAt }) => doneAt !== null)

const numbersIn = ({ text, about }: Sought): number[] => [...(about === null ? [] : [about]), ...bookingNumbersIn(text)]

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= read()
    return asked
  }
}

async function candidates(operations: readonly Operation[], { kind }: Sought, { read }: Context): Promise<Candidate[]> {
  const wanted = operations.filter((operation) => kind === undefined || operation.kind === kind)
  const found = await Promise.all(wanted.map(async (operation) => ({ operation, row: await read.rental.booking(operation.bookingId) })))
  return found.flatMap(({ operation, row }) => (row === null ? [] : [{ operation, booking: viewOf(row) }]))
}

/** Of the car whose topic it is, else of the person who writes. */
function near({ text, carId, staff }: Sought, all: readonly Candidate[]): Found {
  if (carId !== null)
    return narrowed(
      text,
      all.filter(({ operation }) => operation.carId === carId),
    )
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
