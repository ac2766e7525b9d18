// What a method was called with, whichever way it came: query, form fields or JSON.
import { fields, isRecord } from '../../bodies.ts'
import type { Call } from '../../system.ts'
import { BadEntities, type Entity, parseHtml } from './html.ts'

export type Parameters = Record<string, unknown>

/** A refusal in Telegram's words. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly status: number
  constructor(status: number, description: string) {
    super(description)
    this.status = status
  }
}

export const badRequest = (what: string): Refusal => new Refusal(400, `Bad Request: ${what}`)

/** In a form these are JSON in text. */
const STRUCTURED = new Set([
  'reply_markup',
  'entities',
  'reply_parameters',
  'allowed_updates',
  'commands',
  'scope',
  'link_preview_options',
  'media',
])

export function parametersOf({ query, body }: Call): Parameters {
  const given = { ...Object.fromEntries(query), ...fields(body) }
  for (const [name, value] of Object.entries(given)) {
    if (STRUCTURED.has(name) && typeof value === 'string') given[name] = json(value, name)
  }
  return given
}

function json(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest(`can't parse ${name} JSON object`)
  }
}

export function integer(parameters: Parameters, name: string): number | undefined {
  const value = parameters[name]
  if (value === undefined || value === null || value === '') return undefined
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw badRequest(`parameter "${name}" must be an integer`)
  return number
}

export const text = (parameters: Parameters, name: string): string => (parameters[name] === undefined ? '' : String(parameters[name]))

const MAX_TEXT = 4096
const MAX_CAPTION = 1024

/** The text as it will be shown, checked as Telegram checks it. */
export function content(parameters: Parameters): { text: string; entities: Entity[] } {
  const raw = text(parameters, 'text')
  const shown = parsed(raw, text(parameters, 'parse_mode'))
  if (shown.text.trim() === '') throw badRequest('message text is empty')
  if ([...shown.text].length > MAX_TEXT) throw badRequest('message is too long')
  return shown
}

/** The words under a file, checked; nothing where there are none. */
export function captionOf(parameters: Parameters): { caption?: string; caption_entities?: Entity[] } {
  const raw = text(parameters, 'caption')
  if (raw === '') return {}
  const shown = parsed(raw, text(parameters, 'parse_mode'))
  if ([...shown.text].length > MAX_CAPTION) throw badRequest('message caption is too long')
  return { caption: shown.text, ...(shown.entities.length > 0 ? { caption_entities: shown.entities } : {}) }
}

function parsed(raw: string, mode: string) {
  // Markdown is taken as it stands: nothing of ours sends it.
  if (['', 'markdown', 'markdownv2'].includes(mode.toLowerCase())) return { text: raw, entities: [] }
  if (mode.toLowerCase() !== 'html') throw badRequest('unsupported parse_mode')
  try {
    return parseHtml(raw)
  } catch (error) {
    if (error instanceof BadEntities) throw badRequest(`can't parse entities: ${error.message}`)
    throw error
  }
}

/** The inline keyboard, checked; undefined when there is none. */
export function markup({ reply_markup }: Parameters): unknown {
  if (!isRecord(reply_markup) || reply_markup.inline_keyboard === undefined) return undefined
  const rows = reply_markup.inline_keyboard
  if (!Array.isArray(rows)) throw badRequest(`can't parse inline keyboard markup JSON object`)
  for (const button of rows.flat() as unknown[]) checkButton(button)
  return rows.flat().length === 0 ? undefined : { inline_keyboard: rows }
}

function checkButton(button: unknown): void {
  if (!isRecord(button) || typeof button.text !== 'string' || button.text === '')
    throw badRequest(`can't parse inline keyboard button: Field "text" must be non-empty`)
  const { callback_data, text: _, ...actions } = button
  if (callback_data === undefined && Object.keys(actions).length === 0)
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
  const bytes = typeof callback_data === 'string' ? Buffer.byteLength(callback_data) : 1
  if (bytes === 0 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID')
}
