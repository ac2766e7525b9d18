// What the audit log is told of decisions that leave no other trace of who made them.
import { z } from 'zod'
import { actions } from '../roles.ts'
import { Id } from './shapes.ts'

export const auditKinds = {
  'decision.note': z.object({
    /** `denied`: somebody wanted it who may not. */
    what: z.enum(['denied', 'assigned', 'taken', 'invited']),
    action: z.enum(actions),
    about: z.string().min(1).max(200),
    by: Id,
    note: z.string().max(500).optional(),
  }),
} as const
