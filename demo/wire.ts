// What RentProg puts on the wire: the name of an event and its payload, in one of the encodings it has been seen to use.

export type Encoding = 'ruby' | 'ruby-3.4' | 'json-string' | 'object'
export type Payload = { readonly [field: string]: Value }
type Value = string | number | boolean | null | readonly Value[] | Payload

/** The body of one webhook. */
export const wire = (event: string, payload: Payload, encoding: Encoding): string =>
  JSON.stringify({ event, payload: encoded(payload, encoding) })

function encoded(payload: Payload, encoding: Encoding): Payload | string {
  if (encoding === 'object') return payload
  if (encoding === 'json-string') return JSON.stringify(payload)
  return inspect(payload, encoding === 'ruby' ? '=>' : ' => ')
}

/** `Hash#inspect`; JSON escapes are what Ruby prints for the texts of this story. */
function inspect(value: Value, arrow: string): string {
  if (value === null) return 'nil'
  if (Array.isArray(value)) return `[${value.map((item) => inspect(item, arrow)).join(', ')}]`
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}${arrow}${inspect(item, arrow)}`)
      .join(', ')}}`
  return JSON.stringify(value)
}
