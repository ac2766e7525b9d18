// Short words that only go on with what was asked: «а завтра?», «и в Тбилиси?», «and 4002?», «და ხვალ?». What of the question changes, in ru, en, ka.
import { branchIn } from './asker.ts'
import { isName } from './names-said.ts'
import { plateIn, says } from './phrases.ts'
import { spanIn } from './when-said.ts'

/** What of a question another word may change. */
export type Part = 'day' | 'branch' | 'booking' | 'car' | 'person'

export interface FollowUp {
  /** What the words name. */
  parts: ReadonlySet<Part>
  /** They name that and nothing else. */
  isOnly: boolean
  /** They begin as one goes on: «а», «и», `what about`, «და». */
  joins: boolean
}

const LONGEST = 7

const JOINS =
  /^(?:(?:ну\s+)?[аи](?:\s+(?:еще|если|теперь|тогда|(?:что|как)\s+(?:там\s+)?(?:по|насчет|с|на)))?|(?:and\s+)?(?:what|how)\s+about|and|(?:და|ხოლო|კიდევ)(?:\s+კიდევ)?)\s+(?=\S)/u
/** Letters of other words in English, and «а», «и», «და» as people type them. */
const JOINS_TYPED = /^(?:a|i|da)\s+(?=\S)/u
const FILLERS =
  /^(?:по|в|во|на|у|о|об|про|с|со|за|до|к|ко|для|из|же|там|номер\p{L}*|брон\p{L}*|авто|машин\p{L}*|филиал\p{L}*|центр\p{L}*|in|at|on|for|of|the|to|with|by|booking|car|branch|center|v|po|na|ჯავშ\p{L}*|მანქან\p{L}*|ფილიალ\p{L}*)$/u
const DAY =
  /^(?:сегодня|(?:после)?завтра|понедельник\p{L}*|вторник\p{L}*|сред[ауы]|четверг\p{L}*|пятниц\p{L}*|суббот\p{L}*|воскресень\p{L}*|выходн\p{L}*|янв\p{L}*|фев\p{L}*|март\p{L}*|апр\p{L}*|ма[йя]|июн\p{L}*|июл\p{L}*|авг\p{L}*|сен\p{L}*|окт\p{L}*|ноя\p{L}*|дек\p{L}*|утр\p{L}*|днем|вечер\p{L}*|час\p{L}*|через|полчаса|недел\p{L}*|дн\p{L}+|день|числ\p{L}*|today|tomorrow|day|after|(?:mon|tues|wednes|thurs|fri|satur|sun)day|weekend|(?:posle)?zavtra|segodnya|k?[hx]val|დღეს|ხვალ|ზეგ|\p{L}*შაბათ\p{L}*|პარასკევ\p{L}*|კვირა\p{L}*|\d{1,2}(?:[:.]\d{1,2}(?:\.\d{4})?)?)$/u
const ME = /^(?:меня|мне|мои|моя|me|my|mine|ჩემ\p{L}*)$/u

/**
 * @param people names of staff, where they are known: then a name is one in lower case, too.
 * @returns null where the words are a question of their own.
 */
export function followUpIn(text: string, now: Date, people: readonly string[] = []): FollowUp | null {
  const whole = text.trim().replaceAll('ё', 'е').replaceAll('Ё', 'Е')
  if (whole.startsWith('/') || whole.split(/\s+/).length > LONGEST) return null
  const lower = whole.toLowerCase()
  const joined = JOINS.exec(lower)?.[0].length ?? 0
  const typed = joined > 0 ? 0 : (JOINS_TYPED.exec(lower)?.[0].length ?? 0)
  const rest = whole.slice(joined + typed)
  const { parts, isOnly } = partsOf(rest, now, joined + typed > 0 ? people : null)
  const joins = joined > 0 || (typed > 0 && isOnly)
  return joins || (isOnly && parts.size > 0) ? { parts, isOnly: isOnly && parts.size > 0, joins } : null
}

/** @param people null: no person is meant here */
function partsOf(text: string, now: Date, people: readonly string[] | null): Omit<FollowUp, 'joins'> {
  const parts = new Set<Part>()
  const plate = plateIn(text)
  if (plate !== undefined) parts.add('car')
  const bare = plate === undefined ? text : text.replace(new RegExp(plate.replaceAll(/[-\s]/g, '[- ]?'), 'i'), ' ')
  const words = bare.split(/[^\p{L}\p{M}\p{N}:.]+/u).map((word) => word.replace(/[.:]+$/, ''))
  const unknown = words.filter((word) => {
    const part = partOf(word, people)
    if (part !== null && part !== 'filler') parts.add(part)
    return word !== '' && part === null
  })
  // What sounds like a day is one only if it can be read.
  const isRead = !parts.has('day') || spanIn(text, now) !== null
  return { parts, isOnly: unknown.length === 0 && isRead }
}

function partOf(word: string, people: readonly string[] | null): Part | 'filler' | null {
  const lower = word.toLowerCase()
  if (lower === '' || FILLERS.test(lower)) return 'filler'
  if (branchIn(lower) !== null) return 'branch'
  if (DAY.test(lower)) return 'day'
  if (/^\d{3,9}$/.test(lower)) return 'booking'
  if (says(lower, ['{car}'])) return 'car'
  return people !== null && (ME.test(lower) || /^\p{Lu}\p{Ll}+$/u.test(word) || isName(word, people)) ? 'person' : null
}
