// Alerts for the person on duty, grouped: the first of a kind at once, its repeats as one summary. Knows nothing of where they go.
import type { Clock } from '../clock.ts'
import { sentence } from '../errors.ts'
import type { Log } from './log.ts'
import { moreOfThem } from './words.ts'

export interface Alert {
  /** What sort of trouble; with `subject` it names the group. */
  kind: string
  /** What it is about: an event type, a vendor, a door. */
  subject: string
  /** Plain text for a person: what happened, what to do, where to look. */
  text: string
}

export interface Alerts {
  /** Returns at once and never throws. */
  raise(alert: Alert): void
  /** Sends the summaries that are due later, and what could not be sent before. Resolves when nothing is on its way. */
  flush(): Promise<void>
}

export interface AlertsOptions {
  clock: Clock
  /** Hands one text on. What it rejects is kept and tried again with the next one. */
  send: (text: string) => Promise<void>
  windowMs: number
  log: Log
}

interface Group {
  until: number
  repeats: number
  last: Alert
  timer: NodeJS.Timeout
}

/** An outage of the sink must not fill the memory. */
const MAX_UNSENT = 100

export function createAlerts({ clock, send, windowMs, log }: AlertsOptions): Alerts {
  const groups = new Map<string, Group>()
  const post = outgoing(send, log)

  function open(key: string, alert: Alert): void {
    const timer = setTimeout(() => close(key), windowMs)
    timer.unref()
    groups.set(key, { until: clock.now().getTime() + windowMs, repeats: 0, last: alert, timer })
  }

  /** Ends the window: a silent group is forgotten, a noisy one is summed up and watched for another window. */
  function close(key: string): void {
    const group = groups.get(key)
    if (!group) return
    clearTimeout(group.timer)
    groups.delete(key)
    if (group.repeats === 0) return
    post.add(moreOfThem(group.repeats, group.last.text))
    open(key, group.last)
  }

  return {
    raise(alert) {
      const key = `${alert.kind}\n${alert.subject}`
      const known = groups.get(key)
      // A timer may be late, or the clock may have jumped (a laptop that slept).
      if (known && clock.now().getTime() >= known.until) close(key)
      const group = groups.get(key)
      if (group) {
        group.repeats += 1
        group.last = alert
        return
      }
      open(key, alert)
      post.add(alert.text)
    },
    async flush() {
      for (const key of [...groups.keys()]) close(key)
      for (const group of groups.values()) clearTimeout(group.timer)
      groups.clear()
      await post.drain()
    },
  }
}

/** One text after another. What fails goes to the back and is tried again when the next one comes: none can block the others. */
function outgoing(send: (text: string) => Promise<void>, log: Log) {
  const unsent: string[] = []
  let sending: Promise<void> | null = null

  async function sendAll(): Promise<void> {
    for (let text = unsent.shift(); text !== undefined; text = unsent.shift()) {
      try {
        await send(text)
      } catch (error) {
        unsent.push(text)
        log.error({ error: sentence(error), unsent: unsent.length }, 'alert could not be sent')
        break
      }
    }
    sending = null
  }

  function start(): Promise<void> {
    sending ??= Promise.resolve().then(sendAll)
    return sending
  }

  return {
    add(text: string) {
      if (unsent.length >= MAX_UNSENT) {
        unsent.shift()
        log.error({ unsent: unsent.length }, 'alert dropped, too many wait')
      }
      unsent.push(text)
      void start()
    },
    async drain() {
      if (sending || unsent.length > 0) await start()
    },
  }
}
