// What people read when a Stripe delivery needs their eye.

export const wrongMode = (livemode: boolean): string =>
  livemode
    ? 'Stripe прислал событие о настоящих деньгах, а система подключена к тестовому Stripe: событие сохранено, но не учтено. Что сделать: проверьте STRIPE_API_KEY.'
    : 'Stripe прислал тестовое событие, а система работает с настоящими деньгами: событие сохранено, но не учтено. Что сделать: проверьте в Stripe, какой вебхук ведёт сюда.'
