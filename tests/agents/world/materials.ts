// Files of a world under test that came without a word, as lists.
import type { MaterialReads } from '../../../src/tools/rental/materials.ts'
import type { Material } from '../../../src/tools/rental.ts'

export interface MaterialRows {
  materials?: Material[]
  /** Files by the message they came with. */
  messages?: Record<number, { ref: string; at: number }>
}

export const materialsOf = ({ materials = [], messages = {} }: MaterialRows): MaterialReads => ({
  material: async (id) => materials.find((row) => row.id === id) ?? null,
  async materialOfMessage({ messageId }) {
    const found = messages[messageId]
    const material = materials.find(({ id }) => id === found?.ref)
    return found === undefined || material === undefined ? null : { material, at: found.at }
  },
  materialsOf: async ({ bookingId, kind }) => materials.filter((row) => row.bookingId === bookingId && row.kind === kind),
})
