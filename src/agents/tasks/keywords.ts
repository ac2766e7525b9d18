// What people say when they mean a task.

export const intents = {
  task_list: 'somebody asks which tasks they, or their branch, have',
  create_task: 'somebody wants a task to be put down for a person',
  promise: 'something has to be done for somebody later: call back, send a document, prepare a car',
} as const

/** Strongest first. */
export const keywords = {
  task_list: [
    'мои задач',
    'мне задач',
    'список задач',
    'задачи филиал',
    'какие задач',
    'какие есть задач',
    'покажи задач',
    'открытые задач',
  ],
  create_task: [
    'поставь задач',
    'поставить задач',
    'создай задач',
    'создать задач',
    'добавь задач',
    'заведи задач',
    'новая задач',
    'задача',
  ],
  promise: ['перезвон', 'напомните', 'не забудьте', 'пришлите', 'вышлите', 'подготовьте'],
} as const satisfies Record<keyof typeof intents, readonly string[]>

export const commands = { '/task': { intent: 'create_task', says: 'задачи: поставить или посмотреть' } } as const
