// Accounts of people, and what the audit log is told of decisions that leave no other trace of who made them.
import { z } from 'zod'
import { actions } from '../roles.ts'
import { At, Html, Id, Place } from './shapes.ts'

export const auditKinds = {
  'decision.note': z.object({
    /** `denied`: somebody wanted it who may not. */
    what: z.enum(['denied', 'assigned', 'taken', 'invited']),
    action: z.enum(actions),
    about: z.string().min(1).max(200),
    by: Id,
    note: z.string().max(500).optional(),
  }),

  /** A one-time code is made and sent when it is delivered: it stands nowhere but in the message, where `{{code}}` is. */
  'staff.invite': z.object({ staffId: Id, by: Id, place: Place, html: Html, expiresAt: At }),
  /** The account of a member of staff is theirs no more. */
  'staff.unlink': z.object({ staffId: Id, by: Id }),
} as const
