// How staff ask: word beginnings, the strongest meaning first. Extend freely.
export const keywords = {
  free_cars: [
    'какие авто свободн',
    'какие машины свободн',
    'что свободн',
    'свободные авто',
    'свободные машин',
    'есть свободн',
    'free cars',
    'available cars',
  ],
  car: [
    'где авто',
    'где машин',
    'что с авто',
    'что с машин',
    'у кого авто',
    'у кого машин',
    'когда освободит',
    'когда вернется',
    'какой пробег',
    'where is the car',
  ],
  client: ['что за клиент', 'кто клиент', 'найди клиент', 'о клиент', 'про клиент', 'клиент по телефон', 'who is the client'],
  branch: ['как дела', 'что у нас сегодня', 'сводка', 'статус филиал', 'что в филиал', 'обстановк'],
  people: ['кто руководител', 'кто управляющ', 'кто директор', 'кто работает', 'кто на смен', 'телефон руководител', 'как связаться'],
  why: ['почему ты', 'почему вы это', 'зачем ты', 'откуда ты это', 'почему бот', 'why did you'],
  // Greetings and thanks are no question: they must not stand in the way of what is said beside them.
  help: ['что ты умее', 'что умее', 'помощь', 'help'],
} as const satisfies Record<string, readonly string[]>
