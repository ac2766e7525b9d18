// One example of every event type, as its door, the clock or an agent would make it.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createEvent, type EventOf, type EventType, type NewEvent } from '../../src/events/index.ts'

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/events')

/** The types that have a fixture, by file name. */
export const fixtureTypes = (): string[] => readdirSync(FIXTURES).map((file) => path.basename(file, '.json'))

const read = (type: EventType): string => readFileSync(path.join(FIXTURES, `${type}.json`), 'utf8')

export const eventFixture = <T extends EventType>(type: T): NewEvent<T> => JSON.parse(read(type))

/** The fixture as a whole event, received at its own timestamp. */
export function exampleOf<T extends EventType>(type: T): EventOf<T> {
  const input: NewEvent = JSON.parse(read(type))
  // The fixture's own type is what the registry test checks.
  return createEvent(input, new Date(input.timestamp ?? 0)) as EventOf<T>
}
