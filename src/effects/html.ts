// Telegram HTML: escaping what others wrote, and cutting what is longer than one message may be.

/** What a message may hold; counted with its tags, which is on the safe side. */
export const MESSAGE_LENGTH = 4096

/** They turn round whatever is written after them, our own words too. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g

export const escapeHtml = (text: string): string =>
  text.replaceAll(TURNING, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Tags, entities and line ends whole; everything else by the character. */
const PIECE = /<[^>]*>|&[^;\s]{1,10};|\n+|[\s\S]/gu
const TAG = /^<(\/?)([a-z][a-z0-9-]*)[^>]*>$/i

interface Cut {
  at: number
  /** Tags still open there, outermost first. */
  open: readonly string[]
}

/**
 * Cuts at a paragraph, else a line, else a space, else anywhere but inside a tag or an entity.
 * Tags open at a cut are closed there and opened again in the next part.
 */
export function splitHtml(html: string, limit: number = MESSAGE_LENGTH): string[] {
  const parts: string[] = []
  let rest = html
  while (rest.length > limit) {
    const { at, open } = bestCut(rest, limit)
    parts.push(rest.slice(0, at).trimEnd() + closing(open))
    rest = open.join('') + rest.slice(at).trimStart()
  }
  const worded = [...parts, rest].filter((part) => part.replace(/<[^>]*>/g, '').trim() !== '')
  // A message of nothing is Telegram's to refuse, not ours to swallow.
  return worded.length > 0 ? worded : [html]
}

const closing = (open: readonly string[]): string =>
  open
    .map((tag) => `</${tag.match(TAG)?.[2] ?? ''}>`)
    .reverse()
    .join('')

/** The kinds of places, best first, and the part of a message that must stand before one. */
const PREFERRED = [
  ['paragraph', 0.5],
  ['line', 0.5],
  ['space', 0.1],
] as const

function bestCut(html: string, limit: number): Cut {
  const best = new Map<Kind, Cut>()
  let open: readonly string[] = []
  for (const match of html.matchAll(PIECE)) {
    // A closing tag may still fit where the character before it did not, so look a little past the limit.
    if (match.index > limit) break
    const piece = match[0]
    const at = match.index + piece.length
    open = after(open, piece)
    const moves = at > open.join('').length
    if (moves && at + closing(open).length <= limit) best.set(kindOf(piece), { at, open })
  }
  const cut = PREFERRED.map(([kind, least]) => ({ found: best.get(kind), least })).find(
    ({ found, least }) => found !== undefined && found.at > limit * least,
  )
  // Where a tag alone is longer than a message there is no good place; it is cut like text.
  return cut?.found ?? best.get('anywhere') ?? best.get('line') ?? { at: limit, open: [] }
}

type Kind = 'paragraph' | 'line' | 'space' | 'anywhere'

function kindOf(piece: string): Kind {
  if (piece.startsWith('\n')) return piece.length > 1 ? 'paragraph' : 'line'
  return piece.trim() === '' ? 'space' : 'anywhere'
}

function after(open: readonly string[], piece: string): readonly string[] {
  const tag = piece.match(TAG)
  if (!tag) return open
  return tag[1] === '/' ? open.slice(0, -1) : [...open, piece]
}

/** Texts below each other with an empty line between; absent ones leave no gap. */
export const blocks = (...texts: (string | undefined)[]): string => texts.filter((text) => text !== undefined).join('\n\n')
