// A service that was done: the row counts from it, the card says so. Shared by the button and by words.
import type { Act } from './acts.ts'
import type { CaredCar } from './look.ts'
import { doneText } from './words.ts'

export interface Service {
  at: Date
  mileageKm: number | null
  by: { id: number; name: string }
}

export function recorded(car: CaredCar, { at, mileageKm, by }: Service): Act[] {
  const set = { lastAt: at.toISOString(), lastMileageKm: mileageKm, recordedBy: by.id, reminded: null, remindedAt: null, cardKey: null }
  const card = car.service?.cardKey ?? null
  const html = doneText(car, { at, mileageKm, by: by.name })
  return [
    { act: 'service', carId: car.id, set },
    { act: 'drop', care: 'service', carId: car.id, reason: 'the service was done' },
    card === null
      ? { act: 'tell', slot: 'done', to: { to: 'car', carId: car.id, branch: car.branch }, html }
      : { act: 'edit', message: card, html },
  ]
}
