// Who answers for an operation, and what to say when RentProg does not know.
import type { Place } from '../effects/catalogue.ts'
import { escapeHtml } from '../effects/html.ts'
import type { Reads } from '../tools/index.ts'
import type { Staff } from '../tools/rental.ts'
import type { BookingView } from './booking-facts.ts'

export interface Responsible {
  /** Where to write: the person's private chat, else the branch manager's. */
  place: Place
  staff: Staff | null
  /** Plain text; null when nobody is assigned. */
  name: string | null
  /** Why the branch manager is told instead, null when the person is reached. */
  instead: 'nobody' | 'unknown' | 'unreachable' | null
}

/** RentProg's responsible, else the employee who posted the issue. */
export async function responsibleFor(booking: BookingView, { rental }: Pick<Reads, 'rental'>): Promise<Responsible> {
  const id = booking.responsibleId ?? booking.startWorkerId
  const staff = id === null ? null : await rental.staff(id)
  const manager: Place = { to: 'role', role: 'manager', branch: booking.branch }
  const name = staff?.name ?? booking.responsible
  if (!staff?.active) return { place: manager, staff: null, name, instead: id === null && name === null ? 'nobody' : 'unknown' }
  if (staff.telegramId === null) return { place: manager, staff, name, instead: 'unreachable' }
  return { place: { to: 'staff', id: staff.id }, staff, name, instead: null }
}

/** A line for the branch manager who reads it instead of the responsible; null when the right person reads it. */
export function insteadText({ instead, name }: Responsible): string | null {
  const who = escapeHtml(name ?? 'сотрудник')
  switch (instead) {
    case 'nobody':
      return '👤 Ответственный в RentProg не назначен, поэтому пишу вам.'
    case 'unknown':
      return `👤 Ответственного «${who}» я не нашёл среди сотрудников, поэтому пишу вам.`
    case 'unreachable':
      return `👤 У ответственного (${who}) нет связи с ботом, поэтому пишу вам.`
    case null:
      return null
  }
}

/** For cards and reports. */
export const responsibleText = ({ name }: Responsible): string => (name === null ? 'не назначен' : escapeHtml(name))
