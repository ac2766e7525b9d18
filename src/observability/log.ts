// The log: one JSON object per line, personal data and secrets hidden before a line exists.
import { type Logger, pino } from 'pino'
import { createMasker, type Masker } from './mask.ts'

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
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  )
  return masked(logger, createMasker({ secrets }))
}

function masked(logger: Logger, masker: Masker): Log {
  const hide = (fields: Fields): Fields => masker.value(fields) as Fields
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error'): Write =>
    (fields, message) => {
      if (logger.isLevelEnabled(level)) logger[level](hide(fields), masker.text(message))
    }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => masked(logger.child(hide(fields)), masker),
  }
}
