// Commands of the staff assistant, and what the menu says of them.
export const commands = {
  '/car': { intent: 'car', says: 'что с авто: где, у кого, что дальше' },
  '/free': { intent: 'free_cars', says: 'какие авто свободны' },
  '/client': { intent: 'client', says: 'что за клиент' },
  '/status': { intent: 'branch', says: 'как дела в филиале' },
  '/people': { intent: 'people', says: 'кто где работает' },
  '/forget': { intent: 'forget', says: 'забыть, о чём говорили здесь' },
  '/why': { intent: 'why', says: 'почему бот так написал (ответом на его сообщение)' },
  '/help': { intent: 'help', says: 'что умеет бот' },
  '/start': { intent: 'help', says: 'начать разговор' },
} as const
