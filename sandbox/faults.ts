// Faults on order: the next calls of a system fail as somebody asked.
import { z } from 'zod'
import { type Answer, type Failure, SYSTEMS, type SystemName } from './system.ts'

export const Fault = z.object({
  system: z.enum(SYSTEMS),
  /** Part of `METHOD /path`; absent fits every call of the system. */
  match: z.string().optional(),
  status: z.number().int().min(300).max(599).optional(),
  /** What the vendor's error says; its own usual words when absent. */
  message: z.string().optional(),
  /** Answered with a page of HTML, as whatever stands before a vendor does; alone it means 502. */
  html: z.boolean().optional(),
  /** Seconds; alone it means 429. */
  retryAfter: z.number().nonnegative().optional(),
  /** Waits, then goes on. */
  delayMs: z.number().nonnegative().optional(),
  /** Does the work, then cuts the connection. */
  dropAfter: z.union([z.boolean(), z.number()]).transform(Boolean).optional(),
  times: z.number().int().positive().default(1),
})
export type Fault = z.infer<typeof Fault>

type Ordered = Fault & { id: number }

export interface Faults {
  add(fault: Fault): Ordered
  list(): Ordered[]
  clear(): void
  /** The fault this call meets; counts it. */
  take(system: SystemName, lines: readonly string[]): Fault | undefined
}

export function createFaults(): Faults {
  let ordered: Ordered[] = []
  let id = 0
  return {
    add(fault) {
      const entry = { ...fault, id: ++id }
      ordered.push(entry)
      return entry
    },
    list: () => ordered.map((fault) => ({ ...fault })),
    clear() {
      ordered = []
    },
    take(system, lines) {
      if (ordered.length === 0) return undefined
      const found = ordered.find((fault) => fault.system === system && lines.some((line) => line.includes(fault.match ?? '')))
      if (!found) return undefined
      found.times -= 1
      if (found.times === 0) ordered = ordered.filter((fault) => fault !== found)
      return found
    },
  }
}

/** Which of its three ways decides how the call ends; written into the record. */
export const kindOf = (fault: Fault): 'dropAfter' | 'status' | 'delayMs' =>
  fault.dropAfter ? 'dropAfter' : failureOf(fault) ? 'status' : 'delayMs'

/** The error to answer with, or undefined when the work goes on. A fault that says nothing else is a 500. */
export function failureOf(fault: Fault): Failure | undefined {
  if (fault.dropAfter) return undefined
  const { status = fault.html ? 502 : undefined, retryAfter, delayMs, message } = fault
  if (status !== undefined) return { status, retryAfter, message }
  if (retryAfter !== undefined) return { status: 429, retryAfter, message }
  return delayMs === undefined ? { status: 500, message } : undefined
}

/** The page that nginx shows. */
export const htmlPage = ({ status, message = 'Bad Gateway' }: Failure): Answer => ({
  status,
  headers: { 'content-type': 'text/html' },
  pieces: [
    `<html>\r\n<head><title>${status} ${message}</title><style>body { color: #333 }</style></head>\r\n<body>\r\n<center><h1>${status} ${message}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
  ],
})
