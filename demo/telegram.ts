// What Telegram puts on the wire when staff write, press and send photos.
import type { Fleet, Place, World } from './fleet.ts'
import { type Expected, type Line, posted } from './line.ts'

type Person = World['staff'][number]

export interface Scene {
  fleet: Fleet
  place: Place
  /** Whose topic it happens in: the index of the car in the place. */
  car: 0 | 1
  person: Person
}

const personOf = ({ name, telegramId }: Person) => ({ id: telegramId ?? 0, is_bot: false, first_name: name, language_code: 'ru' })

const base = ({ fleet, place, car, person }: Scene) => ({
  message_id: fleet.fresh(),
  message_thread_id: place.forum.topics[car],
  is_topic_message: true,
  from: personOf(person),
  chat: { id: place.forum.id, title: `Филиал ${place.branch}`, is_forum: true, type: 'supergroup' },
  date: Math.floor(fleet.now.getTime() / 1000),
})

const update = (fleet: Fleet, fields: object) => ({ update_id: fleet.fresh(), ...fields })

export const writes = (scene: Scene, title: string, text: string, expected: Expected): Line =>
  posted(title, 'telegram', 'message', update(scene.fleet, { message: { ...base(scene), text } }), expected)

export const sendsPhoto = (scene: Scene, title: string, caption: string, expected: Expected): Line => {
  const file = (size: number) => ({
    file_id: `demo-${scene.fleet.mark}-${size}`,
    file_unique_id: `demo-${scene.fleet.mark}-${size}`,
    width: size,
    height: size,
  })
  return posted(
    title,
    'telegram',
    'photo',
    update(scene.fleet, { message: { ...base(scene), caption, photo: [file(90), file(1280)] } }),
    expected,
  )
}

export const presses = (scene: Scene, title: string, data: string, expected: Expected): Line => {
  const query = { id: `${scene.fleet.fresh()}`, from: personOf(scene.person), chat_instance: '1', data, message: base(scene) }
  return posted(title, 'telegram', 'callback_query', update(scene.fleet, { callback_query: query }), expected)
}

/** The bot's own standing in a chat. */
export const becomesMember = ({ fleet, place, person }: Scene, title: string, from: string, to: string, expected: Expected): Line => {
  const bot = { id: 100000099, is_bot: true, first_name: 'Jarvis' }
  const { chat, date } = base({ fleet, place, car: 0, person })
  const change = {
    chat,
    date,
    from: personOf(person),
    old_chat_member: { user: bot, status: from },
    new_chat_member: { user: bot, status: to },
  }
  return posted(title, 'telegram', 'my_chat_member', update(fleet, { my_chat_member: change }), expected)
}
