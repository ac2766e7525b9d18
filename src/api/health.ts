// What machines ask: is it alive, can it take work, what are its numbers.
import express, { type Router } from 'express'
import { sentence } from '../errors.ts'
import type { Metrics } from '../observability/metrics.ts'
import { onlyThese, refuse } from './answers.ts'

export interface HealthOptions {
  /** Why it cannot take work now, one sentence each; empty when it can. */
  ready: () => Promise<readonly string[]>
  metrics: Pick<Metrics, 'text' | 'contentType'>
}

const READY_LIMIT_MS = 3_000

/** To be mounted at `/`; needs no token and tells no data. */
export function createHealth({ ready, metrics }: HealthOptions): Router {
  const router = express.Router()
  router
    .route('/healthz')
    .get((_req, res) => {
      res.json({ ok: true })
    })
    .all(onlyThese('GET', 'HEAD'))
  router
    .route('/readyz')
    .get(async (_req, res) => {
      const reasons = await reasonsNotReady(ready)
      if (reasons.length === 0) res.json({ ok: true })
      else res.status(503).json({ ok: false, error: reasons.join('; '), reasons })
    })
    .all(onlyThese('GET', 'HEAD'))
  router
    .route('/metrics')
    .get(async (_req, res) => {
      try {
        res.set('Content-Type', metrics.contentType).send(await metrics.text())
      } catch (error) {
        refuse(res, 500, sentence(error))
      }
    })
    .all(onlyThese('GET', 'HEAD'))
  return router
}

async function reasonsNotReady(ready: () => Promise<readonly string[]>): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string[]>((resolve) => {
    timer = setTimeout(() => resolve([`no answer within ${READY_LIMIT_MS / 1000} s`]), READY_LIMIT_MS)
  })
  try {
    return await Promise.race([ready(), late])
  } catch (error) {
    return [sentence(error)]
  } finally {
    clearTimeout(timer)
  }
}
