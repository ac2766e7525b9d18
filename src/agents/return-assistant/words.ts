// What only the report of a return says: how far it went, the tank, the fines.
import type { ReportWords } from '../handover-report.ts'
import { money } from '../words.ts'

export const words: ReportWords = {
  details: ({ extras }, items) => {
    const { start_mileage: from, end_mileage: to, gas_end_full: isFull, fine } = extras
    return {
      drivenKm: typeof from === 'number' && typeof to === 'number' && to > from ? to - from : null,
      tankFull: typeof isFull === 'boolean' ? isFull : null,
      finesChecked: items?.find(({ code }) => code === 'fines')?.done ?? null,
      fineMinor: typeof fine === 'number' && fine > 0 ? Math.round(fine * 100) : null,
    }
  },
  lines: ({ drivenKm, tankFull, finesChecked, fineMinor }) => {
    const tank = tankFull === null ? 'уровень в RentProg не отмечен' : tankFull ? 'бак полный' : 'бак не полный'
    const checked = finesChecked === null ? 'проверку не отмечали' : finesChecked ? 'проверены' : 'не проверены'
    return [
      ...(drivenKm === null ? [] : [`🛣 Пробег за аренду: ${drivenKm} км`]),
      `⛽️ Полный — полный: ${tank}`,
      `🚓 Штрафы: ${checked}${typeof fineMinor === 'number' ? `, начислено ${money(fineMinor)}` : ''}`,
    ]
  },
}
