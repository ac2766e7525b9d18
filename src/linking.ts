// `/link CODE` by somebody who is not staff yet: the account becomes that of the member of staff the code was made for. No run, no model.
import { LINKING } from './agents/access/words.ts'
import { addMs, type Clock, DAY_MS, HOUR_MS } from './clock.ts'
import type { Sql } from './db.ts'
import { audit } from './effects/audit.ts'
import type { Place, Proposal } from './effects/catalogue.ts'
import { codeIn, rowOf } from './effects/codes.ts'
import type { Event, EventOf } from './events/index.ts'

/** Wrong codes of one account within an hour; whoever tries more often is told so once, then nothing. */
const TRIES = 5
/** Of older codes nobody is told what became of them. */
const KNOWN_MS = 7 * DAY_MS

type Said = EventOf<'message.employee'>
interface Context {
  sql: Sql
  clock: Clock
}

export interface Linked {
  linked: boolean
  /** For the event's page. */
  why: string
  proposals: Proposal[]
}

/** The one thing a stranger may say to us: `/link ABCD-EFGH-JKMN`, or the deep link `/start ABCDEFGHJKMN`; in private. */
export function codeSaid(event: Event): string | null {
  if (event.type !== 'message.employee' || event.payload.chatType !== 'private') return null
  const [, command, rest = ''] = /^\/(link|start)(?:@\w+)?(?:\s+(.*))?$/is.exec(event.payload.text.trim()) ?? []
  if (command === undefined) return null
  // Whoever only says hello is no guesser.
  return command.toLowerCase() === 'link' ? (codeIn(rest) ?? '') : codeIn(rest)
}

/** Part of the committing transaction. */
export async function linkBy(code: string, { id, payload }: Said, context: Context): Promise<Linked> {
  const { sql, clock } = context
  const { fromId, fromName, chatId, threadId } = payload
  const place: Place = { to: 'thread', chatId, threadId }
  const answer = (why: string, html: string | null, more: Proposal[] = []): Linked => ({
    linked: false,
    why,
    proposals: [...(html === null ? [] : [{ kind: 'telegram.message', slot: 'linking', payload: { place, html } } as const]), ...more],
  })
  const tries = await countTry(fromId, fromName, context)
  if (tries > TRIES) return answer('too many codes within an hour', tries === TRIES + 1 ? LINKING.tooMany : null)

  const invites = await sql.query<Invite>(
    `SELECT i.id, i.hash, i.staff_id AS "staffId", i.used_at IS NOT NULL AS used, i.expires_at AS "expiresAt", i.created_by AS "createdBy",
            s.name, s.role, s.branch, s.active, s.telegram_id IS NOT NULL AS linked, by_whom.name AS "createdByName",
            COALESCE(by_whom.active, false) AS "stillHere", COALESCE(by_whom.role, '') AS "createdByRole"
       FROM invites i JOIN staff s ON s.id = i.staff_id LEFT JOIN staff by_whom ON by_whom.id = i.created_by
      WHERE i.created_at > $1 ORDER BY i.created_at FOR UPDATE OF i, s`,
    [addMs(clock.now(), -KNOWN_MS)],
  )
  const invite = rowOf(code, invites)
  const denied = async (why: string, html: string, about: string, more: Proposal[] = []) => {
    await audit({ cause: id, about, what: 'denied', action: 'staff.link', by: null, via: 'code', note: why }, context)
    return answer(why, html, more)
  }
  if (invite === null) return denied('a code that fits nobody', LINKING.wrong, `telegram:${fromId}`)
  const whom = `staff:${invite.staffId}`
  if (invite.used) return denied('a code that was used', LINKING.used, whom)
  if (invite.expiresAt <= clock.now() || !invite.active || !invite.stillHere) return denied('a code that is over', LINKING.expired, whom)
  if (invite.linked) {
    const html = LINKING.takenTold(invite.name, fromName ?? String(fromId))
    const tell: Proposal = { kind: 'telegram.message', slot: 'conflict', payload: { place: { to: 'staff', id: invite.createdBy }, html } }
    return denied('somebody else has this member of staff’s account', LINKING.taken(invite.name), whom, [tell])
  }
  await sql.query('UPDATE invites SET used_at = $2, used_by = $3 WHERE id = $1', [invite.id, clock.now(), fromId])
  // Somebody who no longer works here has no use for an account.
  await sql.query('UPDATE staff SET telegram_id = NULL WHERE telegram_id = $1 AND NOT active', [fromId])
  await sql.query('UPDATE staff SET telegram_id = $2, linked_at = $3 WHERE id = $1', [invite.staffId, fromId, clock.now()])
  await audit(
    {
      cause: id,
      about: whom,
      what: 'linked',
      action: 'staff.link',
      by: invite.staffId,
      via: 'code',
      note: `invited by ${invite.createdByName}`,
    },
    context,
  )
  return {
    linked: true,
    why: `linked to ${invite.name}`,
    proposals: [
      { kind: 'telegram.message', slot: 'linking', payload: { place, html: LINKING.done(invite.name) } },
      ...told(invite, fromName ?? null),
    ],
  }
}

type Invite = {
  id: string
  hash: string
  staffId: number
  used: boolean
  expiresAt: Date
  createdBy: number
  createdByName: string | null
  createdByRole: string
  stillHere: boolean
  name: string
  role: string
  branch: string | null
  active: boolean
  linked: boolean
}

/** Whoever invited, and the manager of the branch where it was somebody else. */
function told({ name, role, branch, createdBy, createdByRole }: Invite, account: string | null): Proposal[] {
  const html = LINKING.doneTold(name, account)
  const message = (slot: string, place: Place): Proposal => ({ kind: 'telegram.message', slot, payload: { place, html } })
  const manager =
    branch === null || createdByRole === 'manager' || role === 'manager' ? null : ({ to: 'role', role: 'manager', branch } as Place)
  return [message('inviter', { to: 'staff', id: createdBy }), ...(manager === null ? [] : [message('manager', manager)])]
}

/** @returns how many codes the account has tried within its hour, this one included. */
async function countTry(telegramId: number, name: string | undefined, { sql, clock }: Context): Promise<number> {
  const [row] = await sql.query<{ tries: number }>(
    `INSERT INTO strangers (telegram_id, name, first_seen_at, tries, tries_since) VALUES ($1, $2, $3, 1, $3)
     ON CONFLICT (telegram_id) DO UPDATE SET
       tries = CASE WHEN strangers.tries_since > $4 THEN strangers.tries + 1 ELSE 1 END,
       tries_since = CASE WHEN strangers.tries_since > $4 THEN strangers.tries_since ELSE $3 END
     RETURNING tries`,
    [telegramId, name ?? null, clock.now(), addMs(clock.now(), -HOUR_MS)],
  )
  return row?.tries ?? 1
}
