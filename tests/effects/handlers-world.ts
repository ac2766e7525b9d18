// The handlers with all they need: the sandbox as the outside world, a database that holds its directory, and receipts.
import { randomUUID } from 'node:crypto'
import type { Message } from '../../sandbox/systems/telegram/chats.ts'
import { WORLD_FILE } from '../../sandbox/world.ts'
import { systemClock } from '../../src/clock.ts'
import { importDirectory, readDirectory } from '../../src/directory.ts'
import { type EffectKind, type EffectPayload, effectKey } from '../../src/effects/catalogue.ts'
import type { HandlerContext, Receipt } from '../../src/effects/handler.ts'
import { handlerOf } from '../../src/effects/handlers.ts'
import { Refused } from '../../src/errors.ts'
import { type Sandboxed, sandboxed } from '../tools/sandboxed.ts'

export interface HandlersWorld extends Sandboxed {
  /** Performs an effect as the outbox would, and keeps its receipt for later ones. */
  perform<K extends EffectKind>(
    kind: K,
    payload: EffectPayload<K>,
    context?: Partial<HandlerContext>,
  ): Promise<{ key: string; receipt: Receipt }>
  find<K extends EffectKind>(kind: K, payload: EffectPayload<K>, context?: Partial<HandlerContext>): Promise<Receipt | null>
  /** What stands in a chat now. */
  messages(chatId: number): Promise<(Message & { pinned: boolean })[]>
  topics(chatId: number): Promise<{ message_thread_id: number; name: string; closed: boolean }[]>
}

export async function handlersWorld(): Promise<HandlersWorld> {
  const world = await sandboxed()
  await importDirectory(world.db, await readDirectory(WORLD_FILE))
  const receipts = new Map<string, Receipt>()
  const contextOf = (kind: EffectKind, change: Partial<HandlerContext>): HandlerContext => ({
    key: effectKey(randomUUID(), 'test-agent', kind),
    critical: false,
    again: false,
    tools: world.tools,
    db: world.db,
    clock: systemClock,
    async receiptOf(key) {
      const receipt = receipts.get(key)
      if (!receipt) throw new Refused(`no effect ${key}`)
      return receipt
    },
    ...change,
  })
  const look = async (path: string) => (await fetch(`${world.sandbox.url}${path}`)).json()
  return {
    ...world,
    async perform(kind, payload, change = {}) {
      const context = contextOf(kind, change)
      const receipt = await handlerFor(kind).perform(payload, context)
      receipts.set(context.key, receipt)
      return { key: context.key, receipt }
    },
    find: async (kind, payload, change = {}) => (await handlerFor(kind).find?.(payload, contextOf(kind, change))) ?? null,
    messages: async (chatId) => (await look(`/_telegram/messages?chat=${chatId}`)) as (Message & { pinned: boolean })[],
    topics: async (chatId) =>
      (await look(`/_telegram/topics?chat=${chatId}`)) as { message_thread_id: number; name: string; closed: boolean }[],
  }
}

function handlerFor<K extends EffectKind>(kind: K) {
  const handler = handlerOf(kind)
  if (!handler) throw new Error(`no handler for ${kind}`)
  return handler
}
