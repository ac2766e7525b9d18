// How a word sounds, whatever alphabet it is typed in, and whether two words differ by a slip of the finger only.

/** One letter per sound: `š` for ш and щ, `č` for ч, `ž` for ж, `c` for ц. */
const LETTERS: Readonly<Record<string, string>> = {
  ...letters('абвгдеёжзийклмнопрстуфхцчшщыэ', 'abvgdeežziiklmnoprstuphcčššie'),
  ...{ ъ: '', ь: '', ю: 'iu', я: 'ia', '’': '', "'": '' },
  ...letters('აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ', 'abgdevztiklmnopžrstupkgkščczcčhih'),
  ...letters('yjqwxf', 'iikvhp'),
}

function letters(from: string, to: string): Record<string, string> {
  const sounds = [...to]
  return Object.fromEntries([...from].map((letter, at) => [letter, sounds[at] ?? '']))
}

/** Several Latin letters for one sound, longest first. */
const LATIN: readonly [RegExp, string][] = [
  [/shch|sh/g, 'š'],
  [/tch|ch/g, 'č'],
  [/zh/g, 'ž'],
  [/kh|x/g, 'h'],
  [/ts|tz/g, 'c'],
  [/dz/g, 'z'],
  [/gh/g, 'g'],
  [/ph/g, 'p'],
  [/th/g, 't'],
  [/yo/g, 'e'],
  [/ck/g, 'k'],
]

/** `машина`, `mashina` and `ma6ina` become one; so do `მანქანა` and `manqana`. */
export function folded(word: string): string {
  let lower = word.toLowerCase()
  if (/[a-z]/.test(lower)) {
    // Digits that look like letters, in a word of letters: `4ek`, `ma6ina`.
    if (/\d/.test(lower)) lower = lower.replaceAll('4', 'ch').replaceAll('6', 'sh')
    for (const [spelling, sound] of LATIN) lower = lower.replace(spelling, sound)
  }
  let sounds = ''
  // One letter in Georgian: Лагидзе, ლაგიძე.
  for (const letter of lower.replaceAll('дз', 'з')) {
    for (const sound of LETTERS[letter] ?? letter) if (!sounds.endsWith(sound) || /\d/.test(sound)) sounds += sound
  }
  return sounds
}

/** Georgian by the keys its letters lie on: `momweret` is მომწერეთ as much as `momtseret`. */
const byKeys = (stem: string): string => stem.replaceAll('ყ', 'y').replaceAll('წ', 'w')

/** How a stem may sound. */
export const soundsOf = (stem: string): string[] => [...new Set([folded(stem), folded(byKeys(stem))])]

/** So many slips are forgiven in a word of so many sounds; short words are too much like each other. */
const slipsIn = (sounds: number): number => (sounds >= 10 ? 2 : sounds >= 7 ? 1 : 0)

/** Whether a word begins with a stem (both folded) but for a slip: a wrong, missing, extra or swapped letter, never the first. */
export function nearlyBegins(word: string, stem: string): boolean {
  const most = slipsIn(stem.length)
  if (most === 0 || word[0] !== stem[0] || word.length < stem.length - most) return false
  // A slip spoils one piece: where none is as it should be, nothing has to be counted.
  if (!word.startsWith(stem.slice(0, 3)) && !word.includes(stem.slice(4, 7)) && (most < 2 || !word.includes(stem.slice(8, 10))))
    return false
  const width = Math.min(word.length, stem.length + most)
  let before: number[] = []
  let row = Array.from({ length: width + 1 }, (_, j) => j)
  for (let i = 1; i <= stem.length; i++) {
    const next = [i]
    for (let j = 1; j <= width; j++) {
      const same = stem[i - 1] === word[j - 1]
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && stem[i - 1] === word[j - 2] && stem[i - 2] === word[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      next.push(cost)
    }
    if (Math.min(...next) > most) return false
    before = row
    row = next
  }
  return Math.min(...row) <= most
}
