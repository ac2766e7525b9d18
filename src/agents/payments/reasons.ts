// Stripe's codes in words: why a card was refused, why a client disputes. A code nobody has met is shown as it is.

const REFUSED: Readonly<Record<string, string>> = {
  authentication_required: 'банк ждёт подтверждения от клиента',
  call_issuer: 'банк просит клиента позвонить ему',
  card_declined: 'банк отклонил карту',
  card_not_supported: 'карта не подходит для такой оплаты',
  card_velocity_exceeded: 'по карте превышен лимит',
  currency_not_supported: 'карта не работает с этой валютой',
  do_not_honor: 'банк отклонил карту',
  expired_card: 'срок карты истёк',
  fraudulent: 'банк заподозрил мошенничество',
  generic_decline: 'банк отклонил карту',
  incorrect_cvc: 'неверный CVC',
  incorrect_number: 'неверный номер карты',
  insufficient_funds: 'на карте не хватает денег',
  invalid_account: 'карта или счёт недействительны',
  lost_card: 'карта заявлена утерянной',
  payment_intent_authentication_failure: 'клиент не подтвердил оплату',
  pickup_card: 'карта заблокирована банком',
  processing_error: 'сбой в банке',
  stolen_card: 'карта заявлена украденной',
  transaction_not_allowed: 'банк не разрешает такую оплату',
  try_again_later: 'банк просит повторить позже',
  withdrawal_count_limit_exceeded: 'по карте превышен лимит',
}

const DISPUTED: Readonly<Record<string, string>> = {
  bank_cannot_process: 'банк не смог провести платёж',
  credit_not_processed: 'клиент не получил обещанного возврата',
  customer_initiated: 'клиент сам обратился в банк',
  debit_not_authorized: 'клиент не разрешал списание',
  duplicate: 'клиент считает, что заплатил дважды',
  fraudulent: 'клиент говорит, что платил не он',
  general: 'причина не названа',
  product_not_received: 'клиент не получил услугу',
  product_unacceptable: 'клиент недоволен услугой',
  subscription_canceled: 'клиент считает, что отказался от услуги',
  unrecognized: 'клиент не узнаёт платёж',
}

export const reasonInWords = (code: string): string => REFUSED[code] ?? code
export const disputeInWords = (code: string): string => DISPUTED[code] ?? code
