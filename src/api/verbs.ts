// The only things the API can do: run an event again, send, approve or drop an effect. What they mean is decided elsewhere.
import type { Router } from 'express'
import { notFound, onlyThese, parsed } from './answers.ts'
import { Id, Key } from './queries.ts'

/** What came of it, shown as it is; null when there is no such thing. Throws BadInput when it cannot be done now. */
export type Verb = (id: string) => Promise<object | null>

export interface Verbs {
  replay: Verb
  retry: Verb
  approve: Verb
  discard: Verb
}

export function verbRoutes(router: Router, { replay, retry, approve, discard }: Verbs): void {
  router
    .route('/events/:id/replay')
    .post(async (req, res) => {
      const done = await replay(parsed(Id, req.params.id, 'id'))
      if (!done) throw notFound('event')
      res.status(202).json({ ok: true, ...done })
    })
    .all(onlyThese('POST'))

  for (const [name, verb] of Object.entries({ retry, approve, discard })) {
    router
      .route(`/effects/:key/${name}`)
      .post(async (req, res) => {
        const done = await verb(parsed(Key, req.params.key, 'key'))
        if (!done) throw notFound('effect')
        res.status(202).json({ ok: true, ...done })
      })
      .all(onlyThese('POST'))
  }
}
