// Finding what a person means by plain words: phrases of word beginnings, booking numbers, licence plates.

/** Lower case, ё as е, split at whatever is neither letter nor digit. */
export const tokensOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '')

/** Shorter than this a word stands for itself: `за` does not begin `загорелся`. */
const BEGINNING = 4

const means = (token: string | undefined, stem: string): boolean =>
  stem.length < BEGINNING ? token === stem : token?.startsWith(stem) === true

/** `горит чек` is said when `чек` follows a word that begins with `горит`. */
export const says = (text: string, phrases: readonly string[]): boolean => wordsSaid(text, phrases) > 0

/** How many words the longest phrase has that is said; 0 when none is. */
export function wordsSaid(text: string, phrases: readonly string[]): number {
  const tokens = tokensOf(text)
  const said = phrases
    .map((phrase) => phrase.split(' '))
    .filter((stems) => tokens.some((_, at) => stems.every((stem, i) => means(tokens[at + i], stem))))
  return Math.max(0, ...said.map(({ length }) => length))
}

/** The first intent of the table that the text names. */
export const intentIn = (text: string, keywords: Readonly<Record<string, readonly string[]>>): string | undefined =>
  Object.keys(keywords).find((intent) => says(text, keywords[intent] ?? []))

const PLATE = /(?<![A-Z])[A-Z]{2}[- ]?\d{3}[- ]?[A-Z]{2}(?![A-Z])/i

/** Georgian plates: `AA-000-AA`, `AA 000 AA`, `AA000AA`. */
export const plateIn = (text: string): string | undefined => PLATE.exec(text)?.[0]?.toUpperCase()

/** Numbers that may be a booking's number or id, in the order they stand; times, prices, plates and dates are not. */
export function bookingNumbersIn(text: string): number[] {
  const found = text.replace(new RegExp(PLATE, 'gi'), ' ').matchAll(/(?<![\d:.,+]|\d-)\d{3,9}(?![\d:]|[.,-]\d)/g)
  return [...new Set([...found].map(([digits]) => Number(digits)))].filter((n) => n > 0)
}
