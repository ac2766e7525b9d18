// RentProg's words for bookings that are cancelled or over.
export const CANCELLED = ['Отмена', 'Отказ клиента', 'Нет машин']
export const FINISHED = ['Отъездила', 'Вернуть залог']
