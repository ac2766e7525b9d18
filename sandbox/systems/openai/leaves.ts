// The plain values of a filled schema: numbers the message names, texts that say who wrote them.
import { type Heard, MEANT } from './choose.ts'

export interface Prompt extends Heard {
  /** System prompts. */
  guide: string
}

export type Schema = Record<string, unknown>

export interface Filling extends Prompt {
  root: Schema
  now: Date
  /** How well the best choice so far fitted, and by which words. */
  best: number
  shared: Set<string>
}

export function number(schema: Schema, name: string, filling: Filling): number {
  const { minimum = 0, maximum } = schema as { minimum?: number; maximum?: number }
  if (/confidence|certain|score|probab/i.test(name)) {
    const sure = filling.best > 1 ? 0.9 : filling.best > MEANT ? 0.7 : 0.2
    return maximum !== undefined && maximum > 1 ? Math.round(sure * maximum) : sure
  }
  return mentioned(schema, name, filling) ?? Math.max(0, minimum)
}

/** The first number of the message that fits, for fields that name a thing by its id or amount. */
export function mentioned(
  { minimum = -Infinity, maximum = Infinity }: { minimum?: number; maximum?: number },
  name: string,
  { message }: Filling,
): number | undefined {
  if (!/id$|number|amount|count|sum/i.test(name)) return undefined
  return (message.match(/\d+/g) ?? []).map(Number).find((value) => value >= minimum && value <= maximum)
}

const FORMATS: Record<string, (now: Date) => string> = {
  'date-time': (now) => now.toISOString(),
  date: (now) => now.toISOString().slice(0, 10),
  email: () => 'sandbox@example.com',
  uri: () => 'https://example.com/',
  uuid: () => '00000000-0000-4000-8000-000000000000',
}

export function string(
  { format, minLength = 0, maxLength = 500 }: { format?: string; minLength?: number; maxLength?: number },
  name: string,
  filling: Filling,
): string {
  const shaped = FORMATS[format ?? '']?.(filling.now)
  return shaped ?? wording(name, filling).slice(0, maxLength).padEnd(minLength, '.')
}

function wording(name: string, { message, shared }: Filling): string {
  if (/reason|why|explan|summary/i.test(name)) {
    return shared.size > 0
      ? `sandbox-scripted: совпали слова (${[...shared].join(', ')})`
      : 'sandbox-scripted: совпадений нет, выбрано по умолчанию'
  }
  if (/reply|answer|response/i.test(name)) return `Ответ сценарной модели песочницы на: ${message}`
  return message
}
