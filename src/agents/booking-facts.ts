// What we hold to be true of a booking: our row, then what RentProg answers, then what the webhook names.
import type { BookingColumns } from '../effects/catalogue.ts'
import { BRANCHES, type Branch } from '../events/event.ts'
import type { Booking } from '../tools/rental.ts'
import { columnsOf, extrasOf, type Fields, knownFields } from './rentprog-fields.ts'

/** Our row of a booking, with the branch and the extras typed. */
export type BookingView = Omit<Booking, 'branch' | 'extras' | 'readAt' | 'updatedAt'> & { branch: Branch; extras: Record<string, unknown> }

export const branchOf = (name: string | null | undefined): Branch | undefined => BRANCHES.find((branch) => branch === name)

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

export function viewOf({ readAt: _read, updatedAt: _updated, ...row }: Booking, branch?: Branch): BookingView {
  // Nothing but our own upserts writes the column, and they know branches only.
  return { ...row, branch: branch ?? (row.branch as Branch), extras: isRecord(row.extras) ? row.extras : {} }
}

export const unknownBooking = (id: number, branch: Branch): BookingView => ({
  id,
  branch,
  number: null,
  state: null,
  active: null,
  inRent: false,
  technical: false,
  repair: false,
  archived: false,
  carId: null,
  clientId: null,
  clientName: null,
  startAt: null,
  endAt: null,
  locationStart: null,
  locationEnd: null,
  responsibleId: null,
  responsible: null,
  startWorkerId: null,
  endWorkerId: null,
  totalMinor: null,
  paidMinor: null,
  depositMinor: null,
  extras: {},
})

function apply(view: BookingView, fields: Fields): BookingView {
  const said = Object.fromEntries(Object.entries(columnsOf(fields)).filter(([, value]) => value !== undefined)) as Partial<BookingView>
  return { ...view, ...said, extras: { ...view.extras, ...extrasOf(fields) } }
}

/** A webhook's value beats everything for the fields it names. */
export const withHeard = (view: BookingView, fields: Fields): BookingView => apply(view, fields)

/** These hang together: when one of them is new, the others are as new as it is. */
const LIFECYCLE = ['state', 'active', 'in_rent', 'ride', 'archive']

/**
 * A read counts for the fields that RentProg has changed since it was last read: a read that is older than a webhook,
 * or that RentProg has not caught up with yet, does not undo what the webhook said. Its nulls count only where there was
 * something before: most answers leave out fields that webhooks name.
 */
export function withRead(view: BookingView, read: Fields): BookingView {
  const { lastRead } = view.extras
  const before = isRecord(lastRead) ? lastRead : {}
  const known = Object.entries(knownFields(read)).map(([name, value]) => [name, value ?? null] as const)
  const isNews = ([name, value]: readonly [string, unknown]) => !same(before[name] ?? null, value)
  const hasMovedOn = known.some((field) => LIFECYCLE.includes(field[0]) && isNews(field))
  const news = known.filter((field) => isNews(field) || (hasMovedOn && LIFECYCLE.includes(field[0]) && field[1] !== null))
  const next = apply(view, Object.fromEntries(news))
  return { ...next, extras: { ...next.extras, lastRead: Object.fromEntries(known.filter(([, value]) => value !== null)) } }
}

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b)
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    isRecord(inner) && !(inner instanceof Date) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  ) ?? 'undefined'

/** Whether a vendor read could still tell something the rules need. */
export const lacks = ({ startAt, endAt, carId }: BookingView): boolean => startAt === null || endAt === null || carId === null

/** The columns to write so that our row says what we hold to be true; null when it already does. */
export function changedColumns(before: BookingView | null, now: BookingView): BookingColumns | null {
  const old: BookingView = before ?? unknownBooking(now.id, now.branch)
  const names = (Object.keys(now) as (keyof BookingView)[]).filter((name) => name !== 'id' && !same(old[name], now[name]))
  if (before !== null && names.length === 0) return null
  const changed = Object.fromEntries(names.map((name) => [name, now[name]]))
  return { ...(before === null && { branch: now.branch }), ...(JSON.parse(JSON.stringify(changed)) as BookingColumns) }
}
