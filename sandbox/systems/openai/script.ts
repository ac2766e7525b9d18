// Answers put into the model's mouth, to try what invalid output does.
import { z } from 'zod'

export const Scripted = z
  .object({
    /** Part of the prompt it answers; absent fits every prompt. */
    match: z.string().optional(),
    /** Text, or an object that is sent as JSON (as the tool's arguments when a tool was asked for). */
    answer: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
    /** A tool to call, with its arguments, where that tool is offered. */
    tool: z.object({ name: z.string(), args: z.record(z.string(), z.unknown()) }).optional(),
    /** Text that parses as nothing; `true` for the usual half of a JSON object. */
    garbage: z.union([z.string(), z.literal(true)]).optional(),
    /** An HTTP error instead of an answer. */
    status: z.number().int().min(300).max(599).optional(),
    /** Waits so long, or until the script is cleared. */
    delayMs: z.number().nonnegative().optional(),
    times: z.number().int().positive().default(1),
  })
  .refine(
    ({ answer, tool, garbage, status, delayMs }) => [answer, tool, garbage, status, delayMs].some((way) => way !== undefined),
    'give answer, tool, garbage, status or delayMs',
  )
export type Scripted = z.infer<typeof Scripted>

export interface Script {
  add(line: Scripted): void
  list(): Scripted[]
  clear(): void
  /** Aborted by the next `clear`. */
  readonly cleared: AbortSignal
  take(prompt: string): Scripted | undefined
}

export function createScript(): Script {
  let lines: Scripted[] = []
  let clearing = new AbortController()
  return {
    get cleared() {
      return clearing.signal
    },
    add(line) {
      lines.push(line)
    },
    list: () => lines.map((line) => ({ ...line })),
    clear() {
      lines = []
      clearing.abort()
      clearing = new AbortController()
    },
    take(prompt) {
      const found = lines.find(({ match }) => prompt.includes(match ?? ''))
      if (!found) return undefined
      found.times -= 1
      if (found.times === 0) lines = lines.filter((line) => line !== found)
      return found
    },
  }
}

const GARBAGE = '{"agents": ["nobody-of-that-name", '

/** The text to say, or undefined when the model is to answer by itself. */
export function scriptedText({ answer, garbage }: Scripted): string | undefined {
  if (garbage !== undefined) return garbage === true ? GARBAGE : garbage
  return answer === undefined || typeof answer === 'string' ? answer : JSON.stringify(answer)
}
