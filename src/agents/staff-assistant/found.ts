// What the assistant has found, and what is being spoken of from then on.
import type { Spoken } from '../agent.ts'
import type { BookingAnswer } from './booking.ts'
import type { BranchFacts } from './branch.ts'
import type { CarsFacts } from './cars.ts'
import type { ClientFacts } from './clients.ts'
import type { FreeFacts } from './free.ts'
import type { FreeAnswer } from './free-question.ts'
import type { PeopleFacts } from './people.ts'
import type { WhyFacts } from './why.ts'

export type Found =
  | { about: 'car'; cars: CarsFacts }
  | { about: 'booking'; booking: BookingAnswer }
  | { about: 'free_cars'; free: FreeFacts }
  | { about: 'client'; client: ClientFacts }
  | { about: 'branch'; branch: BranchFacts }
  | { about: 'people'; people: PeopleFacts }
  | { about: 'why'; why: WhyFacts }
  | { about: 'help'; kind: 'start' | 'thanks' | 'hello' | 'help' }
  | { about: 'forget' }
  | { about: 'model'; answer: FreeAnswer }
  | { about: 'nothing' }

const some = (about: { [K in keyof Spoken]: Spoken[K] | null | undefined }): Spoken =>
  Object.fromEntries(Object.entries(about).filter(([, value]) => value != null)) as Spoken

/** Only what there is one of can be meant by the next words; null leaves it as it was. */
export function aboutOf(found: Found): Spoken | null {
  switch (found.about) {
    case 'car': {
      const [one, ...others] = found.cars.shown
      if (one === undefined || others.length > 0 || found.cars.more > 0) return null
      const [current] = one.bookings
      return some({
        intent: 'car',
        carId: one.car.id,
        branch: one.car.branch as Spoken['branch'],
        bookingId: current?.id,
        clientId: current?.clientId,
      })
    }
    case 'booking': {
      const { id, carId, clientId, branch } = found.booking.booking
      return some({ intent: 'booking', bookingId: id, carId, clientId, branch })
    }
    case 'client': {
      const [one, ...others] = found.client.shown
      if (one === undefined || others.length > 0) return null
      const [current] = one.bookings
      return some({ intent: 'client', clientId: one.client.id, bookingId: current?.id, carId: current?.carId })
    }
    case 'free_cars': {
      const { branch, span } = found.free
      return some({ intent: 'free_cars', branch, from: span?.from.toISOString(), to: span?.to.toISOString() })
    }
    case 'branch': {
      const [one, ...others] = found.branch.days
      return some({ intent: 'branch', branch: others.length > 0 ? null : one?.branch, from: found.branch.on.toISOString() })
    }
    case 'people':
      return some({ intent: 'people', branch: found.people.branch })
    default:
      return null
  }
}
