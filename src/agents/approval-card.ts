// The card by which a person is asked to allow something: what it would be, who wants it, who decides, until when.
import type { Button, EffectPayload, Place } from '../effects/catalogue.ts'
import { escapeHtml } from '../effects/html.ts'
import type { Branch } from '../events/event.ts'
import { BRANCH_NAME, dateTime, lines } from './words.ts'

export type DecidingRole = EffectPayload<'approval.ask'>['role']

export const DECIDES: Readonly<Record<DecidingRole, string>> = {
  manager: 'руководитель филиала',
  head: 'руководитель подразделения',
  director: 'директор',
}

export interface Question {
  /** More than one: agents want different things, one of them may be chosen. */
  wishes: readonly { ref: string; text: string; wantedBy: string | null }[]
  role: DecidingRole
  branch: Branch | null
  /** Who asked for it, plain; null where no person did. */
  askedBy: string | null
  expiresAt: Date
  now: Date
  /** Above it, when it is asked again. */
  again: string | null
}

const LONGEST_CHOICE = 3

/** A wish begins a sentence, unless its author stands before it. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Buttons are `ap|<ref>|yes`, `no` and `info`. */
export function approvalCard(question: Question): { html: string; buttons: Button[][] } {
  const { wishes, role, branch, askedBy, expiresAt, now, again } = question
  const [first] = wishes
  const ref = first?.ref ?? ''
  const where = branch === null ? '' : ` · ${BRANCH_NAME[branch]}`
  const html = lines(
    again,
    wishes.length > 1 ? `⚖️ <b>Помощники предлагают разное</b>${where}` : `🔐 <b>Нужно ваше решение</b>${where}`,
    ...wishes.map(({ text, wantedBy }, index) =>
      wishes.length > 1 ? `${index + 1}. ${wantedBy === null ? capital(text) : `${escapeHtml(wantedBy)}: ${text}`}` : capital(text),
    ),
    askedBy !== null && `👤 Просит: ${escapeHtml(askedBy)}`,
    `Решает ${DECIDES[role]}, до ${dateTime(expiresAt, now)}; потом само отменится.`,
  )
  const no = { text: wishes.length > 1 ? 'Ничего из этого' : 'Отказать', data: `ap|${ref}|no` }
  const info = { text: 'Подробности', data: `ap|${ref}|info` }
  if (wishes.length <= 1) return { html, buttons: [[{ text: 'Одобрить', data: `ap|${ref}|yes` }, no], [info]] }
  const choices = wishes.map((wish, index) => ({ text: `Вариант ${index + 1}`, data: `ap|${wish.ref}|yes` }))
  const rows = Array.from({ length: Math.ceil(choices.length / LONGEST_CHOICE) }, (_, row) =>
    choices.slice(row * LONGEST_CHOICE, (row + 1) * LONGEST_CHOICE),
  )
  return { html, buttons: [...rows, [no, info]] }
}

/** Where it is asked: whoever holds the role, else the managers' chat. */
export const askedWhere = (role: DecidingRole, branch: Branch | null, hasHolder: boolean): Place =>
  hasHolder ? { to: 'role', role, ...(branch !== null && { branch }) } : { to: 'chat', purpose: 'managers' }
