// What people say when they mean a task.

export const intents = {
  task_list: 'somebody asks which tasks they, or their branch, have',
  create_task: 'somebody wants a task to be put down for a person',
  promise: 'something has to be done for somebody later: call back, send a document, prepare a car',
} as const

/** The stronger meaning first. How phrases are written: docs/recipes/words.md. */
export const keywords = {
  task_list: [
    'мои|моих задач',
    'мне задач',
    'список … задач',
    'задачи филиал',
    'какие … задач',
    'покажи … задач',
    'задачи … покажи',
    'открытые … задач',
    'по задачам',
    'my … tasks',
    'list … tasks',
    'open tasks',
    'what tasks',
    'ჩემი … დავალებ',
    'რა დავალებ',
    'დავალებების სია',
    'список дел',
    'на мне … задач',
    'задачи на сегодня',
    'что … сделать по задачам',
    'show … tasks',
  ],
  create_task: [
    'поставь|поставить|создай|создать|добавь|добавить|запиши|заведи|оформи … задач|таск',
    'новая задач',
    'задача|задачу|задачка|задачку',
    '^задача|задачу|задачка',
    '^поставь|поставить|создай|добавь|заведи|запиши задач|таск',
    '!напомните',
    'напомни мне|завтра|сегодня|вечер|утром|через|потом',
    'create|add|make … task',
    'new task',
    'remind me',
    'შექმენი|დაამატე|ჩაწერე … დავალებ',
    'ახალი დავალებ',
    'შემახსენ',
    'поставь … задачк',
    'напомни',
    'поручи',
  ],
  promise: [
    'перезвоните|перезвонить',
    'наберите меня',
    'позвоните|звоните мне|нам',
    'please remind me|us',
    'ask … to call',
    'напомните',
    'напомните мне|нам',
    'не забудьте',
    'пришлите',
    'вышлите',
    'подготовьте',
    'свяжитесь',
    'скиньте|отправьте',
    'call me|us back',
    'call back',
    'call me',
    'send me|us',
    'please send|prepare|remind',
    'don|dont forget',
    'დამირეკ|გადმომირეკ',
    'გამომიგზავნ|გამოგვიგზავნ',
    'მოამზად|გაამზად',
    'არ დაგავიწყდ',
  ],
} as const satisfies Record<keyof typeof intents, readonly string[]>

/** All a client may want of it. */
export const clientIntents = { promise: intents.promise }
export const clientKeywords = { promise: keywords.promise }

export const commands = { '/task': { intent: 'create_task', says: 'задачи: поставить или посмотреть' } } as const
