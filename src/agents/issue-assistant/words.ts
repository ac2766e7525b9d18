// What only the report of an issue says: the insurance that was sold, the equipment that went along.
import type { BookingView } from '../booking-facts.ts'
import type { ReportWords } from '../handover-report.ts'
import { money } from '../words.ts'

const INSURANCE = { super_kasko: 'Супер КАСКО', kasko: 'КАСКО', osago: 'ОСАГО', theft: 'угон', no_franchise: 'без франшизы' }
const EQUIPMENT = {
  chair: 'детское кресло',
  booster: 'бустер',
  chair_less_1_year: 'автолюлька',
  navigator: 'навигатор',
  charger: 'зарядка',
  wifi_router: 'Wi-Fi роутер',
}
const QUANTITY: Record<string, string> = { chair: 'chairs_quantity', booster: 'boosters_quantity' }

export const words: ReportWords = {
  details: ({ extras }) => ({
    insurance: soldText(named(INSURANCE, extras), extras.insurance),
    equipment: soldText([...named(EQUIPMENT, extras), ...other(extras.other_equipment)], extras.equipment),
  }),
  lines: ({ insurance, equipment }) => [
    ...(insurance === null ? [] : [`🛡 Доп. страховка: ${insurance}`]),
    ...(equipment === null ? [] : [`🧰 Доп. оборудование: ${equipment}`]),
  ],
}

type Extras = BookingView['extras']

function named(table: Record<string, string>, extras: Extras): string[] {
  return Object.entries(table)
    .filter(([name]) => extras[name] === true)
    .map(([name, title]) => {
      const count = extras[QUANTITY[name] ?? '']
      return typeof count === 'number' && count > 1 ? `${title} ×${count}` : title
    })
}

const other = (text: unknown): string[] => (typeof text === 'string' && text.trim() !== '' ? [text.trim()] : [])

/** `нет` when RentProg says that nothing was sold, null when it says nothing. */
function soldText(items: string[], price: unknown): string | null {
  const all = [...items, ...(typeof price === 'number' && price > 0 ? [money(Math.round(price * 100))] : [])]
  return all.length > 0 ? all.join(', ') : price === 0 ? 'нет' : null
}
