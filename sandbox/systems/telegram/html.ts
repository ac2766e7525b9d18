// Telegram's HTML: which tags it takes, what text remains, and its own words when it is wrong.

export interface Entity {
  type: string
  offset: number
  length: number
  url?: string
}

export interface Parsed {
  text: string
  entities: Entity[]
}

/** Carries the part of the description after `can't parse entities: `. */
export class BadEntities extends Error {
  override name = 'BadEntities'
}

const TYPES: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  'tg-emoji': 'custom_emoji',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
}
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }
const TOKEN = /<(\/?)([^\s<>]*)([^<>]*)>|&(#x?[0-9a-fA-F]+|[a-z]+);|</g

interface Open {
  tag: string
  offset: number
  url?: string
}

/** @throws BadEntities as Telegram would refuse the text. */
export function parseHtml(html: string): Parsed {
  const open: Open[] = []
  const entities: Entity[] = []
  let text = ''
  let read = 0
  for (const match of html.matchAll(TOKEN)) {
    const [token, slash, name = '', attributes = '', reference] = match
    text += html.slice(read, match.index)
    read = match.index + token.length
    const at = () => `at byte offset ${Buffer.byteLength(html.slice(0, match.index))}`
    if (reference !== undefined) text += decoded(reference) ?? token
    else if (token === '<') throw new BadEntities(`Unclosed start tag ${at()}`)
    else if (slash) entities.push(closed(open.pop(), name.toLowerCase(), text.length, at))
    else open.push(opened(name.toLowerCase(), attributes, text.length, at))
  }
  const left = open.pop()
  if (left) throw new BadEntities(`Can't find end tag corresponding to start tag "${left.tag}"`)
  return { text: text + html.slice(read), entities: entities.filter(({ length }) => length > 0).sort((a, b) => a.offset - b.offset) }
}

function opened(tag: string, attributes: string, offset: number, at: () => string): Open {
  const spoiler = tag !== 'span' || /class\s*=\s*["']?tg-spoiler/.test(attributes)
  if (!(tag in TYPES) || !spoiler) throw new BadEntities(`Unsupported start tag "${tag}" ${at()}`)
  const url = tag === 'a' ? /href\s*=\s*["']?([^"'\s]*)/.exec(attributes)?.[1] : undefined
  return { tag, offset, url }
}

function closed(opening: Open | undefined, tag: string, end: number, at: () => string): Entity {
  if (!opening) throw new BadEntities(`Unexpected end tag ${at()}`)
  if (tag !== opening.tag) throw new BadEntities(`Unmatched end tag ${at()}, expected "</${opening.tag}>", found "</${tag}>"`)
  const type = TYPES[tag] ?? tag
  return { type, offset: opening.offset, length: end - opening.offset, ...(opening.url === undefined ? {} : { url: opening.url }) }
}

function decoded(reference: string): string | undefined {
  if (!reference.startsWith('#')) return NAMED[reference]
  const code = reference.startsWith('#x') ? Number.parseInt(reference.slice(2), 16) : Number(reference.slice(1))
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}
