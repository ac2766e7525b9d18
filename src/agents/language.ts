// Which language a text is written in, without a model: by its letters, then by its most common words.
import { tokensOf } from './phrases.ts'

export const LANGUAGE_NAME: Readonly<Record<string, string>> = {
  ru: 'русский',
  en: 'английский',
  ka: 'грузинский',
  uk: 'украинский',
  de: 'немецкий',
  fr: 'французский',
  es: 'испанский',
  it: 'итальянский',
  tr: 'турецкий',
  pl: 'польский',
  hy: 'армянский',
  he: 'иврит',
  ar: 'арабский',
  fa: 'персидский',
  kk: 'казахский',
  zh: 'китайский',
  ja: 'японский',
  ko: 'корейский',
  hi: 'хинди',
  el: 'греческий',
}

/** A code it may be told as; anything else is no language. */
export const asLanguage = (code: string | null | undefined): string | null => {
  const short = code?.trim().toLowerCase().slice(0, 2) ?? ''
  return Object.hasOwn(LANGUAGE_NAME, short) ? short : null
}

export const hasLetters = (text: string): boolean => /\p{L}/u.test(text)

/** Scripts that tell the language, or nearly so. */
const SCRIPTS: readonly (readonly [RegExp, (text: string) => string])[] = [
  [/\p{Script=Georgian}/gu, () => 'ka'],
  [/\p{Script=Cyrillic}/gu, cyrillic],
  [/\p{Script=Armenian}/gu, () => 'hy'],
  [/\p{Script=Hebrew}/gu, () => 'he'],
  [/\p{Script=Arabic}/gu, (text) => (/[پچژگ]/.test(text) ? 'fa' : 'ar')],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, () => 'ja'],
  [/\p{Script=Hangul}/gu, () => 'ko'],
  [/\p{Script=Han}/gu, () => 'zh'],
  [/\p{Script=Devanagari}/gu, () => 'hi'],
  [/\p{Script=Greek}/gu, () => 'el'],
]

function cyrillic(text: string): string {
  if (/[ыэъё]/i.test(text)) return 'ru'
  if (/[әғқңөұүһ]/i.test(text)) return 'kk'
  return /[іїєґ]/i.test(text) ? 'uk' : 'ru'
}

/** Words people cannot do without; the last two lists are Russian and Georgian in Latin letters. */
// biome-ignore format: a list is read by lines
const WORDS: readonly (readonly [string, string])[] = [
  ['en', 'the is are am you we your can could please hello hi hey thanks thank when where how what want need have has for from and at of yes will would rent it this that there which pick good morning evening car'],
  ['de', 'der das ist ich wir und mit für wo wann wie kann können bitte hallo danke guten tag haben nicht ein eine nein möchte mieten'],
  ['fr', 'je vous nous est les bonjour bonsoir merci où quand comment voiture avec pour pas une oui votre louer'],
  ['es', 'hola gracias el por favor dónde donde cuándo cuando coche yo que para buenos días quiero necesito alquilar'],
  ['it', 'ciao grazie buongiorno buonasera il dove quando macchina sono vorrei noleggiare per quanto costa'],
  ['tr', 'merhaba selam teşekkürler teşekkür bir ve için araba araç nerede zaman evet hayır lütfen ben kaç günaydın istiyorum kiralamak'],
  ['pl', 'jest dzień dobry proszę dziękuję gdzie kiedy czy tak nie się samochód mogę witam chcę'],
  ['ru', 'privet zdravstvuyte zdravstvuite zdrastvuyte spasibo pozhaluysta pozhaluista pojaluista mashina mashinu mashiny mozhno mojno skolko gde kogda net ya vy kak dobryi dobriy den utro vecher khochu hochu chto eto nuzhno nujno zavtra segodnya avto arenda u vas est'],
  ['ka', 'gamarjoba gamarjobat gaumarjos madloba gmadlobt didi ki ara rogor sad rodis manqana mankana minda mchirdeba xart aris gtxovt dghes xval kargi dila ramdeni ghirs qiraoba kargad tqven'],
]
const COMMON = WORDS.map(([language, words]) => [language, new Set(words.split(' '))] as const)

/** @returns ISO 639-1, or null when the text does not tell. */
export function languageOf(text: string): string | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const counted = SCRIPTS.map(([letter, name]) => ({ name, share: (text.match(letter)?.length ?? 0) / Math.max(letters, 1) }))
  const [most] = counted.sort((a, b) => b.share - a.share)
  // Names of cars and places are written in Latin letters in any language.
  if (most !== undefined && most.share >= 0.3) return most.name(text)
  const tokens = tokensOf(text)
  const [best, next] = COMMON.map(([language, words]) => ({ language, hits: tokens.filter((token) => words.has(token)).length })).sort(
    (a, b) => b.hits - a.hits,
  )
  return best !== undefined && best.hits > (next?.hits ?? 0) ? best.language : null
}
