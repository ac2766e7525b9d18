// A table of `METHOD /path/:param` lines, and who answers a call.
import type { Answer, Call, Handler } from './system.ts'

interface Pattern {
  method: string
  parts: string[]
  handler: Handler
}

/** @returns the answer of the first line that fits, or undefined when none does. */
export function routes(table: Readonly<Record<string, Handler>>): (call: Call) => Answer | Promise<Answer> | undefined {
  const exact = new Map<string, Handler>()
  const patterns: Pattern[] = []
  for (const [line, handler] of Object.entries(table)) {
    const [method = '', path = ''] = line.split(' ')
    if (path.includes(':')) patterns.push({ method, parts: path.split('/'), handler })
    else exact.set(line, handler)
  }
  return (call) => {
    const handler = exact.get(`${call.method} ${call.path}`)
    if (handler) return handler(call)
    const parts = call.path.split('/')
    for (const pattern of patterns) {
      if (pattern.method !== call.method || pattern.parts.length !== parts.length) continue
      const params = capture(pattern.parts, parts)
      if (params) return pattern.handler(call, ...params)
    }
    return undefined
  }
}

function capture(pattern: readonly string[], parts: readonly string[]): string[] | undefined {
  const params: string[] = []
  for (const [i, expected] of pattern.entries()) {
    const part = parts[i] ?? ''
    if (expected.startsWith(':')) params.push(decode(part))
    else if (expected !== part) return undefined
  }
  return params
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
