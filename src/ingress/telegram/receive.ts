// How updates reach us: pushed to the webhook where we have a public URL, fetched by long polling where we have none.
import type { Log } from '../../observability/log.ts'
import type { Tools } from '../../tools/index.ts'
import { type PollingOptions, pollTelegram } from './polling.ts'
import { keepWebhook } from './webhook.ts'

export interface ReceiveOptions extends Omit<PollingOptions, 'telegram'> {
  telegram: Tools['telegram']
  publicUrl: string | null
  /** The live secrets of the door, the newest first. */
  secrets: readonly string[]
  log: Log
}

/** @returns how to end it; requests under way are cut off. */
export function receiveTelegram({ telegram, publicUrl, secrets: [secret], ...options }: ReceiveOptions): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  const receiving =
    publicUrl === null || secret === undefined
      ? pollTelegram({ ...options, telegram: telegram.write }, signal)
      : keepWebhook({ ...options, telegram, url: `${publicUrl}${options.source.path}`, secret }, signal)
  return async () => {
    stopping.abort()
    await receiving
  }
}
