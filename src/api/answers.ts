// How the API says no: one sentence, and the status that tells a program what to do about it.
import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import type { z } from 'zod'
import { BadInput, Refused, sentence, Unavailable } from '../errors.ts'
import type { Log } from '../observability/log.ts'

/** Ends the request with this status and sentence. */
export class Answer extends Error {
  override name = 'Answer'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export const notFound = (what: string): Answer => new Answer(404, `there is no such ${what}`)

/** @throws Answer 400 that names the parameter. */
export function parsed<S extends z.ZodType>(schema: S, value: unknown, name?: string): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const path = name ?? issue?.path.join('.')
  throw new Answer(400, [path, issue?.message].filter(Boolean).join(': '))
}

export const refuse = (res: Response, status: number, error: string): void => {
  res.status(status).json({ ok: false, error })
}

export const noSuchPath: RequestHandler = (req, res) => refuse(res, 404, `there is nothing at ${req.originalUrl.split('?', 1)[0]}`)

export const onlyThese =
  (...methods: string[]): RequestHandler =>
  (req, res) => {
    res.set('Allow', methods.join(', '))
    refuse(res, 405, `${req.method} is not possible here, only ${methods.join(', ')}`)
  }

export const answerErrors =
  (log?: Log): ErrorRequestHandler =>
  (error: unknown, _req, res, next) => {
    if (res.headersSent) return next(error)
    const status = statusOf(error)
    if (status === 503) res.set('Retry-After', '5')
    if (status < 500) return refuse(res, status, error instanceof Error ? error.message : String(error))
    log?.error({ error: sentence(error) }, 'api request failed')
    refuse(
      res,
      status,
      status === 503
        ? 'the orchestrator cannot reach its database now, try again soon'
        : 'the orchestrator failed to answer; its log says why',
    )
  }

/** Codes of Prisma and of sockets that mean "the database is away". */
const AWAY = /^(?:P1\d{3}|P2024|ECONN\w+|ETIMEDOUT|ENOTFOUND|57P0\d|08\d{3})$/

function statusOf(error: unknown): number {
  if (error instanceof Answer) return error.status
  if (error instanceof BadInput || error instanceof Refused) return 409
  if (error instanceof Unavailable) return 503
  // A path that is no valid percent-encoding.
  if (error instanceof URIError) return 400
  return AWAY.test(codeOf(error)) ? 503 : 500
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}
