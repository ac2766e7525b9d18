// What people read of permits, requests and pressed buttons.
import { escapeHtml } from '../../effects/html.ts'
import { carLabel, dateTime, lines, when } from '../words.ts'
import type { CarOnRoad } from './known.ts'
import { bold } from './words.ts'

const label = (car: CarOnRoad): string => escapeHtml(carLabel(car))

export const permitWords = {
  plainReason: 'служебная поездка',
  strangerText: 'Поездки разрешают только сотрудники.',
  stranger: 'Поездку просил разрешить не сотрудник: отказал.',
  whichCarText: 'Не понял, о каком авто речь. Напишите в тему авто или добавьте номер, например: «разрешаю поездку на AA-000-AA до 18:00».',
  whichCar: (name: string) => `${name} говорит о служебной поездке, но не сказал, на каком авто: спросил.`,
  badTimeText:
    'Не понял, до какого времени. Напишите, например, «до 18:00» или «на 2 часа»; дольше недели лучше завести техническую бронь.',
  badTime: (name: string) => `${name} назвал время, которого я не понял: спросил.`,
  askedText: (car: CarOnRoad, until: Date, now: Date) =>
    `Передал просьбу руководителю филиала: служебная поездка на ${label(car)} до ${when(until, now)}. Пока он не ответит, поездка не разрешена.`,
  asked: (name: string, car: CarOnRoad) => `${name} просит служебную поездку на ${carLabel(car)}: передал руководителю филиала.`,
  grantedText: (car: CarOnRoad, until: Date, closed: boolean, now: Date) =>
    `✅ Служебная поездка на ${label(car)} разрешена до ${when(until, now)}.${closed ? ' Открытую тревогу по этому авто закрыл.' : ''}`,
  granted: (name: string, car: CarOnRoad, until: Date, now: Date) =>
    `${name} разрешил(а) поездку на ${carLabel(car)} до ${when(until, now)}: записал.`,
  outcome: (name: string, until: Date, now: Date) => `служебная поездка, разрешил(а) ${name} до ${dateTime(until, now)}`,
}

export const requestText = (name: string, car: CarOnRoad, until: Date, reason: string | null, now: Date): string =>
  lines(
    `🚗 <b>${escapeHtml(name)}</b> просит служебную поездку на ${bold(carLabel(car))} до ${when(until, now)}.`,
    reason !== null && `Зачем: ${escapeHtml(reason)}`,
  )

export const pressWords = {
  dead: { text: 'Эта кнопка уже не работает.', summary: 'Кнопка ни к чему не относится: так и ответил.' },
  stranger: { text: 'Эта кнопка только для сотрудников.', summary: 'Кнопку нажал не сотрудник: отказал.' },
  noCar: {
    text: 'Авто не известно: разрешить поездку нельзя, пока не выяснится, чьё оно.',
    summary: 'Разрешить поездку неизвестного авто нельзя: объяснил.',
  },
  tooLate: { text: 'Время, на которое просили, уже прошло.', summary: 'Просьбу разрешили слишком поздно: объяснил.' },
  denied: (name: string) => `${name} не решает о поездках этого филиала: отказал.`,
  closed: (outcome: string | null) => ({
    text: `Уже закрыто${outcome === null ? '' : `: ${outcome}`}.`.slice(0, 200),
    summary: 'Инцидент уже закрыт: кнопка ничего не сделала.',
  }),
  mine: (name: string) => ({
    line: `Разбирается ${name}`,
    text: 'Спасибо! Отметил, что разбираетесь вы.',
    summary: `${name} разбирается с поездкой: отметил на карточке.`,
  }),
  close: (name: string) => ({ outcome: `закрыл(а) ${name}`, text: 'Инцидент закрыт.', summary: `${name} закрыл(а) инцидент о поездке.` }),
  permit: (name: string, until: Date, now: Date) => ({
    reason: `служебная, разрешил(а) ${name}`,
    outcome: permitWords.outcome(name, until, now),
    text: `Поездка разрешена до ${when(until, now)}, инцидент закрыт.`,
    summary: `${name} разрешил(а) поездку до ${when(until, now)}: инцидент закрыт.`,
  }),
  granted: (name: string, driver: string, car: CarOnRoad, until: Date, now: Date) => ({
    reason: `служебная, просил(а) ${driver}`,
    text: `Разрешено до ${when(until, now)}, ${driver} узнает.`.slice(0, 200),
    again: 'Уже разрешено.',
    againSummary: 'Поездка уже разрешена: кнопка ничего не сделала.',
    html: `✅ Служебная поездка на ${label(car)} разрешена до ${when(until, now)} (${escapeHtml(name)}).`,
    summary: `${name} разрешил(а) поездку на ${carLabel(car)} до ${when(until, now)}; ${driver} узнает.`,
  }),
}
