// Files of a world under test that came without a word, as lists.
import type { MaterialReads } from '../../../src/tools/rental/materials.ts'
import type { Material } from '../../../src/tools/rental.ts'

export interface MaterialRows {
  materials?: Material[]
}

export const materialsOf = ({ materials = [] }: MaterialRows): MaterialReads => ({
  material: async (id) => materials.find((row) => row.id === id) ?? null,
  materialsOf: async ({ bookingId, kind }) => materials.filter((row) => row.bookingId === bookingId && row.kind === kind),
})
