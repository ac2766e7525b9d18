// The registry of polls.
import type { Poll } from '../poll.ts'

export const polls: readonly Poll[] = []
