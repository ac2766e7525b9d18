// Who may import whom, as mermaid, from the same table that dependency-cruiser enforces.
import { COMMON, ROOMS } from '../rooms.mjs'

const roomOf = (path: string): string => path.split('/')[0] ?? path
/** `graph` alone is a word of mermaid's own. */
const node = (room: string): string => `${room}_[${room}]`

/** A dotted arrow leads to chosen files of a room only. */
export function roomsPicture(): string {
  const rooms = Object.entries(ROOMS).filter(([room]) => !COMMON.includes(room))
  const arrows = rooms.flatMap(([room, { may }]) =>
    [...new Set(may.map(roomOf))]
      .filter((other) => other in ROOMS)
      .map((other) => `  ${node(room)} ${may.includes(other) ? '-->' : '-.->'} ${node(other)}`),
  )
  return ['graph TD', ...rooms.map(([room]) => `  ${node(room)}`), ...arrows, `  common["anybody may import: ${COMMON.join(', ')}"]`].join(
    '\n',
  )
}
