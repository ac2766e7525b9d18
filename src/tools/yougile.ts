// YouGile's REST API v2: tasks, their chats and the company's users.
import { z } from 'zod'
import { Refused } from '../errors.ts'
import type { Http } from './http.ts'
import { type Call, defineIntegration, operation } from './integration.ts'
import type { Vendor } from './vendor.ts'
import { Changes, changesOf, Message, NewTask, User, YougileTask } from './yougile-shapes.ts'

export interface YougileConfig {
  baseUrl: string
  key: string
  /** Branch → column where its new tasks appear; without one a task lies in no column. */
  columns?: Readonly<Record<string, string | undefined>>
}

export const yougileVendor = ({ key }: YougileConfig, timeoutMs: number): Vendor => ({
  system: 'yougile',
  timeoutMs,
  credential: 'YOUGILE_API_KEY',
  secrets: [key],
  afterTooManyMs: 10_000,
})

/** The most rows one answer may hold; there is no branch with more in a minute of chat. */
const PAGE = 1000

const paragraphs = (text: string): string =>
  text
    .split('\n')
    .map((line) => `<p>${line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</p>`)
    .join('')

export function yougileTool({ baseUrl, key, columns = {} }: YougileConfig, http: Http) {
  async function ask(method: 'GET' | 'POST' | 'PUT', path: string, call: Call, body?: unknown): Promise<unknown> {
    const headers = { authorization: `Bearer ${key}` }
    return (
      await http.send({ method, url: `${baseUrl}${path}`, headers, body: body === undefined ? undefined : JSON.stringify(body) }, call)
    ).body
  }
  const content = (answer: unknown) => (answer as { content?: unknown } | undefined)?.content

  return defineIntegration({
    name: 'yougile',
    read: {
      task: operation({
        summary: 'One task by its id, or null when there is none.',
        input: z.object({ id: z.string().min(1) }),
        output: YougileTask.nullable(),
        limit: 'yougile',
        idempotency: 'A read: may be repeated.',
        run: ({ id }, call) => ask('GET', `/tasks/${encodeURIComponent(id)}`, call).catch(nullWhenMissing),
      }),
      messages: operation({
        summary: 'The messages of a task (its chat has the id of the task) since a moment.',
        input: z.object({ chatId: z.string().min(1), sinceMs: z.number().int() }),
        output: z.array(Message),
        limit: 'yougile',
        idempotency: 'A read: may be repeated.',
        run: async ({ chatId, sinceMs }, call) =>
          content(await ask('GET', `/chats/${encodeURIComponent(chatId)}/messages?limit=${PAGE}&since=${sinceMs}`, call)),
      }),
      users: operation({
        summary: 'The users of the company.',
        input: z.object({}),
        output: z.array(User),
        limit: 'yougile',
        idempotency: 'A read: may be repeated.',
        run: async (_input, call) => content(await ask('GET', `/users?limit=${PAGE}`, call)),
      }),
    },
    write: {
      createTask: operation({
        summary: 'Opens a task.',
        input: NewTask,
        output: z.object({ id: z.string() }),
        limit: 'yougile',
        idempotency: 'The same idempotencyKey answers with the task that exists already.',
        run: ({ title, description, branch, urgent, ...changes }, call) =>
          ask('POST', '/tasks', call, {
            title,
            description,
            columnId: branch === undefined ? undefined : columns[branch],
            color: urgent ? 'task-red' : undefined,
            ...changesOf(changes),
            idempotencyKey: call.effectKey,
          }),
      }),
      updateTask: operation({
        summary: 'Changes a task.',
        input: Changes.extend({ id: z.string().min(1) }),
        output: z.object({ id: z.string() }),
        limit: 'yougile',
        idempotency: 'Sets values: twice is the same as once.',
        run: ({ id, ...changes }, call) => ask('PUT', `/tasks/${encodeURIComponent(id)}`, call, changesOf(changes)),
      }),
      comment: operation({
        summary: 'Writes into the chat of a task.',
        input: z.object({ chatId: z.string().min(1), text: z.string().min(1) }),
        output: z.object({ id: z.number() }),
        limit: 'yougile',
        idempotency: 'Every call writes one more message.',
        run: ({ chatId, text }, call) =>
          ask('POST', `/chats/${encodeURIComponent(chatId)}/messages`, call, { text, textHtml: paragraphs(text), label: '' }),
      }),
    },
  })
}

export type YougileTool = ReturnType<typeof yougileTool>

function nullWhenMissing(error: unknown): null {
  if (error instanceof Refused && error.status === 404) return null
  throw error
}
