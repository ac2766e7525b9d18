// What counts as personal or secret, as tables: names of fields, and shapes of text.

/** How a field is masked: everything below it, its free text, or only what has a telling shape. */
export type Treatment = 'personal' | 'secret' | 'text' | 'plain'

export const HIDDEN = '***'

/** Names of fields, lower case, without `_` and `-`. */
const personal = new Set([
  ...['name', 'firstname', 'lastname', 'middlename', 'fullname', 'surname', 'patronymic', 'fio', 'nickname', 'username', 'login'],
  ...['clientname', 'customername', 'fromname', 'contactname', 'responsible', 'cardholder', 'identifier', 'destination', 'address'],
  ...['tel', 'telephone', 'telephones', 'mobile', 'whatsapp', 'viber', 'birthday', 'birthdate', 'dateofbirth', 'dob'],
])
const secret = new Set([
  'authorization',
  'cookie',
  'setcookie',
  'token',
  'secret',
  'password',
  'apikey',
  'accesstoken',
  'refreshtoken',
  'stripesignature',
  't',
])
const text = new Set([
  'text',
  'html',
  'caption',
  'comment',
  'description',
  'title',
  'rawtext',
  'transcript',
  'content',
  'quote',
  'query',
  'person',
  'output',
])

const personalShape = /^(?:passport|driver|license|licence)|(?:phone|email|phones|emails)$/
const secretShape = /(?:password|secret|token|apikey)$/
/** `booking-controller`, `car_get`: the name of a thing of ours, not of a person. */
const ourName = /^[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)+$/

/** The same few hundred keys come again and again; keys that a stranger makes up must not fill the memory. */
const known = new Map<string, Treatment>()
const MAX_KNOWN = 2_000

export function treatmentOf(key: string, value: unknown): Treatment {
  if (key === 'name' && typeof value === 'string' && ourName.test(value)) return 'plain'
  const before = known.get(key)
  if (before) return before
  const treatment = treatmentOfKey(key)
  if (known.size < MAX_KNOWN) known.set(key, treatment)
  return treatment
}

function treatmentOfKey(key: string): Treatment {
  const flat = key.toLowerCase().replace(/[-_]/g, '')
  if (secret.has(flat) || secretShape.test(flat)) return 'secret'
  if (personal.has(flat) || personalShape.test(flat)) return 'personal'
  return text.has(flat) ? 'text' : 'plain'
}

// Every pattern starts at a boundary and is bounded, so that no text makes it slow.
const shapes: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s{1,4}[^\s"',;]{1,4000}/gi, `$1 ${HIDDEN}`],
  // The hyphen keeps effect keys whole: `<uuid>:agent:kind:slot`.
  [/(?:(?<=\bbot)|(?<![\w-]))\d{1,20}:[A-Za-z0-9_-]{20,200}/g, HIDDEN],
  [/([?&](?:t|token|secret|key|api_key|access_token)=)[^&\s"'#]{1,4000}/gi, `$1${HIDDEN}`],
  [/(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu, HIDDEN],
  [/\+\d(?:[\s().-]{0,3}\d){7,14}(?!\d)/g, HIDDEN],
  // Local writing with separators: 8 (999) 123-45-67, 555 12 34 56, 555-123-456.
  [/(?<![\w.:+-])(?:[780][\s-]{0,2})?\(?\d{3}\)?[\s-]{1,2}\d{2,3}[\s-]{1,2}\d{2,3}(?:[\s-]{1,2}\d{2})?(?![\w:-])/g, HIDDEN],
  // Digits alone: 10–15 of them, but not a time in seconds or milliseconds; a minus marks a chat's id.
  [/(?<![\w.:+-])(?!1\d{9}(?!\d)|1\d{12}(?!\d))\d{10,15}(?![\w:-])/g, HIDDEN],
]

/** Whether any of them could be there: most lines have nothing of the kind. */
const suspicious = /\d\d\d|\+\d|@|[?&]\w+=|\b(?:bearer|basic)\s/i

export const hideShapes = (line: string): string =>
  suspicious.test(line) ? shapes.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), line) : line

const speaker = /(?:System|AI)Message(?:Chunk)?$/

/** True for a message that we or the model wrote: its `content` is ours to read, names in it are still hidden. */
export function isOurMessage(value: Readonly<Record<string, unknown>>): boolean {
  const { id, role, type } = value
  if (Array.isArray(id)) return speaker.test(String(id.at(-1)))
  return role === 'system' || role === 'assistant' || type === 'system' || type === 'ai'
}
