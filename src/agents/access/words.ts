// What people read when somebody is brought to the bot, or an account is detached.
import { escapeHtml } from '../../effects/html.ts'
import type { Staff } from '../../tools/rental.ts'
import { BRANCH_NAME, lines, when } from '../words.ts'

const bold = (name: string): string => `<b>${escapeHtml(name)}</b>`

/** `{{code}}` is filled in when it is sent. */
export const inviteText = (name: string, until: Date, now: Date): string =>
  lines(
    `🔑 Код для ${bold(name)}: <code>{{code}}</code>`,
    '',
    'Передайте его лично. Пусть откроет бота и напишет ему: <code>/link {{code}}</code>',
    `Код на один раз, действует до ${when(until, now)}; новый код отменяет прежний.`,
  )

export const accessText = {
  staffOnly: 'Это только для сотрудников.',
  youAreLinked: (name: string) =>
    `Этот Telegram уже подключён: вы — ${bold(name)}. Если это не так, попросите руководителя сначала отсоединить его: /unlink ${escapeHtml(name)}.`,
  whom: (wish: 'invite' | 'unlink') =>
    `Кого ${wish === 'invite' ? 'подключить' : 'отсоединить'}? Напишите имя из списка сотрудников: /${wish} Нино Лагидзе. Весь список — /people.`,
  several: (people: readonly Pick<Staff, 'id' | 'name' | 'branch'>[]) =>
    lines(
      'Подходит несколько человек, уточните:',
      ...people
        .slice(0, 8)
        .map(({ id, name, branch }) => `• ${escapeHtml(name)}${branch === null ? '' : `, ${branchName(branch)}`} — ${id}`),
    ),
  isLinked: (name: string) =>
    `У ${bold(name)} бот уже подключён. Если сменился аккаунт, сначала отсоедините старый: /unlink ${escapeHtml(name)}, потом /invite.`,
  notLinked: (name: string) => `У ${bold(name)} Telegram не подключён. Подключить — /invite ${escapeHtml(name)}.`,
  unlinked: (name: string) =>
    `Готово: Telegram отсоединён, ${bold(name)} больше не получает и не видит ничего. Подключить снова — /invite ${escapeHtml(name)}.`,
  sentPrivately: 'Код отправил вам в личные сообщения.',
}

const branchName = (branch: string): string => Object.entries(BRANCH_NAME).find(([code]) => code === branch)?.[1] ?? escapeHtml(branch)

/** What is said to whoever comes with a code, and to whoever invited. */
export const LINKING = {
  done: (name: string) =>
    lines(`Готово! Этот Telegram теперь подключён: вы — ${bold(name)}.`, 'Сюда буду присылать напоминания. Что умею — /help.'),
  doneTold: (name: string, account: string | null) =>
    `🔗 ${bold(name)}: бот подключён по коду${account === null ? '' : ` (в Telegram — ${escapeHtml(account)})`}. Если это не тот человек: /unlink ${escapeHtml(name)}.`,
  wrong: 'Код не подошёл. Проверьте, пожалуйста, всё ли верно: /link и 12 знаков, как у руководителя.',
  used: 'Этот код уже использован. Попросите у руководителя новый.',
  expired: 'Этот код больше не действует. Попросите у руководителя новый.',
  taken: (name: string) => `Запись «${escapeHtml(name)}» уже подключена к другому Telegram. Разобраться может руководитель: я ему написал.`,
  takenTold: (name: string, account: string) =>
    `⚠️ По коду для ${bold(name)} пришёл другой Telegram (${escapeHtml(account)}), но запись уже подключена. Если так и надо: /unlink ${escapeHtml(name)}, потом /invite.`,
  tooMany: 'Слишком много попыток. Попробуйте через час.',
} as const

export const summaries = {
  stranger: 'О подключении спросил не сотрудник: отказал.',
  edited: 'Сообщение о подключении исправили: ответил уже на первое.',
  youAreLinked: (name: string) => `${name} прислал(а) код, но уже подключён(а): объяснил.`,
  whom: 'Не понял, о ком речь: переспросил.',
  several: 'Под имя подходит несколько сотрудников: переспросил.',
  denied: (who: string, whom: string) => `${who} не может подключать и отсоединять: ${whom}; отказал.`,
  isLinked: (whom: string) => `${whom}: бот уже подключён, код не нужен.`,
  notLinked: (whom: string) => `${whom}: отсоединять нечего.`,
  unlinked: (who: string, whom: string) => `${who} отсоединил(а) Telegram: ${whom}.`,
  invited: (who: string, whom: string) => `${who} приглашает: ${whom}; отправил код в личные сообщения.`,
} as const
