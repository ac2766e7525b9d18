// What rang for a client in a world under test.
import type { Call, CallReads } from '../../../src/tools/rental/calls.ts'

export interface CallRows {
  /** The last one. */
  call?: Call
}

export const callsOf = ({ call }: CallRows): CallReads => ({ lastCall: async () => call ?? null })
