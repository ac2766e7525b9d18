// Russian words for whatever is written below the agents, too: branches, moments, sums, lines.
import { inTbilisi } from '../clock.ts'
import type { Branch } from '../events/event.ts'

export const BRANCH_NAME: Record<Branch, string> = {
  tbilisi: 'Тбилиси',
  batumi: 'Батуми',
  kutaisi: 'Кутаиси',
  'service-center': 'Сервисный центр',
}

/** `5 ноября 12:30`: stays true however long it is read. */
export function dateTime(at: Date, now: Date): string {
  const sameYear = inTbilisi(at).year === inTbilisi(now).year
  return inTbilisi(at)
    .setLocale('ru')
    .toFormat(sameYear ? 'd MMMM HH:mm' : 'd MMMM yyyy HH:mm')
}

/** Units of the booking's own currency, which RentProg does not name. */
export const money = (minor: number): string => (minor % 100 === 0 ? String(minor / 100) : (minor / 100).toFixed(2).replace('.', ','))

/** `150,00 GEL`: where the currency is known. */
export const sum = (minor: number, currency: string): string => `${(minor / 100).toFixed(2).replace('.', ',')} ${currency.toUpperCase()}`

/** What begins a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Lines of a message: absent ones leave no gap, an empty one is a gap. */
export const lines = (...parts: (string | null | undefined | false)[]): string =>
  parts.filter((part): part is string => typeof part === 'string').join('\n')
