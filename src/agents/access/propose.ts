// The decision as effects: an answer, a code that goes to whoever invites in private, an account that is detached.
import type { Proposal } from '../../effects/catalogue.ts'
import type { Decision } from './decide.ts'

export function propose({ answer, invite, unlink }: Decision): Proposal[] {
  const proposals: Proposal[] = []
  if (unlink) proposals.push({ kind: 'staff.unlink', payload: unlink })
  if (invite) {
    const { by, expiresAt } = invite
    proposals.push({ kind: 'staff.invite', payload: { ...invite, place: { to: 'staff', id: by }, expiresAt: expiresAt.toISOString() } })
  }
  if (answer) proposals.push({ kind: 'telegram.message', slot: 'answer', payload: answer })
  return proposals
}
