// An OpenAI-compatible chat model that is none: it answers by a script of word overlaps, and its name says so.
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { shownOn } from '../pictures.ts'
import { routes } from '../routes.ts'
import { type Answer, type Call, type Failure, type Handler, ok, retryAfterHeader, type Surroundings, type System } from '../system.ts'
import { MEANT, rank } from './openai/choose.ts'
import { fillSchema } from './openai/fill.ts'
import type { Prompt } from './openai/leaves.ts'
import { createScript, type Script, Scripted, scriptedText } from './openai/script.ts'
import { completion, MODEL, type Said, stream, usageOf } from './openai/wire.ts'

export const OPENAI_KEY = 'sandbox-openai'

const Content = z
  .union([
    z.string(),
    z.array(z.looseObject({ text: z.string().optional(), image_url: z.looseObject({ url: z.string() }).optional() })),
    z.null(),
  ])
  .optional()
const FunctionSpec = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
})
const ChatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: Content })).min(1),
  response_format: z
    .looseObject({ type: z.string(), json_schema: z.looseObject({ schema: z.record(z.string(), z.unknown()) }).optional() })
    .nullish(),
  tools: z.array(z.looseObject({ function: FunctionSpec })).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ function: z.looseObject({ name: z.string() }).optional() })]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
})
type ChatRequest = z.infer<typeof ChatRequest>

export function createOpenai({ now, stopping }: Surroundings): System {
  const script = createScript()
  const model = { id: MODEL, object: 'model', created: 0, owned_by: 'sandbox' }
  const table = routes({
    'POST /chat/completions': (call) => chat(call, script, now, stopping),
    'GET /models': () => ok({ object: 'list', data: [model] }),
    'GET /models/:id': (_, id) => (id === MODEL ? ok(model) : fail({ status: 404, message: `The model '${id}' does not exist` })),
  })
  return {
    name: 'openai',
    mount: '/openai/v1',
    fail,
    async answer(call) {
      if (call.headers.authorization !== `Bearer ${OPENAI_KEY}`) return fail({ status: 401, message: 'Incorrect API key provided' })
      return (await table(call)) ?? fail({ status: 404, message: `Invalid URL (${call.method} ${call.path})` })
    },
    control: scriptDoors(script),
  }
}

const CODES: Record<number, string> = { 401: 'invalid_api_key', 404: 'model_not_found', 429: 'rate_limit_exceeded' }

function fail({ status, message, retryAfter }: Failure): Answer {
  const type = status >= 500 ? 'server_error' : status === 429 ? 'rate_limit_error' : 'invalid_request_error'
  const error = {
    message: message ?? 'The server had an error while processing your request',
    type,
    param: null,
    code: CODES[status] ?? null,
  }
  return { status, body: { error }, headers: retryAfterHeader(retryAfter) }
}

function scriptDoors(script: Script): Record<string, Handler> {
  return {
    'POST /_model': ({ body }) => {
      const line = Scripted.safeParse(body)
      if (!line.success) return { status: 400, body: { error: z.prettifyError(line.error) } }
      script.add(line.data)
      return ok(line.data)
    },
    'GET /_model': () => ok(script.list()),
    'DELETE /_model': () => {
      script.clear()
      return ok({ ok: true })
    },
  }
}

async function chat({ body }: Call, script: Script, now: () => Date, stopping: AbortSignal): Promise<Answer> {
  const parsed = ChatRequest.safeParse(body)
  if (!parsed.success) return fail({ status: 400, message: z.prettifyError(parsed.error) })
  const request = parsed.data
  const whole = request.messages.map(({ content }) => textOf(content)).join('\n')
  const line = script.take(whole)
  if (line?.delayMs !== undefined)
    await pause(line.delayMs, undefined, { signal: AbortSignal.any([stopping, script.cleared]) }).catch(() => undefined)
  if (line?.status !== undefined) return fail({ status: line.status, message: 'scripted error' })
  const said = scriptedCall(request, line) ?? say(request, line && scriptedText(line), now())
  const usage = usageOf(whole, said)
  if (request.stream !== true) return completion(said, usage, now())
  return stream(said, request.stream_options?.include_usage === true ? usage : undefined, now())
}

function textOf(content: z.infer<typeof Content>): string {
  if (typeof content === 'string') return content
  return (content ?? []).map(({ text, image_url }) => text ?? shownOn(image_url?.url ?? '')).join('\n')
}

/** A scripted call of a tool that is offered; a scripted text answers where the model may choose between tools and words. */
function scriptedCall({ tools, tool_choice }: ChatRequest, line: Scripted | undefined): Said | undefined {
  const specs = (tools ?? []).map((one) => one.function)
  if (line?.tool && tool_choice !== 'none' && specs.some(({ name }) => name === line.tool?.name))
    return { tool: { name: line.tool.name, args: JSON.stringify(line.tool.args) } }
  return typeof line?.answer === 'string' && specs.length > 0 && (tool_choice === 'auto' || tool_choice === 'none')
    ? { text: line.answer }
    : undefined
}

function say(request: ChatRequest, scripted: string | undefined, now: Date): Said {
  const prompt = promptOf(request)
  const tool = toolFor(request, prompt)
  if (tool)
    return { tool: { name: tool.name, args: scripted ?? JSON.stringify(fillSchema(tool.parameters ?? { type: 'object' }, prompt, now)) } }
  if (scripted !== undefined) return { text: scripted }
  const schema = request.response_format?.json_schema?.schema
  if (schema) return { text: JSON.stringify(fillSchema(schema, prompt, now)) }
  if (request.response_format?.type === 'json_object') return { text: JSON.stringify({ answer: prompt.message, by: MODEL }) }
  return { text: `Это сценарная модель песочницы (${MODEL}), настоящей модели здесь нет. Получено: ${prompt.message.slice(0, 500)}` }
}

function promptOf({ messages }: ChatRequest): Prompt {
  const texts = (...roles: string[]) => messages.filter(({ role }) => roles.includes(role)).map(({ content }) => textOf(content))
  const users = texts('user')
  return { message: users.at(-1) ?? '', before: users.slice(0, -1).join('\n'), guide: texts('system', 'developer').join('\n') }
}

/** The tool to call: the one demanded, or the one whose description fits; none once a tool has answered. */
function toolFor({ tools, tool_choice, messages }: ChatRequest, prompt: Prompt): z.infer<typeof FunctionSpec> | undefined {
  const specs = (tools ?? []).map((tool) => tool.function)
  if (specs.length === 0 || tool_choice === 'none') return undefined
  if (typeof tool_choice === 'object' && tool_choice) return specs.find(({ name }) => name === tool_choice.function?.name) ?? specs[0]
  const lastUser = messages.findLastIndex(({ role }) => role === 'user')
  const answered = messages.slice(lastUser + 1).some(({ role }) => role === 'tool')
  if (answered && tool_choice !== 'required') return undefined
  const described = specs.map(({ name, description }) => `${name}: ${description ?? ''}`.replaceAll('\n', ' ')).join('\n')
  const [best] = rank(
    specs.map(({ name }) => name),
    prompt,
    `${prompt.guide}\n${described}`,
  )
  return tool_choice === 'required' || (best && best.score > MEANT) ? specs.find(({ name }) => name === best?.option) : undefined
}
