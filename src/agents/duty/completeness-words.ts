// What the check of completeness says it found.
import type { Branch } from '../../events/event.ts'
import { BRANCH_NAME, plural } from '../words.ts'

const NAMES: Readonly<Record<string, string>> = {
  'booking.created': 'новых броней',
  'booking.issued': 'выдач',
  'booking.returned': 'возвратов',
  'booking.cancelled': 'отмен',
  'booking.updated': 'изменений',
}

export function completenessWords({
  branch,
  compared,
  onTheWay,
  unanswered,
  found,
}: {
  branch: Branch
  compared: number
  onTheWay: number
  unanswered: number
  found: readonly string[]
}): string {
  const kinds = Object.entries(NAMES)
    .map(([type, name]) => [name, found.filter((one) => one === type).length] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
  const parts = [
    `сверил с RentProg ${plural(compared, 'бронь', 'брони', 'броней')}`,
    found.length === 0 ? 'всё дошло' : `не дошло событий: ${found.length} (${kinds.join(', ')}), восстановил`,
    onTheWay > 0 && `ещё обрабатываются: ${onTheWay}`,
    unanswered > 0 && `не нашёл в RentProg: ${unanswered}`,
  ]
  return `${BRANCH_NAME[branch]}: ${parts.filter((part) => part !== false).join('; ')}.`
}
