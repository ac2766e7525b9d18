// How staff speak of service trips: word beginnings. Extend freely.
export const keywords = {
  permit_trip: [
    'служебная поездк',
    'служебную поездк',
    'служебной поездк',
    'разрешаю поездк',
    'разрешил поездк',
    'разрешите поездк',
    'разрешить поездк',
    'разрешение на поездк',
    'поездка разрешен',
    'поеду по служебн',
  ],
} as const satisfies Record<string, readonly string[]>
