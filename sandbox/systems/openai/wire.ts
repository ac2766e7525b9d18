// The wire format of chat completions: whole, and as a stream of chunks.
import { randomBytes } from 'node:crypto'
import type { Answer } from '../../system.ts'

export const MODEL = 'sandbox-scripted'
const FINGERPRINT = 'scripted'

/** What the model says: text, or a call of a tool. */
export interface Said {
  text?: string
  tool?: { name: string; args: string }
}

interface Usage {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
}

/** Three letters to a token is near enough for both languages. */
const tokens = (text: string): number => Math.max(1, Math.ceil(text.length / 3))

export function usageOf(prompt: string, { text = '', tool }: Said): Usage {
  const [prompt_tokens, completion_tokens] = [tokens(prompt), tokens(text + (tool?.args ?? ''))]
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
}

const head = (object: string, now: Date) => ({
  id: `chatcmpl-${randomBytes(8).toString('hex')}`,
  object,
  created: Math.floor(now.getTime() / 1000),
  model: MODEL,
  system_fingerprint: FINGERPRINT,
})

const toolCall = ({ name, args }: { name: string; args: string }) => ({
  id: `call_${randomBytes(8).toString('hex')}`,
  type: 'function',
  function: { name, arguments: args },
})

export function completion({ text, tool }: Said, usage: Usage, now: Date): Answer {
  const message = { role: 'assistant', content: text ?? null, refusal: null, ...(tool ? { tool_calls: [toolCall(tool)] } : {}) }
  const choices = [{ index: 0, message, logprobs: null, finish_reason: tool ? 'tool_calls' : 'stop' }]
  return { status: 200, body: { ...head('chat.completion', now), choices, usage } }
}

export function stream({ text, tool }: Said, usage: Usage | undefined, now: Date): Answer {
  const common = head('chat.completion.chunk', now)
  const chunk = (delta: unknown, finish_reason: string | null = null) => ({
    ...common,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  })
  const chunks: unknown[] = [
    chunk({ role: 'assistant', content: tool ? null : '' }),
    ...(text?.match(/[\s\S]{1,24}/g) ?? []).map((content) => chunk({ content })),
    ...(tool ? [chunk({ tool_calls: [{ index: 0, ...toolCall(tool) }] })] : []),
    chunk({}, tool ? 'tool_calls' : 'stop'),
    ...(usage ? [{ ...common, choices: [], usage }] : []),
  ]
  const pieces = [...chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`), 'data: [DONE]\n\n']
  return { status: 200, pieces, headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' } }
}
