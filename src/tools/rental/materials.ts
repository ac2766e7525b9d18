// Reads of files that came without a word about what they show.
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { MaterialModel } from '../../generated/prisma/models.ts'

export type Material = Omit<MaterialModel, 'files' | 'ticked'> & {
  /** A file as evidence writes it, and the items it proves. */
  files: { file: string; codes: string[] }[]
  ticked: string[]
}

export interface MaterialReads {
  material(id: string): Promise<Material | null>
  /** What came for one operation, oldest first. */
  materialsOf(query: { bookingId: number; kind: 'issue' | 'return' }): Promise<Material[]>
}

export function materialReads(prisma: PrismaClient): MaterialReads {
  return {
    material: async (id) => shaped(await prisma.material.findUnique({ where: { id } })),
    materialsOf: async (where) =>
      (await prisma.material.findMany({ where, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })).flatMap((row) => shaped(row) ?? []),
  }
}

/** Written by our own effects alone, which their schema has checked. */
const shaped = (row: MaterialModel | null): Material | null =>
  row && { ...row, files: row.files as Material['files'], ticked: row.ticked as string[] }
