// A real HTTP server with the API on it, and a caller that holds the admin token.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type Router } from 'express'
import type { Verb, Verbs } from '../../src/api/verbs.ts'

/** What tests read of an answer; the rest is compared as a whole. */
export interface Body {
  events: { id: string }[]
  effects: { key: string }[]
  deliveries: object[]
  next: string | null
  paths: object
  key: string
  raw: string
  rawEncoding?: 'base64'
}

export interface Answered {
  status: number
  headers: Headers
  body: Body
  text: string
}

export interface Caller {
  get(path: string, init?: RequestInit): Promise<Answered>
  post(path: string): Promise<Answered>
  stop(): Promise<void>
}

export async function serve(path: string, router: Router, token = 'now'): Promise<Caller> {
  const server = express().use(path, router).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const call = async (url: string, init: RequestInit = {}): Promise<Answered> => {
    const response = await fetch(`http://127.0.0.1:${port}${url}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    })
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json') && text !== ''
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : {}, text }
  }
  return {
    get: call,
    post: (url) => call(url, { method: 'POST' }),
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Verbs that write down what they were asked, and answer what the test says. */
export function notedVerbs(answer: Verb = async () => ({ noted: true })) {
  const asked: [string, string][] = []
  const note =
    (name: keyof Verbs): Verb =>
    (id) => {
      asked.push([name, id])
      return answer(id)
    }
  return { asked, verbs: { replay: note('replay'), retry: note('retry'), approve: note('approve'), discard: note('discard') } }
}
