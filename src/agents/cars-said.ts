// Which car people mean: by plate, by its last digits, by model as they call it.
import { plateIn, tokensOf } from './phrases.ts'

interface Named {
  id: number
  name: string | null
  code: string | null
  plate: string | null
}

/** As staff call models in Russian; beginnings, the name in RentProg behind each. Extend freely. */
const SPOKEN: Readonly<Record<string, string>> = {
  приус: 'prius',
  камри: 'camry',
  королл: 'corolla',
  хайлюкс: 'hilux',
  рав: 'rav4',
  рио: 'rio',
  спорт: 'sportage',
  тусон: 'tucson',
  туссан: 'tucson',
  элантр: 'elantra',
  фьюжн: 'fusion',
  фьюжен: 'fusion',
  транзит: 'transit',
  мерс: 'mercedes',
  мерседес: 'mercedes',
  круз: 'cruze',
  аутлендер: 'outlander',
  сентр: 'sentra',
  форестер: 'forester',
  фит: 'fit',
  астр: 'astra',
  тойот: 'toyota',
  форд: 'ford',
  субар: 'subaru',
  ниссан: 'nissan',
  хонд: 'honda',
  хендай: 'hyundai',
  хундай: 'hyundai',
  киа: 'kia',
}

/** Words that are part of many cars' names and mean none of them. */
const MAKES = new Set(['toyota', 'ford', 'subaru', 'nissan', 'honda', 'hyundai', 'kia', 'mercedes', 'opel', 'chevrolet', 'mitsubishi'])

const bare = (text: string): string => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')

const spoken = (token: string): string => Object.entries(SPOKEN).find(([beginning]) => token.startsWith(beginning))?.[1] ?? token

/** A plate decides alone; else three digits of one; else the model; a make only when nothing else is said. */
export function carsMeant<C extends Named>(text: string, cars: readonly C[]): C[] {
  const plate = plateIn(text)
  if (plate !== undefined) return cars.filter((car) => car.plate !== null && bare(car.plate) === bare(plate))
  const tokens = tokensOf(text).map(spoken)
  const digits = tokens.filter((token) => /^\d{3}$/.test(token))
  const byDigits = cars.filter(({ plate: own }) => digits.some((wanted) => own !== null && bare(own).replace(/\D/g, '') === wanted))
  const words = tokens.filter((token) => token.length > 2 && !/^\d+$/.test(token))
  const named = (wanted: readonly string[]) =>
    cars.filter(({ name, code }) => tokensOf(`${name ?? ''} ${code ?? ''}`).some((own) => wanted.includes(own)))
  const byModel = named(words.filter((token) => !MAKES.has(token)))
  if (byDigits.length > 0) {
    const both = byDigits.filter((car) => byModel.includes(car))
    return both.length > 0 ? both : byDigits
  }
  return byModel.length > 0 ? byModel : named(words.filter((token) => MAKES.has(token)))
}
