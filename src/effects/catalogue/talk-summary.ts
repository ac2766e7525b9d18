// What is left of older turns of a talk: what was asked and about what, without a model. One line a thing, the newest first:
// `2030-11-05 Помощник: узнать об авто (AA-000-AA) ×2`. No words of anybody stand in it.
import { inTbilisi } from '../../clock.ts'
import { createMasker } from '../../observability/mask.ts'
import type { Turn } from './talk.ts'

/** The oldest lines fall out. */
const LONGEST = 600

interface Line {
  /** ISO date of Asia/Tbilisi when it was last asked. */
  day: string
  asked: string
  times: number
}

const LINE = /^(\d{4}-\d\d-\d\d) (.+?)(?: ×(\d{1,6}))?$/
const masker = createMasker()

const dayOf = (at: Date): string => inTbilisi(at).toISODate() ?? ''

/**
 * @param before what was left of still older turns
 * @param turns oldest first
 * @param since nothing of this day or before is kept; absent: everything is.
 */
export function summarised(before: string, turns: readonly Turn[], since?: Date): string {
  let lines = before.split('\n').flatMap(read)
  for (const { at, asked: said } of turns) {
    if (said === undefined) continue
    const asked = masker.text(said.replaceAll(/\s+/g, ' ').trim())
    const known = lines.find((line) => line.asked === asked)
    const line: Line = { day: dayOf(new Date(at)), asked, times: (known?.times ?? 0) + 1 }
    lines = [line, ...lines.filter((one) => one !== known)]
  }
  const kept = since === undefined ? lines : lines.filter(({ day }) => day > dayOf(since))
  const written = kept.map(({ day, asked, times }) => `${day} ${asked}${times === 1 ? '' : ` ×${times}`}`)
  while (written.join('\n').length > LONGEST) written.pop()
  return written.join('\n')
}

function read(text: string): Line[] {
  const [, day, asked, times] = LINE.exec(text) ?? []
  return day === undefined || asked === undefined ? [] : [{ day, asked, times: Number(times ?? 1) }]
}
