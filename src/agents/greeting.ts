// A greeting or thanks and nothing else: no question, whoever reads it. In ru, en, ka, and as people type them.
import { tokensOf } from './phrases.ts'

const HELLO =
  /^(?:привет\p{L}*|приветики?|здравствуй(?:те)?|здрасьте|здорово|салют|хай|добр(?:ый|ое|ого|ой)|доброе|hello|hi|hey|privet|zdravstvuyte|gamarjoba|гамарджоба|გამარჯობა\p{L}*|სალამი|დილა|დილის|საღამო|საღამოს)$/u
const THANKS =
  /^(?:спасиб\p{L}*|спс|пасиб\p{L}*|благодар(?:ю|им|ен|на|ствую)?|thanks|thank|thx|ty|spasibo|madloba|გმადლობ\p{L}*|მადლობ\p{L}*)$/u
/** What stands beside them and says nothing. */
const BESIDE =
  /^(?:день|дня|утро|утра|вечер|вечера|ночи|всем|вам|тебе|большое|огромное|очень|бот|коллеги|друзья|ок|окей|хорошо|понял|поняла|супер|отлично|good|morning|afternoon|evening|day|there|you|very|much|so|a|lot|bot|ok|great|მშვიდობისა|დიდი|ძალიან|თქვენ|ბოტო?)$/u
const MOST = 3

/** @returns null where it says anything else. */
export function greetingIn(text: string): 'hello' | 'thanks' | null {
  const words = tokensOf(text)
  if (words.length === 0 || words.length > MOST || text.includes('?') || text.startsWith('/')) return null
  const some = (kind: RegExp) => words.some((word) => kind.test(word))
  if (!words.every((word) => HELLO.test(word) || THANKS.test(word) || BESIDE.test(word))) return null
  if (some(THANKS)) return 'thanks'
  return some(HELLO) || /^good (?:morning|afternoon|evening|day)/.test(words.join(' ')) ? 'hello' : null
}
