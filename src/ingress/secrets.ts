// Compares secrets without telling, by the time it takes, how much of a guess was right.
import { createHash, timingSafeEqual } from 'node:crypto'

// Hashing first makes both sides equally long, which timingSafeEqual asks for.
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

/** True when `given` is one of the live values: two of them while a secret is being rotated. An empty value opens nothing. */
export function matchesSecret(given: string | undefined, live: readonly string[]): boolean {
  if (!given) return false
  const guess = sha256(given)
  return live.filter((secret) => timingSafeEqual(sha256(secret), guess)).length > 0
}

/** Tells whether a secret is still the same one, without being it. */
export const fingerprintOf = (secret: string): string => sha256(secret).toString('hex').slice(0, 16)
