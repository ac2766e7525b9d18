// What of an effect a person may put otherwise while it waits for their word, and how they write it. No model reads it. Pure.
import type { EffectKind, EffectPayload } from '../effects/catalogue.ts'
import { amountIn } from './amounts.ts'
import { money } from './words.ts'

export interface Editable {
  /** Fields of the payload as they are, by which the ledger knows that nobody else has changed them. */
  was: Record<string, unknown>
  /** The same for people, plain. */
  shown: string
  /** «новой суммой, например «250 GEL»»: how to answer, plain. */
  how: string
  example: string
  read(text: string): Reading
}

export type Reading = { is: 'wish'; set: Record<string, unknown>; shown: string } | { is: 'unclear'; why: string }

const MOST_TEXT = 3_000

const sumText = (minor: number, currency: string): string => `${money(minor)} ${currency.toUpperCase()}`
const BARE = /^[\d\s\u00a0\u202f.,'’]+$/

const FILLER = /^(?:[\s.,!]|сумма|пусть|будет|давай|сделай|поставь|лучше)*$/iu

interface Sum {
  minor: number
  currency: string
  /** No other currency is taken. */
  isFixed: boolean
}

function sum(
  was: Record<string, unknown>,
  { minor, currency, isFixed }: Sum,
  set: (minor: number, currency: string) => Record<string, unknown>,
): Editable {
  const sign = minor < 0 ? -1 : 1
  const example = sumText(25_000, currency)
  return {
    was,
    shown: sumText(minor, currency),
    how: `новой суммой, например «${example}»`,
    example,
    read(text) {
      const { amount, rest } = amountIn(BARE.test(text) ? `${text.trim()} ${currency}` : text)
      if (amount.is !== 'sum') return { is: 'unclear', why: amount.is === 'unclear' ? amount.why : 'не понял сумму' }
      // «на 20 лари меньше», «не 250, а 300 GEL»: whatever else is said may change what is meant.
      if (!FILLER.test(rest)) return { is: 'unclear', why: 'понимаю только одну сумму, без других слов' }
      if (isFixed && amount.currency !== currency.toLowerCase())
        return { is: 'unclear', why: `здесь сумма только в ${currency.toUpperCase()}` }
      return { is: 'wish', set: set(sign * amount.minor, amount.currency), shown: sumText(sign * amount.minor, amount.currency) }
    },
  }
}

function text(was: Record<string, unknown>, current: string, set: (text: string) => Record<string, unknown>): Editable {
  return {
    was,
    shown: `«${current}»`,
    how: 'новым текстом: он заменит прежний целиком',
    example: 'новый текст целиком',
    read(said) {
      const next = said.trim()
      if (next === '') return { is: 'unclear', why: 'текста нет' }
      return next.length > MOST_TEXT ? { is: 'unclear', why: 'текст слишком длинный' } : { is: 'wish', set: set(next), shown: `«${next}»` }
    },
  }
}

/** Sums of a booking that RentProg takes in whole or broken units. */
const SUMS: readonly string[] = ['price', 'total', 'deposit']

/** @returns null where there is nothing to put otherwise: it is done or it is not. */
export function editable(kind: EffectKind, payload: unknown, { bookingCurrency }: { bookingCurrency: string }): Editable | null {
  switch (kind) {
    case 'stripe.link': {
      const { amountMinor, currency } = payload as EffectPayload<'stripe.link'>
      return sum({ amountMinor, currency }, { minor: amountMinor, currency, isFixed: false }, (minor, code) => ({
        amountMinor: minor,
        currency: code,
      }))
    }
    case 'rentprog.payment': {
      const { amountMinor } = payload as EffectPayload<'rentprog.payment'>
      return sum({ amountMinor }, { minor: amountMinor, currency: bookingCurrency, isFixed: true }, (minor) => ({ amountMinor: minor }))
    }
    case 'rentprog.update': {
      const { set } = payload as EffectPayload<'rentprog.update'>
      const [[name, value] = ['', null], ...others] = Object.entries(set)
      if (others.length > 0) return null
      if (SUMS.includes(name) && typeof value === 'number')
        return sum({ set }, { minor: Math.round(value * 100), currency: bookingCurrency, isFixed: true }, (minor) => ({
          set: { [name]: minor / 100 },
        }))
      return name === 'description' && typeof value === 'string' ? text({ set }, value, (next) => ({ set: { description: next } })) : null
    }
    case 'umnico.reply': {
      const { text: said } = payload as EffectPayload<'umnico.reply'>
      return text({ text: said }, said, (next) => ({ text: next }))
    }
    default:
      return null
  }
}
