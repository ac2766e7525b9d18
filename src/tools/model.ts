// The only chat model: structured answers over an OpenAI-compatible endpoint, checked, repaired once, or honestly refused.
import type { BaseMessage } from '@langchain/core/messages'
import { AIMessage, HumanMessage, SystemMessage } from '@langchain/core/messages'
import type { RunnableConfig } from '@langchain/core/runnables'
import { ChatOpenAI } from '@langchain/openai'
import { z } from 'zod'
import { BadInput, Refused, Unavailable } from '../errors.ts'
import { firstIssue } from './bind.ts'
import { createHttp, type Http, type HttpDeps } from './http.ts'
import type { Call } from './integration.ts'

export interface ModelConfig {
  baseUrl: string
  apiKey: string
  model: string
  /** Asked when the first one cannot answer now. */
  fallback?: string
}

export interface Question<T> {
  /** Name of the answer's schema, and of the run in the trace: `[a-zA-Z0-9_-]`. */
  name: string
  /** Every field present (nullable, not optional): OpenAI's strict mode asks for it. */
  schema: z.ZodType<T>
  system: string
  user: string
  signal?: AbortSignal
  critical?: boolean
  /** Callbacks, tags and metadata, so that the call stands inside its run's trace. */
  config?: RunnableConfig
}

export interface ModelAnswer<T> {
  value: T
  /** Which model answered. */
  model: string
  /** True when the first answer did not fit and the second did. */
  repaired: boolean
}

export interface ModelAccess {
  /** Throws Unavailable when no model answers, BadInput when the answer does not fit twice. */
  structured<T>(question: Question<T>): Promise<ModelAnswer<T>>
}

export function createModel({ baseUrl, apiKey, model, fallback }: ModelConfig, timeoutMs: number, deps: HttpDeps): ModelAccess {
  const http = createHttp({ system: 'openai', timeoutMs, credential: 'OPENAI_API_KEY', secrets: [apiKey], afterTooManyMs: 10_000 }, deps)
  const ask = <T>(name: string, question: Question<T>) => answered(chat({ baseUrl, apiKey, model: name, timeoutMs }, http, question), name, question)
  return {
    async structured(question) {
      try {
        return await ask(model, question)
      } catch (error) {
        if (error instanceof BadInput || fallback === undefined || question.signal?.aborted) throw error
        return ask(fallback, question)
      }
    },
  }
}

type Ask = (messages: BaseMessage[]) => Promise<{ text: string; value: unknown }>

/** One ChatOpenAI per question: the call's name, urgency and signal travel with its fetch. */
function chat<T>(config: { baseUrl: string; apiKey: string; model: string; timeoutMs: number }, http: Http, question: Question<T>): Ask {
  const call: Call = { operation: question.name, limit: 'openai.chat', write: false, critical: question.critical, signal: question.signal }
  const structured = new ChatOpenAI({
    model: config.model,
    apiKey: config.apiKey,
    temperature: 0,
    maxRetries: 0,
    // http.ts keeps the time; this one only must not be shorter.
    timeout: config.timeoutMs * 2,
    configuration: { baseURL: config.baseUrl, fetch: http.fetchFor(call) },
  }).withStructuredOutput(z.toJSONSchema(question.schema), { name: question.name, method: 'jsonSchema', strict: true, includeRaw: true })
  return async (messages) => {
    try {
      const { raw, parsed } = await structured.invoke(messages, { runName: question.name, ...question.config, signal: question.signal })
      return { text: raw.text, value: parsed }
    } catch (error) {
      throw asUnavailable(error, question.name)
    }
  }
}

async function answered<T>(ask: Ask, model: string, { schema, system, user, name }: Question<T>): Promise<ModelAnswer<T>> {
  const messages = [new SystemMessage(system), new HumanMessage(user)]
  const first = await ask(messages)
  const read = schema.safeParse(first.value)
  if (read.success) return { value: read.data, model, repaired: false }

  const repair = `Your answer does not fit the schema (${firstIssue(read.error)}). Answer again, with the JSON object alone.`
  const second = schema.safeParse((await ask([...messages, new AIMessage(first.text), new HumanMessage(repair)])).value)
  if (second.success) return { value: second.data, model, repaired: true }
  throw new BadInput(`${name}: the model's answer did not fit its schema twice (${firstIssue(second.error)})`)
}

/** The client wraps what our fetch threw; a refusal (a wrong key) leaves us without a model just the same. */
function asUnavailable(error: unknown, name: string): Unavailable {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof Unavailable) return inner
    if (inner instanceof Refused) return new Unavailable(inner.message, { cause: inner })
  }
  return new Unavailable(`openai ${name}: the answer could not be read`)
}
