// Reads request bodies the way the vendors accept them: JSON, form fields, multipart parts.
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const MAX_BYTES = 25 * 1024 * 1024
const unzip = promisify(gunzip)

export class TooLarge extends Error {
  override name = 'TooLarge'
}

export async function readRaw(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BYTES) throw new TooLarge(`the body is larger than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  if (size === 0) return Buffer.alloc(0)
  // A copy, so that keeping a small body does not keep the socket's whole buffer.
  const raw = Buffer.concat(chunks)
  return request.headers['content-encoding'] === 'gzip' ? await unzip(raw) : raw
}

/** @returns parsed JSON, an object of form fields, the text when it is neither, undefined when there is no body. */
export function parseBody(raw: Buffer, contentType = ''): unknown {
  if (raw.length === 0) return undefined
  if (contentType.includes('multipart/form-data'))
    return Object.fromEntries(parts(raw, contentType).map(({ name, data }) => [name, data.toString()]))
  const text = raw.toString()
  if (contentType.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text))
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export interface Part {
  name: string
  data: Buffer
}

/** The parts of a multipart body, in order. */
export function parts(raw: Buffer, contentType: string): Part[] {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1]
  if (!boundary) return []
  const delimiter = Buffer.from(`--${boundary}`)
  const found: Part[] = []
  let start = raw.indexOf(delimiter)
  while (start !== -1) {
    const next = raw.indexOf(delimiter, start + delimiter.length)
    if (next === -1) break
    // Between CRLF after the delimiter and CRLF before the next one.
    const part = onePart(raw.subarray(start + delimiter.length + 2, next - 2))
    if (part) found.push(part)
    start = next
  }
  return found
}

function onePart(section: Buffer): Part | undefined {
  const end = section.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const name = /name="([^"]*)"/.exec(section.subarray(0, end).toString())?.[1]
  return name === undefined ? undefined : { name, data: section.subarray(end + 4) }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields of a body, empty when it is no object. */
export const fields = (body: unknown): Record<string, unknown> => (isRecord(body) ? body : {})
