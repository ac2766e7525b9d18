// Which car a tracker is in: by its row, by the plate, else by the last digits of the plate and the model. Otherwise a person looks.
import { BRANCHES } from '../../events/event.ts'
import type { Car, Rental, Tracker } from '../../tools/rental.ts'
import { tokensOf } from '../phrases.ts'

const plain = (text: string): string => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')

/** @param label what the collector calls the car: its plate, or a name with a part of it. */
export async function carIn(
  { tracker, label }: { tracker: Tracker | null; label: string | null },
  rental: Pick<Rental, 'car' | 'carByPlate' | 'carsOf'>,
): Promise<Car | null> {
  const isRelabelled = label !== null && tracker?.plate != null && plain(tracker.plate) !== plain(label)
  if (tracker?.carId != null && !isRelabelled) {
    const known = await rental.car(tracker.carId)
    if (known !== null) return known
  }
  if (label === null) return null
  const exact = await rental.carByPlate(label)
  if (exact !== null) return exact
  const fleet = await Promise.all(BRANCHES.map((branch) => rental.carsOf(branch)))
  return byDigitsAndModel(label, fleet.flat())
}

/** `Prius 000` is the only Prius whose plate has 000. */
export function byDigitsAndModel(label: string, fleet: readonly Car[]): Car | null {
  const said = plain(label)
  const digits = said.match(/\d+/g)?.at(-1)?.slice(-3)
  if (digits === undefined || digits.length < 3) return null
  const models = ({ name }: Car) => tokensOf(name ?? '').filter((word) => word.length > 2)
  const fitting = fleet.filter(
    (car) =>
      plain(car.plate ?? '')
        .match(/\d+/g)
        ?.at(-1)
        ?.slice(-3) === digits && models(car).some((word) => said.includes(plain(word))),
  )
  return fitting.length === 1 ? (fitting[0] ?? null) : null
}
