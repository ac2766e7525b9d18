// Sets columns of one row of our own tables, which is made if it is not there.
import type { Clock } from '../../clock.ts'
import type { Sql } from '../../db.ts'

/** Columns of jsonb, and whether what is given is merged into what is there. */
const JSON_COLUMNS: Readonly<Record<string, 'merge' | 'replace'>> = {
  extras: 'merge',
  told: 'merge',
  checklist: 'replace',
  messages: 'replace',
  shown: 'replace',
  files: 'replace',
  ticked: 'replace',
}

/** Names come from our own schemas, never from outside. */
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Columns that are words of SQL have another name in the table. */
const columnOf = (name: string): string => (name === 'from' || name === 'until' ? `${name}_at` : snake(name))

/**
 * Columns not given stay as they are.
 * @param key the primary key, column by column.
 */
export async function upsert(
  table: string,
  key: Readonly<Record<string, string | number>>,
  set: Readonly<Record<string, unknown>>,
  { sql, clock }: { sql: Sql; clock: Clock },
): Promise<void> {
  const given = Object.entries({ updatedAt: clock.now(), ...set }).filter(([, value]) => value !== undefined)
  const keys = Object.keys(key).map(columnOf)
  const columns = [...keys, ...given.map(([name]) => columnOf(name))]
  const values = [...Object.values(key), ...given.map(([name, value]) => (name in JSON_COLUMNS ? JSON.stringify(value) : value))]
  const place = (name: string, at: number) => `$${at}${name in JSON_COLUMNS ? '::jsonb' : ''}`
  const assigned = given
    .map(([name], index) => {
      const column = columnOf(name)
      const value = place(name, keys.length + index + 1)
      return `${column} = ${JSON_COLUMNS[name] === 'merge' ? `${table}.${column} || ${value}` : value}`
    })
    .join(', ')
  const where = keys.map((column, index) => `${column} = $${index + 1}`).join(' AND ')
  // Not ON CONFLICT alone: a row to be inserted must be whole, an update need not be.
  const known = await sql.query(`UPDATE ${table} SET ${assigned} WHERE ${where} RETURNING 1`, values)
  if (known.length > 0) return
  const names = [...Object.keys(key), ...given.map(([name]) => name)]
  await sql.query(
    // Another event may have made the row meanwhile.
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${names.map((name, index) => place(name, index + 1)).join(', ')})
     ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${assigned}`,
    values,
  )
}
