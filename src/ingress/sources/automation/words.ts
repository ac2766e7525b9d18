// What people read when a collector's result needs their eye.

const SOME = 5

const listed = (names: readonly string[]): string =>
  names.length <= SOME ? names.join(', ') : `${names.slice(0, SOME).join(', ')} и ещё ${names.length - SOME}`

export const inspectionUnknown = (plates: readonly string[]): string => `Техосмотр проверить не удалось: ${listed(plates)}.
На сайте капча, или его страница изменилась. Это не значит, что техосмотра нет.
Что сделать: проверьте эти авто вручную и почините сборщик greenway.`

export const clockAhead = (names: readonly string[]): string => `Пришли данные со временем из будущего: ${listed(names)}.
Считаю, что это случилось сейчас.
Что сделать: проверьте часы маяка и сборщика.`
