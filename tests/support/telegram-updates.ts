// Updates as Telegram sends them, typed by grammY: the examples in the fixtures, and what flow tests make of them.
import type { Chat, Message, Update, User } from 'grammy/types'

export const BOT_USER = { id: 100000099, is_bot: true, first_name: 'Jarvis', username: 'example_staff_bot' } as const satisfies User
export const EMPLOYEE = {
  id: 100000001,
  is_bot: false,
  first_name: 'Test',
  last_name: 'Employee',
  username: 'test_employee',
  language_code: 'ru',
} as const satisfies User
export const STRANGER = { id: 555000111, is_bot: false, first_name: 'Someone' } as const satisfies User
export const FORUM = { id: -1000000000001, title: 'Branch_batumi (forum)', is_forum: true, type: 'supergroup' } as const satisfies Chat
const GROUP = { id: -4000001, title: 'Branch_batumi', type: 'group' } as const satisfies Chat
const CHANNEL = { id: -1000000000090, title: 'Новости', type: 'channel' } as const satisfies Chat
export const privateChat = ({ id, first_name }: User): Chat.PrivateChat => ({ id, first_name, type: 'private' })
const PRIVATE = privateChat(EMPLOYEE)
export const TOPIC = 77

const date = 1760000000
let nextUpdate = 600_000_001
let nextMessage = 5_001

/** A number nobody has used. */
export const updateId = (): number => nextUpdate++
export const messageId = (): number => nextMessage++

const inTopic = { chat: FORUM, from: EMPLOYEE, date, message_thread_id: TOPIC, is_topic_message: true } as const
const inPrivate = { chat: PRIVATE, from: EMPLOYEE, date } as const
const picture = (mark: string): Pick<Message.PhotoMessage, 'photo'> => ({
  photo: [
    { file_id: `FILEID_SYNTH_S${mark}`, file_unique_id: `UNIQ_S${mark}`, width: 90, height: 67, file_size: 1500 },
    { file_id: `FILEID_SYNTH_M${mark}`, file_unique_id: `UNIQ_M${mark}`, width: 320, height: 240, file_size: 18000 },
    { file_id: `FILEID_SYNTH_L${mark}`, file_unique_id: `UNIQ_L${mark}`, width: 1280, height: 960, file_size: 190000 },
  ],
})
const file = (name: string) => ({ file_id: `FILEID_${name}`, file_unique_id: `UNIQ_${name}` })
const card = {
  message_id: 900,
  message_thread_id: 5,
  is_topic_message: true,
  from: BOT_USER,
  chat: FORUM,
  date: 1759980000,
  text: 'План на день',
  reply_markup: { inline_keyboard: [[{ text: '☐ Мойка', callback_data: 'p:a1b2:wash' }]] },
} as const satisfies Message

type Said = Partial<Pick<Message, 'message_id' | 'chat' | 'message_thread_id' | 'is_topic_message'>> & { from?: User }

/** Somebody writes: in private unless a chat is named. */
export const says = (text: string, { from = EMPLOYEE, chat = privateChat(from), ...rest }: Said = {}): Update => ({
  update_id: updateId(),
  message: { message_id: messageId(), date, from, chat, text, ...rest } as NonNullable<Update['message']>,
})

export const sendsPhoto = (
  mark: string,
  { caption, album, from = EMPLOYEE, chat = FORUM, ...rest }: Said & { caption?: string; album?: string } = {},
): Update => ({
  update_id: updateId(),
  message: {
    message_id: messageId(),
    date,
    from,
    chat,
    ...picture(mark),
    ...(caption !== undefined && { caption }),
    ...(album !== undefined && { media_group_id: album }),
    ...rest,
  } as NonNullable<Update['message']>,
})

export const presses = (
  data: string,
  { from = EMPLOYEE, id, message = 900 }: { from?: User; id?: string; message?: number } = {},
): Update => {
  const update_id = updateId()
  return {
    update_id,
    callback_query: {
      id: id ?? `query-${update_id}`,
      from,
      message: { ...card, message_id: message },
      chat_instance: '-7000000000000000001',
      data,
    },
  }
}

const membership = (chat: Chat.GroupChat | Chat.SupergroupChat | Chat.PrivateChat | Chat.ChannelChat, before: object, now: object) =>
  ({
    chat,
    from: EMPLOYEE,
    date,
    old_chat_member: { user: BOT_USER, ...before },
    new_chat_member: { user: BOT_USER, ...now },
  }) as NonNullable<Update['my_chat_member']>
const RIGHTS = {
  status: 'administrator',
  can_be_edited: false,
  is_anonymous: false,
  can_manage_chat: true,
  can_delete_messages: true,
  can_manage_topics: true,
} as const

export const migrates = (from: number, to: number): Update => ({
  update_id: updateId(),
  message: { ...inTopic, message_id: messageId(), chat: { ...GROUP, id: from }, migrate_to_chat_id: to } as NonNullable<Update['message']>,
})

/** The files of tests/fixtures/webhooks/telegram, by name. */
export const understood = {
  'message.topic_text': { update_id: 500000001, message: { ...inTopic, message_id: 1001, text: 'Горит чек, еду в сервис' } },
  'message.photo_album_1': {
    update_id: 500000002,
    message: { ...inTopic, message_id: 1002, media_group_id: '13000000000000001', ...picture(''), caption: 'Выдача, бронь 500123' },
  },
  'message.photo_album_2': {
    update_id: 500000003,
    message: { ...inTopic, message_id: 1003, media_group_id: '13000000000000001', ...picture('2') },
  },
  callback_query: {
    update_id: 500000004,
    callback_query: {
      id: '4000000000000000001',
      from: EMPLOYEE,
      message: card,
      chat_instance: '-7000000000000000001',
      data: 'p:a1b2:wash',
    },
  },
  'message.private_start': {
    update_id: 500000005,
    message: { ...inPrivate, message_id: 1, text: '/start', entities: [{ offset: 0, length: 6, type: 'bot_command' }] },
  },
  'my_chat_member.demoted': {
    update_id: 500000006,
    my_chat_member: membership(FORUM, { status: 'administrator' }, { status: 'member' }),
  },
  'my_chat_member.promoted': { update_id: 500000007, my_chat_member: membership(FORUM, { status: 'member' }, RIGHTS) },
  'my_chat_member.added': { update_id: 500000008, my_chat_member: membership(FORUM, { status: 'left' }, { status: 'member' }) },
  'my_chat_member.removed': {
    update_id: 500000009,
    my_chat_member: membership(FORUM, RIGHTS, { status: 'kicked', until_date: 0 }),
  },
  'my_chat_member.restricted_in': {
    update_id: 500000010,
    my_chat_member: membership(FORUM, { status: 'restricted', is_member: false }, { status: 'restricted', is_member: true }),
  },
  'message.migrate_to': {
    update_id: 500000011,
    message: { message_id: 40, chat: GROUP, from: EMPLOYEE, date, migrate_to_chat_id: -1000000000002 },
  },
  'message.general_text': {
    update_id: 500000012,
    message: { message_id: 1010, chat: FORUM, from: EMPLOYEE, date, text: 'Всем доброе утро' },
  },
  'message.general_reply': {
    update_id: 500000013,
    message: {
      message_id: 1011,
      message_thread_id: 1010,
      chat: FORUM,
      from: EMPLOYEE,
      date,
      text: 'И вам',
      reply_to_message: { message_id: 1010, chat: FORUM, from: EMPLOYEE, date, text: 'Всем доброе утро', reply_to_message: undefined },
    },
  },
  'message.topic_first': {
    update_id: 500000014,
    message: {
      ...inTopic,
      message_id: 1012,
      text: 'Первое слово в теме',
      reply_to_message: {
        message_id: TOPIC,
        chat: FORUM,
        from: BOT_USER,
        date,
        message_thread_id: TOPIC,
        is_topic_message: true,
        forum_topic_created: { name: 'AA-000-AA Toyota Prius', icon_color: 7322096 },
        reply_to_message: undefined,
      },
    },
  },
  'message.topic_reply': {
    update_id: 500000015,
    message: {
      ...inTopic,
      message_id: 1013,
      text: 'Сделал',
      reply_to_message: { ...card, message_id: 1001, message_thread_id: TOPIC, reply_to_message: undefined },
    },
  },
  'edited_message.text': {
    update_id: 500000016,
    edited_message: { ...inTopic, message_id: 1001, edit_date: date + 60, text: 'Горит чек, уже в сервисе' },
  },
  'edited_message.caption': {
    update_id: 500000017,
    edited_message: { ...inTopic, message_id: 1002, edit_date: date + 60, ...picture(''), caption: 'Выдача, бронь 500124' },
  },
  'message.photo': { update_id: 500000018, message: { ...inTopic, message_id: 1020, ...picture('3'), caption: 'Бронь 4001, кузов' } },
  'message.document': {
    update_id: 500000019,
    message: {
      ...inTopic,
      message_id: 1021,
      document: { ...file('DOC'), file_name: 'IMG_0001.HEIC', mime_type: 'image/heic', file_size: 4_000_000 },
    },
  },
  'message.video': {
    update_id: 500000020,
    message: { ...inTopic, message_id: 1022, video: { ...file('VID'), width: 1280, height: 720, duration: 12 } },
  },
  'message.animation': {
    update_id: 500000021,
    message: {
      ...inTopic,
      message_id: 1023,
      animation: { ...file('GIF'), width: 320, height: 240, duration: 4 },
      document: { ...file('GIF'), mime_type: 'video/mp4' },
    },
  },
  'message.video_note': {
    update_id: 500000022,
    message: { ...inPrivate, message_id: 1024, video_note: { ...file('NOTE'), length: 240, duration: 9 } },
  },
  'message.voice_with_caption': {
    update_id: 500000023,
    message: { ...inPrivate, message_id: 1025, voice: { ...file('VOICE'), duration: 5 }, caption: 'Бронь 4001 выдана' },
  },
  'callback_query.inaccessible': {
    update_id: 500000024,
    callback_query: {
      id: '4000000000000000002',
      from: EMPLOYEE,
      message: { chat: FORUM, message_id: 12, date: 0 },
      chat_instance: '-7000000000000000001',
      data: 'is|700001|wash',
    },
  },
} as const satisfies Record<string, Update>

/** Those of tests/fixtures/webhooks/telegram/ignored. */
export const passedOver = {
  'message.migrate_from': {
    update_id: 510000001,
    message: { message_id: 1, chat: FORUM, from: EMPLOYEE, date, migrate_from_chat_id: GROUP.id },
  },
  'message.bot': { update_id: 510000002, message: { ...inTopic, message_id: 1030, from: BOT_USER, text: 'Я бот' } },
  'message.anonymous_admin': {
    update_id: 510000003,
    message: {
      ...inTopic,
      message_id: 1031,
      from: { id: 1087968824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' },
      sender_chat: FORUM,
      text: 'От имени группы',
    },
  },
  'message.channel_forward': {
    update_id: 510000004,
    message: {
      ...inTopic,
      message_id: 1032,
      from: { id: 777000, is_bot: false, first_name: 'Telegram' },
      sender_chat: CHANNEL,
      is_automatic_forward: true,
      text: 'Пост канала',
    },
  },
  'message.voice': { update_id: 510000005, message: { ...inPrivate, message_id: 1033, voice: { ...file('VOICE'), duration: 5 } } },
  'message.audio': { update_id: 510000006, message: { ...inPrivate, message_id: 1034, audio: { ...file('AUDIO'), duration: 5 } } },
  'message.sticker': {
    update_id: 510000007,
    message: {
      ...inPrivate,
      message_id: 1035,
      sticker: { ...file('STICKER'), type: 'regular', width: 512, height: 512, is_animated: false, is_video: false },
    },
  },
  'message.contact': {
    update_id: 510000008,
    message: { ...inPrivate, message_id: 1036, contact: { phone_number: '+995500000000', first_name: 'Test' } },
  },
  'message.location': {
    update_id: 510000009,
    message: { ...inPrivate, message_id: 1037, location: { latitude: 41.64, longitude: 41.63 } },
  },
  'message.venue': {
    update_id: 510000010,
    message: {
      ...inPrivate,
      message_id: 1038,
      venue: { location: { latitude: 41.64, longitude: 41.63 }, title: 'Аэропорт', address: 'Батуми' },
      location: { latitude: 41.64, longitude: 41.63 },
    },
  },
  'message.dice': { update_id: 510000011, message: { ...inPrivate, message_id: 1039, dice: { emoji: '🎲', value: 6 } } },
  'message.pinned': { update_id: 510000012, message: { ...inTopic, message_id: 1040, pinned_message: card } },
  'message.topic_created': {
    update_id: 510000013,
    message: { ...inTopic, message_id: TOPIC, forum_topic_created: { name: 'AA-000-AA', icon_color: 7322096 } },
  },
  'message.topic_edited': { update_id: 510000014, message: { ...inTopic, message_id: 1041, forum_topic_edited: { name: 'Новое имя' } } },
  'message.topic_closed': { update_id: 510000015, message: { ...inTopic, message_id: 1042, forum_topic_closed: {} } },
  'message.topic_reopened': { update_id: 510000016, message: { ...inTopic, message_id: 1043, forum_topic_reopened: {} } },
  'message.members_came': { update_id: 510000017, message: { ...inTopic, message_id: 1044, new_chat_members: [EMPLOYEE] } },
  'message.member_left': { update_id: 510000018, message: { ...inTopic, message_id: 1045, left_chat_member: EMPLOYEE } },
  'message.title': { update_id: 510000019, message: { ...inTopic, message_id: 1046, new_chat_title: 'Батуми' } },
  'edited_message.media_only': {
    update_id: 510000020,
    edited_message: { ...inTopic, message_id: 1020, edit_date: date + 60, ...picture('4') },
  },
  'callback_query.game': {
    update_id: 510000021,
    callback_query: { id: '4000000000000000003', from: EMPLOYEE, message: card, chat_instance: '-7', game_short_name: 'chess' },
  },
  'callback_query.inline': {
    update_id: 510000022,
    callback_query: { id: '4000000000000000004', from: EMPLOYEE, inline_message_id: 'AAAA', chat_instance: '-7', data: 'is|700001|wash' },
  },
  'my_chat_member.blocked': {
    update_id: 510000023,
    my_chat_member: membership(PRIVATE, { status: 'member' }, { status: 'kicked', until_date: 0 }),
  },
  'my_chat_member.started': {
    update_id: 510000024,
    my_chat_member: membership(PRIVATE, { status: 'kicked', until_date: 0 }, { status: 'member' }),
  },
  'my_chat_member.rights': {
    update_id: 510000025,
    my_chat_member: membership(FORUM, RIGHTS, { ...RIGHTS, can_manage_topics: false }),
  },
  'chat_member.joined': {
    update_id: 510000026,
    chat_member: membership(FORUM, { user: EMPLOYEE, status: 'left' }, { user: EMPLOYEE, status: 'member' }),
  },
  channel_post: { update_id: 510000027, channel_post: { message_id: 7, chat: CHANNEL, sender_chat: CHANNEL, date, text: 'Скидки' } },
  message_reaction: {
    update_id: 510000028,
    message_reaction: {
      chat: FORUM,
      message_id: 1001,
      user: EMPLOYEE,
      date,
      old_reaction: [],
      new_reaction: [{ type: 'emoji', emoji: '👍' }],
    },
  },
  inline_query: { update_id: 510000029, inline_query: { id: '1', from: EMPLOYEE, query: 'бронь', offset: '' } },
} as const satisfies Record<string, Update>
