// Which type of event a result is, and its fields as we keep them.
import { BadInput } from '../../../errors.ts'
import { SOURCES } from '../../../events/event.ts'
import { definitionOf, type EventType, isEventType } from '../../../events/index.ts'
import { plainPlate } from '../../../events/plate.ts'
import { type Fields, fieldsOf } from '../rentprog/value.ts'

export type AutomationId = 'starline' | 'greenway'

const shown = (text: string): string => JSON.stringify(text.slice(0, 60))

/**
 * The type without the name of its source.
 * @throws BadInput when it names the source of another door.
 */
export function plainName(source: AutomationId, named: string): string {
  const prefix = SOURCES.find((known) => named.startsWith(`${known}.`))
  if (prefix !== undefined && prefix !== source) throw new BadInput(`${shown(named)} does not come through the ${source} door`)
  const name = prefix === undefined ? named : named.slice(prefix.length + 1)
  if (name === '') throw new BadInput('type: the name of the result is missing')
  return name
}

/**
 * A name we know, if it may come through this door; any other is a `browser.result`.
 * @throws BadInput when nobody can say what it is about.
 */
export function typeOf(source: AutomationId, name: string, { deviceId, plate, carPlate }: Fields): EventType {
  if (isEventType(name)) {
    if (definitionOf(name).sources.includes(source)) return name
    throw new BadInput(`${shown(name)} does not come through the ${source} door`)
  }
  if (deviceId !== undefined || plate !== undefined || carPlate !== undefined) return 'browser.result'
  throw new BadInput(`unknown type ${shown(name)} that names neither a device nor a plate`)
}

/** Keeps the name it came with; a car's plate names the car where no device does. */
export function asBrowserResult(name: string, { plate, carPlate, ...rest }: Fields): Fields {
  const named = plate ?? (rest.deviceId === undefined ? carPlate : undefined)
  return {
    ...rest,
    ...(carPlate !== undefined && { carPlate }),
    ...(named !== undefined && { plate: named }),
    ...(name !== 'browser.result' && { resultType: name }),
  }
}

/** Without what says nothing (null, an empty plate), and with plates in one spelling. */
export function tidied(payload: Fields): Fields {
  const plain = Object.entries(payload).map(
    ([name, value]) => [name, isPlate(name) && typeof value === 'string' ? plainPlate(value) : value] as const,
  )
  return fieldsOf(plain.filter(([name, value]) => value !== null && !(isPlate(name) && value === '')))
}

const isPlate = (name: string): boolean => name === 'plate' || name === 'carPlate'
