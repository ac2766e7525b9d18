// Word overlap in Russian and English: all the understanding the scripted model has.

const IGNORED = new Set(
  'это что как для или при его она они мне нам вам был была есть где когда если тоже the and for with that this from are you your has have will not can when only'.split(
    ' ',
  ),
)

/** What belongs together across the two languages; each line is one notion, as beginnings of words. */
const NOTIONS = [
  'booking бронь брони бронир reserv',
  'issue handover pickup выдач выдат выдаё выдал',
  'return приём прием принят принял возврат верну сдать сдаёт сдает',
  'payment pay paid invoice оплат плат деньг счёт счет карт предоплат',
  'refund возврат денег',
  'deposit залог депозит',
  'debt долг задолж',
  'task todo задач поруч напомн',
  'car vehicle машин авто тачк',
  'topic тема темы тему',
  'client customer клиент гост арендатор',
  'chat message чат сообщен напиш ответ',
  'cash касс налич инкасс',
  'maintenance service обслуж сервис масло техосмотр ремонт',
  'breakdown broken поломк слома горит чек заглох стучит спустил',
  'incident accident авари дтп удар царап поцарап вмятин столкн',
  'trip поездк перегон',
  'plan план',
  'schedule shift график расписан смен',
  'photo picture фото сним',
  'question вопрос подскаж сколько можно',
  'greeting hello привет здравств добрый',
  'cancel cancellation отмен отказ',
  'extend extension продл',
  'delivery доставк аэропорт привез',
  'complaint жалоб недовол ужасн',
  'urgent critical emergency срочно немедлен авари дтп горит',
  'high важно быстр',
  'thanks thank спасибо благодар',
  'help помощ помоги',
].map((line) => line.split(' ').map(stem))

/** The beginning of a word, where its endings do not reach. */
function stem(word: string): string {
  const plain = word.toLowerCase().replaceAll('ё', 'е')
  return plain.slice(0, plain.length > 6 ? 5 : 4)
}

/** Whether two stems can belong to one word; three letters are too few to be the beginning of another. */
export const akin = (a: string, b: string): boolean => a === b || (Math.min(a.length, b.length) > 3 && (a.startsWith(b) || b.startsWith(a)))

const words = (text: string): string[] =>
  (text.match(/\p{L}{3,}/gu) ?? []).map((word) => word.toLowerCase()).filter((word) => !IGNORED.has(word))

export const stems = (text: string): string[] => [...new Set(words(text).map(stem))]

/** The stems of a text and of whatever means the same. */
export function meanings(text: string): string[] {
  const own = stems(text)
  const kindred = NOTIONS.filter((notion) => notion.some((word) => own.some((other) => akin(word, other))))
  return [...new Set([...own, ...kindred.flat()])]
}

export type Script = 'ru' | 'ka' | 'en'

/** The language a text is written in, told by its letters. */
export function languageOf(text: string): Script {
  if (/\p{Script=Georgian}/u.test(text)) return 'ka'
  return /\p{Script=Cyrillic}/u.test(text) ? 'ru' : 'en'
}
