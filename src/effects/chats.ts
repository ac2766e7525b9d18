// A group that became a supergroup has a new id: our row of it, and with it its topics, move there.
import type { Sql } from '../db.ts'

/** Where the new chat is known already, only its topics' old home goes. @returns whether anything moved. */
export async function moveChat(sql: Sql, from: number, to: number): Promise<boolean> {
  const moved = await sql.query('UPDATE chats SET id = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM chats WHERE id = $2) RETURNING id', [
    from,
    to,
  ])
  if (moved.length > 0) return true
  const left = await sql.query('DELETE FROM chats WHERE id = $1 AND EXISTS (SELECT 1 FROM chats WHERE id = $2) RETURNING id', [from, to])
  return left.length > 0
}
