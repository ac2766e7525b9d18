// What somebody waits for at the screen runs at once in the process that found it, past the queue and its gate, while there is room.

export interface AtHand {
  /** @returns false when there is no room: then the queue has it. */
  take(id: string): boolean
  /** Takes nothing more, and waits for what runs. */
  stop(): Promise<void>
}

/** @param room how many at once: some of them wait for a model. */
export function createAtHand(room: number, perform: (id: string) => Promise<void>, onError: (error: unknown) => void): AtHand {
  const running = new Set<Promise<void>>()
  let stopped = false
  return {
    take(id) {
      if (stopped || running.size >= room) return false
      // It fails only when the ledger itself could not be reached: the row is taken up again when its lease ends.
      const run = perform(id)
        .catch(onError)
        .finally(() => running.delete(run))
      running.add(run)
      return true
    },
    async stop() {
      stopped = true
      await Promise.all(running)
    },
  }
}
