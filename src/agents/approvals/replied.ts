// A reply to a card: what is asked about shall be otherwise. Whatever cannot be read for sure changes nothing. Pure.
import { askedWhere } from '../../effects/approval-card.ts'
import { roleFor } from '../../effects/approval-policy.ts'
import type { EffectPayload, Place } from '../../effects/catalogue.ts'
import { rank } from '../../effects/roles.ts'
import { BRANCHES } from '../../events/event.ts'
import type { EmployeeMessage } from '../../events/telegram.ts'
import type { DecideContext, Decided } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { type Editable, editable } from '../editable.ts'
import { effectText } from '../effect-words.ts'
import { threadOf } from '../words.ts'
import type { Asked, Facts } from './gather.ts'
import { replyText, summaries } from './words.ts'

export type Otherwise = { does: 'edit'; wish: EffectPayload<'approval.edit'>; thread: Place } | { does: 'say'; html: string; thread: Place }

type Settings = DecideContext['settings']

const settingsOf = ({ branch }: Pick<Asked, 'branch'>, settings: Settings) => settings(branchOf(branch ?? undefined) ?? BRANCHES[0])

export const editableOf = (row: Asked, settings: Settings): Editable | null =>
  row.editable && row.payload ? editable(row.kind, row.payload, settingsOf(row, settings)) : null

/** «2: 250 GEL», where one of several is meant. */
const NUMBERED = /^\s*(?:вариант\s*)?(\d)\s*[:—–-]\s*(.+)$/isu

export function replied(message: EmployeeMessage, { asked, held }: Facts, settings: Settings): Decided & Otherwise {
  const thread = threadOf(message)
  const say = (html: string, summary: string) => ({ does: 'say', html, thread, summary }) as const
  const pending = asked.filter(({ status }) => status === 'pending')
  const [first] = pending
  if (!first) return say(replyText.settled, summaries.settledReply)
  const [, number, rest] = pending.length > 1 ? (NUMBERED.exec(message.text) ?? []) : [null, '1', message.text]
  const row = pending[Number(number) - 1]
  if (!row || rest === undefined) return say(replyText.which(editableOf(first, settings)?.example ?? null), summaries.unclear)
  const able = editableOf(row, settings)
  if (!able || !row.payload) return say(replyText.fixed, summaries.unclear)
  const reading = able.read(rest)
  if (reading.is === 'unclear') return say(replyText.unclear(reading.why, able.how), summaries.unclear)
  if (reading.shown === able.shown) return say(replyText.same(able.shown), summaries.same)
  const payload = { ...row.payload, ...reading.set }
  const needed = roleFor(row.kind, payload, asked.length > 1, settingsOf(row, settings)) ?? row.role
  // A sum that was asked of the head stays the head's.
  const role = rank(needed) > rank(row.role) ? needed : row.role
  const branch = branchOf(row.branch ?? undefined) ?? null
  return {
    does: 'edit',
    thread,
    wish: {
      ref: row.ref,
      press: { by: message.fromId, chatId: message.chatId, messageId: message.replyToMessageId ?? 0, revision: 0 },
      was: able.was,
      set: reading.set,
      shown: { was: able.shown, is: reading.shown },
      text: effectText(row.kind, payload, row.booking) ?? row.text,
      role,
      place: askedWhere(role, branch, held[role]),
    },
    summary: summaries.edit(able.shown, reading.shown),
  }
}
