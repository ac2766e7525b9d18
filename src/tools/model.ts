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
import { type Budget, type BudgetConfig, metered } from './model-budget.ts'
import type { Prompt } from './model-prompt.ts'
import { type ToolAnswer, type ToolQuestion, withTools } from './model-tools.ts'

export interface ModelConfig {
  baseUrl: string
  apiKey: string
  model: string
  /** Asked when the first one cannot answer now. */
  fallback?: string
  budget: BudgetConfig
}

interface Question<T> {
  /** Name of the answer's schema, and of the run in the trace: `[a-zA-Z0-9_-]`. */
  name: string
  /** Every field present (nullable, not optional): OpenAI's strict mode asks for it. */
  schema: z.ZodType<T>
  system: Prompt
  user: string
  /** What the question is about, where it is to be seen. */
  images?: readonly { type: string; base64: string }[]
  signal?: AbortSignal
  critical?: boolean
  /** The event it is asked for: what it costs is counted there. */
  eventId?: string
  /** Callbacks, tags and metadata, so that the call stands inside its run's trace. */
  config?: RunnableConfig
}

interface ModelAnswer<T> {
  value: T
  /** Which model answered. */
  model: string
  /** True when the first answer did not fit and the second did. */
  repaired: boolean
}

export interface ModelAccess {
  /** Throws Unavailable when no model answers, BadInput when the answer does not fit twice. */
  structured<T>(question: Question<T>): Promise<ModelAnswer<T>>
  /** Asks read-only tools before it answers in words. Throws Unavailable when no model answers. */
  withTools(question: ToolQuestion): Promise<ToolAnswer>
}

/** The same model, whose every question is asked for one event and stands in the trace where `config` says. */
export function askedFor(model: ModelAccess | null, eventId: string, config: RunnableConfig = {}): ModelAccess | null {
  const traced = (own: RunnableConfig = {}) => ({ ...config, ...own, metadata: { ...config.metadata, ...own.metadata } })
  return (
    model && {
      structured: (question) => model.structured({ ...question, eventId, config: traced(question.config) }),
      withTools: (question) => model.withTools({ ...question, eventId, config: traced(question.config) }),
    }
  )
}

/** @param budget absent: whatever it costs. */
export function createModel(
  { baseUrl, apiKey, model, fallback }: Omit<ModelConfig, 'budget'>,
  timeoutMs: number,
  deps: HttpDeps,
  budget?: Budget,
): ModelAccess {
  const http = createHttp({ system: 'openai', timeoutMs, credential: 'OPENAI_API_KEY', secrets: [apiKey], afterTooManyMs: 10_000 }, deps)
  const ask = <T>(name: string, question: Question<T>) =>
    answered(chat({ baseUrl, apiKey, model: name, timeoutMs, budget }, http, question), name, question)
  return {
    async structured(question) {
      try {
        return await ask(model, question)
      } catch (error) {
        if (error instanceof BadInput || fallback === undefined || question.signal?.aborted) throw error
        return ask(fallback, question)
      }
    },
    async withTools(question) {
      const talk = (name: string) =>
        withTools({ baseUrl, apiKey, model: name, timeoutMs, budget }, http, question).catch((error: unknown) => {
          throw asUnavailable(error, question.name)
        })
      try {
        return await talk(model)
      } catch (error) {
        if (fallback === undefined || question.signal?.aborted) throw error
        return talk(fallback)
      }
    },
  }
}

/** What the model said, and the value in it when it fits. */
type Said<T> = { fits: true; value: T } | { fits: false; text: string; wrong: string }
type Ask<T> = (messages: BaseMessage[]) => Promise<Said<T>>

/** One ChatOpenAI per question: the call's name, urgency and signal travel with its fetch. */
function chat<T>(
  config: { baseUrl: string; apiKey: string; model: string; timeoutMs: number; budget?: Budget },
  http: Http,
  question: Question<T>,
): Ask<T> {
  // A question that was cut off may have been answered, and costs what it costs.
  const call: Call = { operation: question.name, limit: 'openai.chat', write: true, critical: question.critical, signal: question.signal }
  const send = metered(http.fetchFor(call), config.budget, config.model, question.eventId)
  return async (messages) => {
    // The client throws away an answer that does not fit; to be repaired it must be quoted.
    let answer = ''
    const structured = new ChatOpenAI({
      model: config.model,
      apiKey: config.apiKey,
      temperature: 0,
      maxTokens: config.budget?.answerTokens,
      maxRetries: 0,
      // http.ts keeps the time; this one only must not be shorter.
      timeout: config.timeoutMs * 2,
      configuration: {
        baseURL: config.baseUrl,
        fetch: async (url, init) => {
          const response = await send(url, init)
          answer = await response.clone().text()
          return response
        },
      },
    }).withStructuredOutput<Record<string, unknown>>(question.schema as z.ZodType<T & Record<string, unknown>>, {
      name: question.name,
      method: 'jsonSchema',
      strict: true,
    })
    try {
      const value = await structured.invoke(messages, {
        ...question.config,
        runName: question.name,
        metadata: { ...question.config?.metadata, ...question.system.traced },
        signal: question.signal,
      })
      return { fits: true, value: value as T }
    } catch (error) {
      const text = contentOf(answer)
      if (text === undefined || question.signal?.aborted) throw asUnavailable(error, question.name)
      return { fits: false, text, wrong: reasonOf(error) }
    }
  }
}

async function answered<T>(ask: Ask<T>, model: string, { system, user, images = [], name }: Question<T>): Promise<ModelAnswer<T>> {
  const messages = [new SystemMessage(system.text), asked(user, images)]
  const first = await ask(messages)
  if (first.fits) return { value: first.value, model, repaired: false }

  const repair = `Your answer does not fit the schema (${first.wrong}). Answer again, with the JSON object alone.`
  const second = await ask([...messages, new AIMessage(first.text), new HumanMessage(repair)])
  if (second.fits) return { value: second.value, model, repaired: true }
  throw new BadInput(`${name}: the model's answer did not fit its schema twice (${second.wrong})`)
}

/** Small is enough to tell one thing from another. */
const asked = (user: string, images: NonNullable<Question<unknown>['images']>): HumanMessage =>
  images.length === 0
    ? new HumanMessage(user)
    : new HumanMessage({
        content: [
          { type: 'text', text: user },
          ...images.map(({ type, base64 }) => ({
            type: 'image_url' as const,
            image_url: { url: `data:${type};base64,${base64}`, detail: 'low' as const },
          })),
        ],
      })

const Completion = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1) })

/** The words of a completion, or undefined when there is none. */
function contentOf(answer: string): string | undefined {
  try {
    return Completion.safeParse(JSON.parse(answer)).data?.choices[0]?.message.content
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.core.$ZodError) return firstIssue(error)
  return error instanceof Error ? (error.message.split('\n')[0] ?? '').slice(0, 200) : 'it is not JSON'
}

/** The client wraps what our fetch threw; a refusal (a wrong key) leaves us without a model just the same. */
function asUnavailable(error: unknown, name: string): Unavailable {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof Unavailable) return inner
    if (inner instanceof Refused) return new Unavailable(inner.message, { cause: inner })
  }
  return new Unavailable(`openai ${name}: the answer could not be read`)
}
