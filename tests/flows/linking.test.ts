// A person is brought to the bot: the manager's code, the newcomer's account, what both are told, and everything that does not count.
import type { User } from 'grammy/types'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WORLD_FILE } from '../../sandbox/world.ts'
import { HOUR_MS } from '../../src/clock.ts'
import { importDirectory, readDirectory } from '../../src/directory.ts'
import { messagesTo, post } from '../support/telegram-door.ts'
import { EMPLOYEE, FORUM, says } from '../support/telegram-updates.ts'
import { startWorld, type World } from '../support/world.ts'

const MANAGER: User = { id: 100000002, is_bot: false, first_name: 'Георгий' }
const NINO = 90003
const newcomer = (id: number): User => ({ id, is_bot: false, first_name: 'Нина <Т>' })

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { SCHEDULES: 'off' } })
  await world.app.db.query('UPDATE staff SET telegram_id = NULL, linked_at = $2 WHERE id = $1', [NINO, world.clock.now()])
})
afterAll(() => world.stop())

async function say(text: string, from: User, more: object = {}): Promise<string> {
  const { body } = await post(world, says(text, { from, ...more }))
  await world.app.drain()
  return body.events[0] ?? ''
}
const lastTo = async (chatId: number) => (await messagesTo(world, chatId)).at(-1) ?? ''
const staff = (id: number) => world.app.db.prisma.staff.findUniqueOrThrow({ where: { id } })
const audit = (about: string) => world.app.db.prisma.decision.findMany({ where: { about }, orderBy: { seq: 'asc' } })
async function invite(): Promise<string> {
  await say('/invite Нино', MANAGER)
  const [, code = ''] = /<code>([A-Z0-9-]{14})<\/code>/.exec(await lastTo(MANAGER.id)) ?? []
  expect(code).not.toBe('')
  return code
}

it('a code stands in the message alone: no ledger holds it', async () => {
  const code = await invite()
  const [row] = await world.app.db.query<{ found: number }>(
    `SELECT (SELECT count(*) FROM effects WHERE payload::text LIKE $1 OR receipt::text LIKE $1)::int
          + (SELECT count(*) FROM invites WHERE hash LIKE $1)::int AS found`,
    [`%${code}%`],
  )
  expect(row?.found).toBe(0)
})

it('a stranger with the code becomes that member of staff; whoever invited and the log know', async () => {
  const [old, code] = [await invite(), await invite()]
  const person = newcomer(555000201)
  await say(`/link ${old}`, person)
  expect(await lastTo(person.id)).toMatch(/^Этот код больше не действует/)

  const event = await say(`/link ${code.toLowerCase()}`, person)
  expect(await world.app.db.prisma.event.findUnique({ where: { id: event } })).toMatchObject({ status: 'done', error: null })
  expect((await staff(NINO)).telegramId).toBe(555000201n)
  expect(await lastTo(person.id)).toContain('вы — <b>Нино Лагидзе</b>')
  expect(await lastTo(MANAGER.id)).toMatch(/Нино Лагидзе<\/b>: бот подключён по коду \(в Telegram — Нина &lt;Т&gt;\)/)
  expect((await audit(`staff:${NINO}`)).map(({ what, by, via }) => [what, by, via])).toEqual([
    ['invited', 90002, 'agent'],
    ['invited', 90002, 'agent'],
    ['invited', 90002, 'agent'],
    ['denied', null, 'code'],
    ['linked', NINO, 'code'],
  ])

  await say('/help', person)
  expect(await lastTo(person.id)).toContain('Вот что умею')
  await say(`/link ${code}`, person)
  expect(await lastTo(person.id)).toContain('Этот Telegram уже подключён')
  const other = newcomer(555000202)
  await say(`/link ${code}`, other)
  expect(await lastTo(other.id)).toMatch(/^Этот код уже использован/)
  expect((await staff(NINO)).telegramId).toBe(555000201n)
})

it('a start of the service does not undo it, whatever the directory says', async () => {
  const file = await readDirectory(WORLD_FILE)
  expect(file.staff.find(({ id }) => id === NINO)?.telegramId).toBe(100000003)
  await importDirectory(world.app.db, file)
  expect((await staff(NINO)).telegramId).toBe(555000201n)
  const nobody = { ...file, staff: file.staff.map((one) => (one.id === NINO ? { ...one, telegramId: null } : one)) }
  await importDirectory(world.app.db, nobody)
  expect((await staff(NINO)).telegramId).toBe(555000201n)
  // The file gives the account to somebody else: people have said whose it is.
  const moved = { ...file, staff: file.staff.map((one) => (one.id === 90001 ? { ...one, telegramId: 555000201 } : one)) }
  await importDirectory(world.app.db, moved)
  expect([(await staff(90001)).telegramId, (await staff(NINO)).telegramId]).toEqual([null, 555000201n])
  // Two people exchange accounts within the file.
  const swapped = { 90001: 100000011, 90011: 100000001 } as Record<number, number>
  await importDirectory(world.app.db, {
    ...file,
    staff: file.staff.map((one) => ({ ...one, telegramId: swapped[one.id] ?? one.telegramId })),
  })
  expect((await staff(90011)).telegramId).toBe(100000001n)
  await importDirectory(world.app.db, file)
  expect((await staff(90001)).telegramId).toBe(100000001n)
})

it('an account is detached, stays so, and the next one is linked by a new code', async () => {
  await say('/unlink Нино Лагидзе', MANAGER)
  expect(await lastTo(MANAGER.id)).toMatch(/^Готово: Telegram отсоединён/)
  await importDirectory(world.app.db, await readDirectory(WORLD_FILE))
  expect((await staff(NINO)).telegramId).toBeNull()

  const code = await invite()
  const [first, second] = [newcomer(555000203), newcomer(555000204)]
  await say(`/start ${code.replaceAll('-', '')}`, first)
  expect((await staff(NINO)).telegramId).toBe(555000203n)
  // A code of before that somebody kept: the record is taken, whoever invited hears of it.
  await world.app.db.query('UPDATE invites SET used_at = NULL WHERE used_by = $1', [first.id])
  await say(`/link ${code}`, second)
  expect(await lastTo(second.id)).toMatch(/^Запись «Нино Лагидзе» уже подключена к другому Telegram/)
  expect(await lastTo(MANAGER.id)).toMatch(/пришёл другой Telegram \(Нина &lt;Т&gt;\)/)
  expect((await staff(NINO)).telegramId).toBe(555000203n)
})

it('a code is over after a day, and with whoever made it', async () => {
  await say('/unlink Нино Лагидзе', MANAGER)
  const code = await invite()
  const person = newcomer(555000205)
  await world.app.db.query('UPDATE staff SET active = false WHERE id = 90002')
  await say(`/link ${code}`, person)
  expect(await lastTo(person.id)).toMatch(/^Этот код больше не действует/)
  await world.app.db.query('UPDATE staff SET active = true WHERE id = 90002')
  world.clock.advance(25 * HOUR_MS)
  await say(`/link ${code}`, person)
  expect(await lastTo(person.id)).toMatch(/^Этот код больше не действует/)
  expect((await staff(NINO)).telegramId).toBeNull()
})

it('whoever guesses is told so five times, then once that it is enough, then nothing; an hour later again', async () => {
  const person = newcomer(555000206)
  for (let time = 0; time < 8; time++) await say(`/link ABCD-EFGH-JKM${time + 2}`, person)
  const heard = await messagesTo(world, person.id)
  expect(heard).toHaveLength(6)
  expect(heard.slice(0, 5).every((text) => text.startsWith('Код не подошёл'))).toBe(true)
  expect(heard[5]).toBe('Слишком много попыток. Попробуйте через час.')
  expect(await audit(`telegram:${person.id}`)).toHaveLength(5)
  // Even the right one does not count now.
  const code = await invite()
  await say(`/link ${code}`, person)
  expect((await staff(NINO)).telegramId).toBeNull()
  world.clock.advance(HOUR_MS + 1)
  await say(`/link ${code}`, person)
  expect((await staff(NINO)).telegramId).toBe(BigInt(person.id))
})

it('in a group a code is not looked at, a plain /start is a hello', async () => {
  const person = newcomer(555000207)
  await say('/link ABCD-EFGH-JKMN', person, { chat: FORUM })
  expect(await world.app.db.prisma.stranger.findUnique({ where: { telegramId: BigInt(person.id) } })).toBeNull()
  await say('/start', person)
  expect(await lastTo(person.id)).toMatch(/^Здравствуйте! Это внутренний бот/)
  expect((await world.app.db.prisma.stranger.findUnique({ where: { telegramId: BigInt(person.id) } }))?.tries).toBe(0)
})

it('an employee invites nobody', async () => {
  await say('/invite Анна Соколова', EMPLOYEE)
  expect(await lastTo(EMPLOYEE.id)).toBe('Подключить сотрудника может его руководитель или администратор.')
  expect((await audit('staff:90011')).map(({ what, by }) => [what, by])).toEqual([['denied', 90001]])
})
