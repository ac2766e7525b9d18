// «Обслужено» and «Напомнить завтра» under a reminder.
import { HOUR_MS, inTbilisi } from '../../clock.ts'
import { may } from '../../effects/roles.ts'
import type { EventOf } from '../../events/index.ts'
import type { Staff } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { denied } from '../denied.ts'
import { carLabel } from '../words.ts'
import type { Act, Care, Decision } from './acts.ts'
import { recorded } from './done.ts'
import { type CaredCar, look, servicedIn } from './look.ts'
import { kilometres } from './words.ts'

export interface PressedFacts {
  what: 'pressed'
  queryId: string
  staff: Staff | null
  wish: { is: 'done' } | { is: 'later'; care: Care } | null
  car: CaredCar | null
}

const WISHES: Readonly<Record<string, PressedFacts['wish']>> = {
  'svc-done': { is: 'done' },
  'svc-later': { is: 'later', care: 'service' },
  'insp-later': { is: 'later', care: 'inspection' },
}

export async function gatherPressed({ payload }: EventOf<'callback.button'>, context: GatherContext): Promise<PressedFacts> {
  const { rental } = context.read
  const [id, action = ''] = /^mt\|(\d{1,10})\|([a-z-]{1,12})$/.exec(payload.data)?.slice(1) ?? []
  const isId = id !== undefined && Number(id) <= 2 ** 31 - 1
  const [staff, row] = await Promise.all([rental.staffByTelegram(payload.fromId), isId ? rental.car(Number(id)) : null])
  const branch = branchOf(row?.branch)
  const car = row === null || branch === undefined ? null : await look(row, branch, context)
  return { what: 'pressed', queryId: payload.callbackQueryId, staff, wish: WISHES[action] ?? null, car }
}

/** A second tap within this is the same service. */
const SAME_MS = 12 * HOUR_MS

export function pressed({ queryId, staff, wish, car }: PressedFacts, { clock, settings }: DecideContext): Decision {
  const answer = (text: string, summary: string, acts: Act[] = []): Decision => ({
    acts: [{ act: 'answer', queryId, text }, ...acts],
    summary,
  })
  const allowed = may(staff, 'service.record', { branch: car === null ? null : servicedIn(car, staff) })
  if (!allowed.yes) {
    const refusal = answer(allowed.because, 'Кнопку нажал тот, кто обслуживание не отмечает: отказал.')
    return denied(refusal, staff, 'service.record', `car:${car?.id ?? '?'}`)
  }
  const by = allowed.person
  if (wish === null || car === null) return answer('Эта кнопка уже не работает.', 'Кнопка ни к какой машине не относится: так и ответил.')
  const now = clock.now()
  const name = carLabel(car)
  if (wish.is === 'later') {
    const { officeFromHour } = settings(car.branch)
    const at = inTbilisi(now).startOf('day').plus({ days: 1, hours: officeFromHour }).toJSDate()
    return answer('Хорошо, напомню завтра утром.', `${name}: ${by.name} просит напомнить завтра.`, [
      { act: 'wake', care: wish.care, carId: car.id, branch: car.branch, at },
    ])
  }
  const { service } = car
  if (service?.lastAt != null && service.reminded === null && now.getTime() - service.lastAt.getTime() < SAME_MS)
    return answer('Уже записано, спасибо!', `${name}: обслуживание уже записано.`)
  const hint =
    car.mileageKm === null
      ? 'Пробега я не знаю: напишите его в тему авто.'
      : `Пробег ${kilometres(car.mileageKm)}; если другой — напишите в тему авто.`
  return answer(
    `Записал: обслужено сегодня. ${hint}`,
    `${name}: ${by.name} отметил(а) обслуживание${car.mileageKm === null ? '' : ` на ${kilometres(car.mileageKm)}`}.`,
    recorded(car, { at: now, mileageKm: car.mileageKm, by }),
  )
}
