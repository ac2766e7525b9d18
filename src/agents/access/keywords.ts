// How staff ask for a colleague's access: word beginnings, the strongest meaning first. Extend freely.
export const keywords = {
  unlink: ['отсоедини', 'отвяжи телеграм', 'отвяжи аккаунт', 'отключи от бот'],
  invite: ['код для сотрудник', 'пригласи в бот', 'подключи к бот', 'добавь в бот', 'код доступа для'],
  link: ['у меня есть код', 'мой код доступа'],
} as const satisfies Record<string, readonly string[]>
