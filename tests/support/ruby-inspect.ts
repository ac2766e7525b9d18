// Prints a value as Ruby's `Hash#inspect` does, in the notation before 3.4 or in that of 3.4.

export interface RubyNotation {
  version: '3.1' | '3.4'
  keys: 'string' | 'symbol'
  /** Floats keep their `.0`; an integer column prints without it. */
  numbers: 'integer' | 'float'
}

export function rubyInspect(value: unknown, notation: RubyNotation): string {
  if (value === null) return 'nil'
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') return number(value, notation)
  if (Array.isArray(value)) return `[${value.map((item) => rubyInspect(item, notation)).join(', ')}]`
  if (typeof value !== 'object') return String(value)
  return `{${Object.entries(value)
    .map(([key, item]) => keyOf(key, notation) + rubyInspect(item, notation))
    .join(', ')}}`
}

const SIMPLE_SYMBOL = /^[A-Za-z_][A-Za-z_0-9]*[?!]?$/

function keyOf(key: string, { version, keys }: RubyNotation): string {
  const name = keys === 'symbol' && SIMPLE_SYMBOL.test(key) ? key : quote(key)
  if (keys === 'string') return name + (version === '3.1' ? '=>' : ' => ')
  return version === '3.1' ? `:${name}=>` : `${name}: `
}

function number(value: number, { numbers }: RubyNotation): string {
  if (Number.isSafeInteger(value) && numbers === 'integer') return String(value)
  const [mantissa = '', exponent = ''] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 15) return Number.isInteger(value) ? `${value}.0` : String(value)
  const sign = power < 0 ? '-' : '+'
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${sign}${String(Math.abs(power)).padStart(2, '0')}`
}

const NAMED: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\f': '\\f',
  '\v': '\\v',
  '\b': '\\b',
  '\x07': '\\a',
  '\x1b': '\\e',
}

const quote = (text: string): string =>
  `"${[...text]
    .map((character) => NAMED[character] ?? unprintable(character))
    .join('')
    .replace(/#(?=[{$@])/g, '\\#')}"`

function unprintable(character: string): string {
  if (!/[\p{C}\p{Zl}\p{Zp}]/u.test(character)) return character
  const point = character.codePointAt(0) ?? 0
  const hex = point.toString(16).toUpperCase()
  return point > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
}
