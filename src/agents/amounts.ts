// Sums as people write them: «200 USD», «1 200,50 лари», «$99.90». Minor units are read from the text, never by way of a float. Pure.

export type Currency = 'gel' | 'usd' | 'eur'

export type Amount =
  | { is: 'sum'; minor: number; currency: Currency }
  | { is: 'none' }
  /** `why` is said to whoever wrote it. */
  | { is: 'unclear'; why: string }

const NAMES: readonly [Currency, RegExp][] = [
  ['gel', /^(gel|лари|ლარი|₾)/iu],
  ['usd', /^(usd|долл?ар\p{L}*|бакс\p{L}*|\$)/iu],
  ['eur', /^(eur|евро|€)/iu],
]
/** A currency we do not take stands for itself, so that nobody is charged in another one. */
const CURRENCY = '(?:gel|usd|eur|rub|лари|ლარი|долл?ар\\p{L}*|бакс\\p{L}*|евро|руб\\p{L}*|[$€₾₽])'
const NUMBER = "(?:\\d{1,3}(?:[ \\u00a0\\u202f]\\d{3}(?!\\d))+|\\d+)(?:[.,'’]\\d+)*"
const SUM = new RegExp(
  `(?<![\\d.,#№\\p{L}–-])(?:(?<before>${CURRENCY})\\s?(?<prefixed>${NUMBER})|(?<number>${NUMBER})\\s?(?<after>${CURRENCY})(?![\\p{L}\\d]))`,
  'giu',
)
/** A currency without a sum we could read: nobody is to guess it. */
const NAMED = new RegExp(`(?<!\\p{L})${CURRENCY}(?!\\p{L})`, 'iu')
/** Stripe takes eight digits. */
const MOST_MINOR = 99_999_999

/** @returns the only sum of the text, and the text without it. */
export function amountIn(text: string): { amount: Amount; rest: string } {
  const found = [...text.matchAll(SUM)]
  const rest = text.replaceAll(SUM, ' ')
  const [first, ...others] = found.map(({ groups = {} }) =>
    read(groups.number ?? groups.prefixed ?? '', groups.before ?? groups.after ?? ''),
  )
  if (first === undefined) return { amount: NAMED.test(text) ? { is: 'unclear', why: 'не понял сумму' } : { is: 'none' }, rest }
  if (others.length > 0) return { amount: { is: 'unclear', why: 'в сообщении несколько сумм' }, rest }
  return { amount: first, rest }
}

function read(digits: string, name: string): Amount {
  const currency = NAMES.find(([, pattern]) => pattern.test(name))?.[0]
  if (currency === undefined) return { is: 'unclear', why: `в такой валюте («${name}») ссылок не делаю, только GEL, USD и EUR` }
  const minor = minorOf(digits)
  if (minor === null) return { is: 'unclear', why: `сумму «${digits}» можно понять по-разному` }
  if (minor === 0) return { is: 'unclear', why: 'сумма — ноль' }
  return minor > MOST_MINOR ? { is: 'unclear', why: 'сумма слишком велика' } : { is: 'sum', minor, currency }
}

/** Groups of three behind a space or an apostrophe; a point or a comma groups only where the other one stands for the cents. */
const SPACED = /^(\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/
const POINTED = /^(\d{1,3}(?:\.\d{3})+),(\d{1,2})$/
const COMMAED = /^(\d{1,3}(?:,\d{3})+)\.(\d{1,2})$/

function minorOf(digits: string): number | null {
  const [, whole, cents = ''] = SPACED.exec(digits) ?? POINTED.exec(digits) ?? COMMAED.exec(digits) ?? []
  if (whole === undefined) return null
  const minor = Number(`${whole.replaceAll(/\D/g, '')}${cents.padEnd(2, '0')}`)
  return Number.isSafeInteger(minor) ? minor : null
}
