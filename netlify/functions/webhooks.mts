// The Netlify function behind /webhooks: for those whose vendors know a Netlify address and shall keep it.
import type { Config, Context } from '@netlify/functions'
import { readDoors } from '../../src/config.ts'
import { type Serve, serveDoors } from '../doors.ts'

/** Opened by the first request; the connections stay for those that follow. */
let serve: Serve | undefined

export default (request: Request, { ip, waitUntil }: Pick<Context, 'ip' | 'waitUntil'>): Promise<Response> => {
  serve ??= serveDoors(readDoors)
  return serve(request, { ip, waitUntil })
}

export const config: Config = { path: '/webhooks/*' }
