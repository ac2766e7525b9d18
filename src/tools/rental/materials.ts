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
  /** The files that came with a message, and the place of its own among them, from 0. `lane`: the subject of events of that chat and topic. */
  materialOfMessage(query: { lane: string; messageId: number }): Promise<{ material: Material; at: number } | null>
  /** What came for one operation, oldest first. */
  materialsOf(query: { bookingId: number; kind: 'issue' | 'return' }): Promise<Material[]>
}

export function materialReads(prisma: PrismaClient): MaterialReads {
  return {
    material: async (id) => shaped(await prisma.material.findUnique({ where: { id } })),
    async materialOfMessage({ lane, messageId }) {
      const event = await prisma.event.findFirst({
        where: { subject: lane, type: 'photo.uploaded', payload: { path: ['files'], array_contains: [{ messageId }] } },
        orderBy: { seq: 'desc' },
        select: { id: true, payload: true },
      })
      if (event === null) return null
      const material = shaped(await prisma.material.findUnique({ where: { id: event.id.replaceAll('-', '') } }))
      const { files } = event.payload as { files: { messageId?: number }[] }
      const order = files.map((file) => file.messageId ?? 0).sort((a, b) => a - b)
      return material && { material, at: order.indexOf(messageId) }
    },
    materialsOf: async (where) =>
      (await prisma.material.findMany({ where, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })).flatMap((row) => shaped(row) ?? []),
  }
}

/** Written by our own effects alone, which their schema has checked. */
const shaped = (row: MaterialModel | null): Material | null =>
  row && { ...row, files: row.files as Material['files'], ticked: row.ticked as string[] }
