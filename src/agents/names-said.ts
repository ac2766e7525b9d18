// Whether somebody is called by a part of their name: Russian names are declined, «у Анны», «Абуладзе».
import { tokensOf } from './phrases.ts'

/** So many letters at least must be the same. */
const STEM = 3
/** An ending is no longer. */
const ENDING = 2

export const isNamed = (text: string, name: string): boolean =>
  tokensOf(name).some((part) => part.length > STEM && tokensOf(text).some((word) => word.startsWith(stemOf(part))))

const stemOf = (part: string): string => part.slice(0, Math.max(STEM, part.length - ENDING))

/** One word alone, in whatever case it is typed: it must be as long as the name, or nearly. */
export const isName = (word: string, names: readonly string[]): boolean =>
  names
    .flatMap(tokensOf)
    .some((part) => part.length > STEM && Math.abs(part.length - word.length) <= ENDING && word.toLowerCase().startsWith(stemOf(part)))
