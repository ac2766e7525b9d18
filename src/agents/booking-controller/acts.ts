// What the booking controller may decide to do; propose.ts turns each act into effects.
import type { ClientColumns } from '../../effects/catalogue/rental.ts'
import type { BookingColumns, Button, CarColumns, OperationKind, Place } from '../../effects/catalogue.ts'
import type { Operation } from '../../tools/rental.ts'
import type { Decided } from '../agent.ts'
import type { BookingView } from '../booking-facts.ts'
import type { ClientNote } from '../client-ask.ts'

export type Act =
  | { act: 'save-booking'; id: number; set: BookingColumns }
  | { act: 'save-car'; id: number; set: CarColumns }
  | { act: 'save-client'; id: number; set: ClientColumns }
  /** Wake the agents of the operation before its time. `again` tells this plan from an earlier one for the same time. */
  | { act: 'plan'; booking: BookingView; kind: OperationKind; at: Date; wake: Date; again: string | null; told?: boolean }
  /** `once`: however often it is decided, for one planned time. */
  | { act: 'set-stage'; booking: BookingView; kind: OperationKind; at: Date; stage: string; wake: Date; once: boolean }
  | { act: 'drop'; bookingId: number; kind: OperationKind; planned: boolean; stages: string[]; reason: string }
  /** RentProg says it was posted, and no webhook did. */
  | { act: 'announce'; type: 'booking.issued' | 'booking.returned'; booking: BookingView; at: Date; eventId: string }
  | { act: 'tell'; slot: string; to: Place; html: string; at: Date; buttons?: Button[][] }
  | { act: 'reopen'; operation: Operation; booking: BookingView; at: Date }
  | { act: 'cancel'; operation: Operation; reason: string }
  | { act: 'card'; operation: Operation; html: string; buttons?: Button[][] }
  | { act: 'reply'; place: Place; html: string }
  /** For staff, in the client's topic. */
  | { act: 'note'; note: ClientNote }
  | { act: 'answer'; queryId: string; text: string; alert: boolean }
  | { act: 'comment'; task: string; text: string }

export interface Decision extends Decided {
  acts: Act[]
}

export const nothing = (summary: string): Decision => ({ acts: [], summary })
