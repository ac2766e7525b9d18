// A bare HTTP server that answers as a test says: for what no well-behaved stand-in would do.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StubVendor {
  url: string
  /** How often each `METHOD /path` was called. */
  calls: string[]
  headers: IncomingMessage['headers'][]
  stop(): Promise<void>
}

export type Answering = (request: IncomingMessage, response: ServerResponse, n: number) => void

export async function stubVendor(answer: Answering): Promise<StubVendor> {
  const calls: string[] = []
  const headers: IncomingMessage['headers'][] = []
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      calls.push(`${request.method} ${request.url}`)
      headers.push(request.headers)
      answer(request, response, calls.length)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    headers,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
