// What people read of speeding, batteries and silent trackers.
import { escapeHtml } from '../../effects/html.ts'
import type { Settings } from '../settings.ts'
import { bookingLink, lines, span, when } from '../words.ts'
import type { Drop } from './alerts.ts'
import type { Known } from './known.ts'
import { positionOf } from './position.ts'
import { agedText, bold, map, nameOf, strangerText } from './words.ts'

const volts = (value: number): string => value.toFixed(2).replace('.', ',')

const bookingOf = ({ papers }: Known): string | false => {
  const away = papers?.bookings.find(({ inRent }) => inRent)
  return away !== undefined && bookingLink(away.id, `Бронь ${away.number ?? away.id}`)
}

export const speedingText = (
  known: Known,
  { speedKmh, fixAt, isStrange, lat, lon }: { speedKmh: number; fixAt: Date; isStrange: boolean; lat?: number; lon?: number },
  settings: Settings,
  now: Date,
): string => {
  const at = positionOf(lat, lon)
  return lines(
    `🏎 <b>Превышение скорости: ${Math.round(speedKmh)} км/ч</b> (порог ${settings.speedLimitKmh}) — ${bold(nameOf(known))}, ${when(fixAt, now)}.`,
    bookingOf(known),
    isStrange && known.car !== null && 'Брони и разрешения у авто сейчас нет.',
    strangerText(known),
    at !== null && map(at),
    agedText(fixAt, settings, now),
    known.responsible === null ? 'Выясните, пожалуйста, кто за рулём.' : 'Свяжитесь, пожалуйста, с клиентом.',
  )
}

export const batteryText = (
  known: Known,
  { batteryV, fixAt, drop }: { batteryV: number; fixAt: Date; drop: Drop | null },
  settings: Settings,
  now: Date,
): string =>
  lines(
    `${drop?.isCritical ? '🪫 <b>Критическое' : '🔋 <b>Нестандартное'} падение вольтажа: ${volts(batteryV)} В</b> — ${bold(nameOf(known))}, ${when(fixAt, now)}.`,
    drop !== null && `В среднем по парку за сутки ${volts(drop.meanV)} В.`,
    strangerText(known),
    agedText(fixAt, settings, now),
    drop?.isCritical ? 'Авто может не завестись: проверьте аккумулятор сегодня.' : 'Проверьте, пожалуйста, аккумулятор.',
  )

export const deadText = (known: Known, { since, isLost }: { since: Date; isLost: boolean }, now: Date): string =>
  lines(
    `📡 <b>${isLost ? 'Нет связи с маяком' : 'Маяк не видит GPS'}</b> — ${bold(nameOf(known))}, уже ${span(now.getTime() - since.getTime())} (с ${when(since, now)}).`,
    known.car !== null && 'Брони у авто сейчас нет. Проверьте, пожалуйста, где оно.',
    strangerText(known),
  )

export const unmatchedText = (known: Known): string =>
  lines(
    `🛰 <b>Едет авто, которого я не узнаю</b>`,
    strangerText(known),
    'Пока неизвестно, в каком он авто, поездки этого маяка никто не проверяет.',
    `Знаете, чей он? Руководитель подразделения, директор или администратор: <code>/tracker ${escapeHtml(known.deviceId)} AA-000-AA</code>.`,
  )
