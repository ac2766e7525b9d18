// A bounded talk of the model with read-only tools: it asks them, and answers from what they said.
import type { BaseMessage } from '@langchain/core/messages'
import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages'
import type { RunnableConfig } from '@langchain/core/runnables'
import type { StructuredToolInterface } from '@langchain/core/tools'
import { ChatOpenAI } from '@langchain/openai'
import { sentence } from '../errors.ts'
import type { Http } from './http.ts'
import { type Budget, metered } from './model-budget.ts'
import type { Prompt } from './model-prompt.ts'

export interface ToolQuestion {
  /** Of the run in the trace: `[a-zA-Z0-9_-]`. */
  name: string
  system: Prompt
  /** What was said before, oldest first. */
  before: readonly { by: 'staff' | 'bot'; text: string }[]
  user: string
  tools: readonly StructuredToolInterface[]
  /** Calls of tools, all rounds together. */
  maxCalls: number
  /** The event it is asked for: what it costs is counted there. */
  eventId?: string
  signal?: AbortSignal
  /** Callbacks, tags and metadata, so that the calls of model and tools stand inside their run's trace. */
  config?: RunnableConfig
}

export interface ToolAnswer {
  text: string
  model: string
  /** The tools that answered, in order. */
  used: string[]
}

interface Config {
  baseUrl: string
  apiKey: string
  model: string
  timeoutMs: number
  budget?: Budget
}

/** More than the calls, since the model may ask for none and then answer. */
const SPARE_ROUNDS = 1

export async function withTools(config: Config, http: Http, question: ToolQuestion): Promise<ToolAnswer> {
  const { baseUrl, apiKey, model, timeoutMs, budget } = config
  const { name, system, before, user, tools, maxCalls, signal } = question
  const traced = { ...question.config, signal }
  const send = metered(http.fetchFor({ operation: name, limit: 'openai.chat', write: true, signal }), budget, model, question.eventId)
  const chat = new ChatOpenAI({
    model,
    apiKey,
    temperature: 0,
    maxTokens: budget?.answerTokens,
    maxRetries: 0,
    // http.ts keeps the time; this one only must not be shorter.
    timeout: timeoutMs * 2,
    configuration: { baseURL: baseUrl, fetch: send },
  })
  const messages: BaseMessage[] = [
    new SystemMessage(system.text),
    ...before.map(({ by, text }) => (by === 'staff' ? new HumanMessage(text) : new AIMessage(text))),
    new HumanMessage(user),
  ]
  const used: string[] = []
  let calls = 0
  for (let round = 0; round <= maxCalls + SPARE_ROUNDS; round++) {
    const mayAsk = calls < maxCalls
    const answer = await chat
      .bindTools([...tools], { tool_choice: mayAsk ? 'auto' : 'none' })
      .invoke(messages, { ...traced, runName: name, metadata: { ...traced.metadata, ...system.traced } })
    const asked = mayAsk ? (answer.tool_calls ?? []).slice(0, maxCalls - calls) : []
    if (asked.length === 0) return { text: answer.text.trim(), model, used }
    calls += asked.length
    messages.push(new AIMessage({ content: answer.text, tool_calls: asked }))
    for (const { name: toolName, args, id = '' } of asked) {
      const found = tools.find((one) => one.name === toolName)
      const said = found
        ? await found.invoke(args, traced).then(String, (error: unknown) => `error: ${sentence(error)}`)
        : 'error: no such tool'
      if (found && !said.startsWith('error: ')) used.push(toolName)
      messages.push(new ToolMessage({ tool_call_id: id, content: said }))
    }
  }
  return { text: '', model, used }
}
