// The card by which a person is asked to allow something: what it would be, who wants it, who decides, until when.
import type { Branch } from '../events/event.ts'
import type { ApprovalRole } from './catalogue/approvals.ts'
import type { Button, Place } from './catalogue.ts'
import { escapeHtml } from './html.ts'
import { BRANCH_NAME, capital, dateTime, lines } from './words.ts'

export const DECIDES: Readonly<Record<ApprovalRole, string>> = {
  asker: 'тот, кому предложено',
  manager: 'руководитель филиала',
  head: 'руководитель подразделения',
  director: 'директор',
}

export interface Wish {
  ref: string
  text: string
  /** Plain. */
  wantedBy: string | null
  /** A reply to the card may change it. */
  editable: boolean
}

export interface Question {
  /** More than one: agents want different things, one of them may be chosen. */
  wishes: readonly Wish[]
  role: ApprovalRole
  branch: Branch | null
  /** Who asked for it, plain; null where no person did. */
  askedBy: string | null
  expiresAt: Date
  /** What has become different since it was asked, HTML, oldest first. */
  remarks: readonly string[]
  revision: number
}

const LONGEST_CHOICE = 3
/** Older ones are in the log. */
const MOST_REMARKS = 3

/**
 * Buttons are `ap|<ref>|yes|<revision>`, `edit`, `no` and `info`: who allows it has seen this card, not an earlier one.
 * @param again above it, when it is asked again.
 */
export function approvalCard(question: Question, now: Date, again: string | null = null): { html: string; buttons: Button[][] } {
  const { wishes, role, branch, askedBy, expiresAt, remarks, revision } = question
  const isChoice = wishes.length > 1
  const where = branch === null ? '' : ` · ${BRANCH_NAME[branch]}`
  const asked = lines(
    again,
    isChoice ? `⚖️ <b>Помощники предлагают разное</b>${where}` : `🔐 <b>Нужно ваше решение</b>${where}`,
    ...wishes.map(({ text, wantedBy }, index) =>
      isChoice ? `${index + 1}. ${wantedBy === null ? capital(text) : `${escapeHtml(wantedBy)}: ${text}`}` : capital(text),
    ),
    ...remarks.slice(-MOST_REMARKS),
    askedBy !== null && `👤 Просит: ${escapeHtml(askedBy)}`,
    `Решает ${DECIDES[role]}, до ${dateTime(expiresAt, now)}; потом само отменится.`,
  )
  // What a model suggests is of whoever asked, and of nobody else.
  const suggestion = lines(
    `🤖 <b>Предлагаю:</b> ${wishes[0]?.text ?? ''}`,
    `Сделаю, если подтвердите до ${dateTime(expiresAt, now)}; иначе само отменится.`,
  )
  const html = role === 'asker' ? suggestion : asked
  const ref = wishes[0]?.ref ?? ''
  const yes = (text: string, of: string): Button => ({ text, data: `ap|${of}|yes|${revision}` })
  const no: Button = { text: isChoice ? 'Ничего из этого' : 'Отказать', data: `ap|${ref}|no` }
  const info: Button = { text: 'Подробности', data: `ap|${ref}|info` }
  const edit: Button[] = wishes.some(({ editable }) => editable) ? [{ text: 'Изменить', data: `ap|${ref}|edit` }] : []
  if (!isChoice)
    return {
      html,
      buttons:
        edit.length > 0
          ? [
              [yes('Одобрить', ref), ...edit],
              [no, info],
            ]
          : [[yes('Одобрить', ref), no], [info]],
    }
  const choices = wishes.map((wish, index) => yes(`Вариант ${index + 1}`, wish.ref))
  const rows = Array.from({ length: Math.ceil(choices.length / LONGEST_CHOICE) }, (_, row) =>
    choices.slice(row * LONGEST_CHOICE, (row + 1) * LONGEST_CHOICE),
  )
  return { html, buttons: [...rows, ...(edit.length > 0 ? [edit] : []), [no, info]] }
}

/** Where it is asked: whoever holds the role, else the managers' chat. */
export const askedWhere = (role: ApprovalRole, branch: Branch | null, hasHolder: boolean): Place =>
  hasHolder && role !== 'asker' ? { to: 'role', role, ...(branch !== null && { branch }) } : { to: 'chat', purpose: 'managers' }
