// How a plan is laid out: one message, or several cut between operations when it is too long for one. Pure.
import { createHash } from 'node:crypto'
import type { Button } from '../../effects/catalogue.ts'
import { MESSAGE_LENGTH } from '../../effects/html.ts'
import type { Branch } from '../../events/event.ts'
import { POSTED } from '../operations.ts'
import { source } from '../words.ts'
import type { Entry } from './entries.ts'
import { buttonText, EMPTY, entryHtml, headHtml, type Look, nextHeadHtml, SECTION_TITLE, SURPLUS } from './words.ts'

export interface Part {
  html: string
  buttons: Button[][]
  refs: string[]
}

interface Limits {
  chars: number
  buttons: number
}

/** What Telegram takes, */
const MOST: Limits = { chars: MESSAGE_LENGTH, buttons: 100 }
/** and what a new plan fills: the day brings more, and nobody should need another message for it. */
const ROOMY: Limits = { chars: 3_500, buttons: 80 }

export interface Layout {
  branch: Branch
  day: string
  look: Look
  /** So many messages it has already; a day's plan never begins a new one while there is room. */
  standing: number
}

export function layOut(entries: readonly Entry[], layout: Layout): Part[] {
  const roomy = pack(entries, layout, ROOMY)
  const parts = layout.standing === 0 || roomy.length <= layout.standing ? roomy : pack(entries, layout, MOST)
  const surplus = Array.from({ length: Math.max(0, layout.standing - parts.length) }, (_, at): Part => {
    return { html: `${nextHeadHtml(layout.branch, parts.length + at + 1, layout.look)}\n\n${SURPLUS}`, buttons: [], refs: [] }
  })
  return [...parts, ...surplus]
}

function pack(entries: readonly Entry[], { branch, day, look }: Layout, limits: Limits): Part[] {
  const parts: Part[] = [{ html: headHtml(branch, day, entries, look), buttons: [], refs: [] }]
  let part = parts[0] as Part
  let section: Entry['section'] | null = null
  for (const [index, entry] of entries.entries()) {
    const text = entryHtml(entry, index + 1, day)
    const buttons = look === 'live' ? buttonsOf(entry, index + 1) : []
    const under = (last: typeof section) => (last === entry.section ? `\n${text}` : `\n\n${SECTION_TITLE[entry.section]}\n${text}`)
    const isFull =
      part.html.length + under(section).length > limits.chars || part.buttons.flat().length + buttons.flat().length > limits.buttons
    if (isFull && part.refs.length > 0) {
      part = { html: nextHeadHtml(branch, parts.length + 1, look), buttons: [], refs: [] }
      parts.push(part)
      section = null
    }
    part.html += under(section)
    part.buttons.push(...buttons)
    part.refs.push(entry.ref)
    section = entry.section
  }
  if (entries.length === 0) part.html += `\n\n${EMPTY[look]}`
  // A question is answered with what the answer rests on; the pinned plan is no answer.
  if (look.startsWith('asked')) part.html += `\n\n${source('наша база (RentProg)')}`
  return parts
}

/** Two a row: the first button of an operation begins a row of its own. */
function buttonsOf({ ref, kind, state, items, operation }: Entry, n: number): Button[][] {
  const isOpen = kind !== 'move' && (state === 'pending' || (state === 'done' && operation?.status === 'closed'))
  const pressable = isOpen ? items.filter(({ code, done }) => code !== POSTED && (state === 'pending' || !done)) : []
  const buttons = pressable.map((item): Button => ({ text: buttonText(n, item), data: `dp|${ref}|${item.done ? '!' : ''}${item.code}` }))
  return Array.from({ length: Math.ceil(buttons.length / 2) }, (_, row) => buttons.slice(row * 2, row * 2 + 2))
}

/** What a message shows, in one line: a digest of it, then its references. */
export function digestOf({ html, buttons, refs }: Part): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([html, buttons]))
    .digest('hex')
    .slice(0, 16)
  return [digest, ...refs].join(' ')
}
