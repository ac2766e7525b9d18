// The log: one JSON object per line, personal data and secrets hidden before a line exists.
import { pino } from 'pino'
import { createMasker } from './mask.ts'

/** What a line is about. `correlationId` is the delivery's id (the event's, where no delivery brought it), from webhook to receipt. */
export interface Fields {
  correlationId?: string
  deliveryId?: string
  eventId?: string
  agent?: string
  effectKey?: string
  [field: string]: unknown
}

type Write = (fields: Fields, message: string) => void

/** Messages are static; what varies goes into fields. */
export interface Log {
  debug: Write
  info: Write
  warn: Write
  error: Write
  child(fields: Fields): Log
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface LogOptions {
  level: LogLevel
  /** Where lines go; stdout when absent. */
  destination?: { write(line: string): void }
  /** Configured secret values, hidden wherever they stand. */
  secrets?: readonly string[]
}

export function createLog({ level, destination, secrets = [] }: LogOptions): Log {
  const masker = createMasker({ secrets })
  const hide = (fields: object): Record<string, unknown> => masker.value(fields) as Record<string, unknown>
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: { level: (label) => ({ level: label }), log: hide, bindings: hide },
      hooks: {
        logMethod(args, method) {
          const [fields, message, ...rest] = args
          return method.apply(this, [fields, typeof message === 'string' ? masker.text(message) : message, ...rest])
        },
      },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  )
}
