// The menu of commands in Telegram, made from the agents' cards: set once for all replicas, and again only when it has changed.
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from './agents/agent.ts'
import { agents } from './agents/index.ts'
import { type Clock, MINUTE_MS } from './clock.ts'
import type { Sql } from './db.ts'
import { sentence } from './errors.ts'
import { claimCursor, releaseCursor } from './inbox/cursor.ts'
import type { Log } from './observability/log.ts'
import type { Tools } from './tools/index.ts'

interface Line {
  command: string
  description: string
}

/** `/start` is a button of its own in Telegram. */
const HIDDEN = ['/start']

/** Every command of every agent, in the order of the registry. */
export const menu = (): Line[] =>
  agents.flatMap((agent) =>
    Object.entries(('commands' in agent ? agent.commands : {}) as Readonly<Record<string, Command>>)
      .filter(([command]) => !HIDDEN.includes(command))
      .map(([command, { says }]) => ({ command: command.slice(1), description: says })),
  )

const SCOPES = ['all_private_chats', 'all_group_chats'] as const
const CURSOR = 'telegram.menu'

export interface MenuOptions {
  sql: Sql
  clock: Clock
  telegram: Pick<Tools['telegram']['write'], 'setMyCommands'>
}

/** @returns whether it had to be set; false too where another replica is at it. */
export async function setMenu({ sql, clock, telegram }: MenuOptions, signal?: AbortSignal): Promise<boolean> {
  const lines = menu()
  const digest = createHash('sha256').update(JSON.stringify(lines)).digest('hex').slice(0, 16)
  const held = await claimCursor(sql, CURSOR, clock.now(), MINUTE_MS)
  if (held === null) return false
  let set = (held.value as { digest?: unknown } | null)?.digest
  const wasSet = set === digest
  try {
    if (wasSet) return false
    for (const scope of SCOPES) await telegram.setMyCommands({ scope, commands: lines }, { signal })
    set = digest
    return true
  } finally {
    const now = clock.now()
    await releaseCursor(sql, held, { value: { digest: set }, dueAt: now, now })
  }
}

const AGAIN_MS = MINUTE_MS

/** Tries until it is set. @returns how to end it. */
export function keepMenu({ log, ...options }: MenuOptions & { log: Pick<Log, 'warn'> }): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  const work = async () => {
    while (!signal.aborted) {
      try {
        await setMenu(options, signal)
        return
      } catch (error) {
        if (signal.aborted) return
        log.warn({ error: sentence(error) }, 'the menu of commands could not be set, trying again')
        await pause(AGAIN_MS, undefined, { signal }).catch(() => undefined)
      }
    }
  }
  const working = work()
  return async () => {
    stopping.abort()
    await working
  }
}
