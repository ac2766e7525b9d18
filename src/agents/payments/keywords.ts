// How staff ask about money: word beginnings, the strongest meaning first. Extend freely.
export const keywords = {
  payment_link: [
    'ссыл на оплат',
    'ссыл для оплат',
    'выстав счет',
    'выстав ссыл',
    'сделай ссыл',
    'счет на оплат',
    'счет для оплат',
    'payment link',
  ],
  payment_state: [
    'сколько оплач',
    'сколько долж',
    'какой долг',
    'какая задолж',
    'есть долг',
    'долг по брон',
    'долг у клиент',
    'что с оплат',
    'статус оплат',
    'оплачен ли',
    'оплата по брон',
    'баланс по брон',
  ],
} as const satisfies Record<string, readonly string[]>

export const commands = {
  '/pay': { intent: 'payment_link', says: 'ссылка на оплату по брони' },
  '/debt': { intent: 'payment_state', says: 'оплата и долг по брони' },
} as const
