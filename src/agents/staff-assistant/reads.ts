// What a model may ask of the assistant: what the same person would be answered, masked by the same rules.
import { z } from 'zod'
import { Branch } from '../../events/event.ts'
import { bookingsNamed } from '../booking-named.ts'
import { defineRead } from '../offer.ts'
import { bookingFacts, bookingText } from './booking.ts'
import { branchFacts } from './branch.ts'
import { carsFacts } from './cars.ts'
import { clientFacts } from './clients.ts'
import { freeFacts } from './free.ts'
import { peopleFacts } from './people.ts'
import { branchText, carsText, clientText, freeText, incidentsText, peopleText } from './words.ts'

const Query = z.object({ query: z.string().max(200) })
const MOST = 3

export const reads = [
  defineRead({
    name: 'find_car',
    says: 'Где авто, у кого, когда освободится, пробег. Номер или модель.',
    source: 'авто',
    action: 'fleet.see',
    input: Query,
    answer: async ({ query }, asker, context) => carsText(await carsFacts(query, asker, context), context.settings),
  }),
  defineRead({
    name: 'find_free_cars',
    says: 'Свободные авто: время и филиал словами, например «завтра с 10 до 18 в Батуми».',
    source: 'свободные авто',
    action: 'fleet.see',
    input: Query,
    answer: async ({ query }, asker, context) => freeText(await freeFacts(query, asker, context)),
  }),
  defineRead({
    name: 'find_booking',
    says: 'Бронь по номеру.',
    source: 'брони',
    action: 'fleet.see',
    input: Query,
    async answer({ query }, asker, context) {
      const numbers = (query.match(/\d{3,9}/g) ?? []).slice(0, MOST)
      const found = (await Promise.all(numbers.map((n) => bookingsNamed(Number(n), asker.branch, context)))).flat()
      const texts = await Promise.all(found.slice(0, MOST).map(async ({ id }) => bookingFacts(id, context)))
      return texts.flatMap((one) => (one === null ? [] : [bookingText(one, context.settings)])).join('\n\n') || 'Такой брони нет.'
    },
  }),
  defineRead({
    name: 'find_client',
    says: 'Клиент по имени или телефону: его брони, и как обстоят дела с перепиской — когда писал, ждёт ли ответа.',
    source: 'клиенты',
    action: 'client.see',
    input: Query,
    answer: async ({ query }, asker, context) => clientText(await clientFacts(query, asker, context)),
  }),
  defineRead({
    name: 'branch_day',
    says: 'Сводка филиала за день: выдачи, приемки, опоздания, задачи, инциденты.',
    source: 'сводка филиала',
    action: 'fleet.see',
    input: Query,
    answer: async ({ query }, asker, context) => branchText(await branchFacts(query, asker, context)),
  }),
  defineRead({
    name: 'branch_people',
    says: 'Кто работает в филиале и в какой роли.',
    source: 'сотрудники',
    action: 'fleet.see',
    input: Query,
    answer: async ({ query }, asker, context) => peopleText(await peopleFacts(query, asker, context)),
  }),
  defineRead({
    name: 'open_incidents',
    says: 'Открытые инциденты (поездки без разрешения, споры, поломки) филиала; без филиала — свои.',
    source: 'инциденты',
    action: 'fleet.see',
    input: z.object({ branch: Branch.nullish() }),
    async answer({ branch: named }, asker, { read, clock }) {
      const branch = named ?? asker.branch
      return incidentsText(branch, await read.rental.openIncidents(branch === null ? {} : { branch }), clock.now())
    },
  }),
]
