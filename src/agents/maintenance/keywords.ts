// How staff speak of service and inspection: word beginnings, the strongest meaning first. Extend freely.
export const keywords = {
  service_done: [
    'обслужил',
    'обслужен',
    'поменял масло',
    'поменяли масло',
    'заменил масло',
    'заменили масло',
    'сделал то',
    'сделали то',
    'прошли то',
  ],
  care_status: ['техосмотр', 'техобслуживан', 'когда то', 'когда обслуж', 'пора обслуж', 'что с обслуж'],
} as const satisfies Record<string, readonly string[]>
