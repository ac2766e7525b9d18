// An album without a word: asked about, sorted by a press, reported with its files in both topics of the car.
import type { Update } from 'grammy/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOUR_MS, inTbilisi } from '../../src/clock.ts'
import { createRental } from '../../src/tools/rental.ts'
import { answersTo, botCalls, post } from '../support/telegram-door.ts'
import { EMPLOYEE, FORUM, presses, privateChat, says, sendsPhoto, updateId } from '../support/telegram-updates.ts'
import { NOON, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const ID = 710_001
const TOPIC = { message_thread_id: 77, is_topic_message: true } as const
const local = (ms: number) => inTbilisi(new Date(NOON.getTime() + ms)).toFormat('dd-MM-yyyy H:mm')
const booking = (event: string, payload: unknown) => world.rentprog('batumi', event, payload)
/** An issue of the member of staff who writes here, in an hour. */
const comesNear = (id: number, carId: number) =>
  booking('booking_create', {
    id,
    state: 'Активная',
    active: true,
    car_id: carId,
    client_id: 60001,
    responsible_id: 90001,
    start_date: local(HOUR_MS),
    end_date: local(77 * HOUR_MS),
  })

interface Sent {
  chat_id: number
  message_id?: number
  message_thread_id?: number
  text: string
  reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] }
  media: { type: string; media: string; caption?: string }[]
}
const sent = async (method: string) =>
  (await botCalls(world)).filter(({ path }) => path === `/${method}`).map(({ body }) => body as unknown as Sent)
const buttonsOf = (message: Sent | undefined) => message?.reply_markup?.inline_keyboard.flat() ?? []
const asks = async () => (await sent('sendMessage')).filter(({ text }) => text.includes('что на них?'))
const item = (code: string, bookingId = ID) =>
  world.app.db.prisma.operationItem.findUniqueOrThrow({ where: { bookingId_kind_code: { bookingId, kind: 'issue', code } } })
const writes = async () => (await world.calls()).filter(({ method }) => method !== 'GET').length

/** Presses a button of the card that asks, as it looks now. */
async function press(text: string): Promise<string> {
  const edits = (await sent('editMessageText')).filter((edit) => buttonsOf(edit).some((button) => button.text === text))
  const button = buttonsOf(edits.at(-1) ?? (await asks()).at(-1)).find((one) => one.text === text)
  const update = presses(button?.callback_data ?? 'no such button')
  await post(world, update)
  await world.app.drain()
  return (await answersTo(world, update.callback_query?.id ?? '')).join()
}

describe('an album without a caption in the topic of a car that is to be issued', () => {
  it('is kept with the issue, and one card asks what it shows', async () => {
    await comesNear(ID, 80001)
    await world.app.drain()
    for (const mark of ['A', 'B']) await post(world, sendsPhoto(mark, { album: '13000000000000009', ...TOPIC }))
    world.clock.advance(2_000)
    await world.app.drain()
    expect(await asks()).toMatchObject([{ chat_id: -1000000000001, message_thread_id: 77 }])
    expect(buttonsOf((await asks())[0]).map(({ text }) => text)).toEqual(['Фото кузова', 'Фото приборки', 'Техпаспорт', 'Это всё вместе'])
    expect((await item('body')).doneAt).toBeNull()
  })

  it('ticks the item whose button is pressed, once', async () => {
    expect(await press('Фото приборки')).toBe('Фото приборки ✅')
    expect(await item('dash')).toMatchObject({ doneAt: world.clock.now(), doneBy: 90001, evidence: ['FILEID_SYNTH_LA', 'FILEID_SYNTH_LB'] })
    const before = (await sent('editMessageText')).length
    const [first] = await asks()
    const again = presses(buttonsOf(first)[1]?.callback_data ?? '')
    await post(world, again)
    await world.app.drain()
    expect(await answersTo(world, again.callback_query?.id ?? '')).toEqual(['Уже отнесено: Фото приборки.'])
    expect(await sent('editMessageText')).toHaveLength(before)
  })

  it('gives one of its files to another item, the other stays', async () => {
    expect(await press('↩️ № 2')).toBe('Снял № 2. Выберите, что на нём.')
    expect(await item('dash')).toMatchObject({ doneBy: 90001, evidence: ['FILEID_SYNTH_LA'] })
    expect(await press('↩️ № 2')).toBe('Уже снято: выберите пункт.')
    expect(await press('Фото кузова')).toBe('Фото кузова ✅')
    expect(await item('body')).toMatchObject({ doneBy: 90001, evidence: ['FILEID_SYNTH_LB'] })
    expect((await sent('editMessageText')).some(({ text }) => text.startsWith('✅ № 1: Фото приборки; № 2: Фото кузова — '))).toBe(true)
  })

  it('is taken back and given to another item', async () => {
    expect(await press('↩️ Отнести иначе')).toBe('Снял. Выберите, что на фото.')
    expect(await item('dash')).toMatchObject({ doneAt: null, evidence: [] })
    expect(await press('Фото кузова')).toBe('Фото кузова ✅')
    expect(await item('body')).toMatchObject({ doneBy: 90001, evidence: ['FILEID_SYNTH_LA', 'FILEID_SYNTH_LB'] })
    const [task] = (await world.calls('yougile')).filter(({ method, path }) => method === 'PUT' && path.startsWith('/tasks/')).slice(-1)
    expect(task?.body).toMatchObject({
      checklists: [
        {
          items: expect.arrayContaining([
            { title: 'Фото кузова', isCompleted: true },
            { title: 'Фото приборки', isCompleted: false },
          ]),
        },
      ],
    })
  })

  it('stands in the report of the issue, in the topic of the branch and at headquarters', async () => {
    const issued = `{"in_rent"=>[false, true], "start_worker_id"=>[nil, 90001], "id"=>${ID}, "user_id"=>90001}`
    await booking('booking_update', issued)
    await world.app.drain()
    const albums = await sent('sendMediaGroup')
    expect(albums.map(({ chat_id, message_thread_id }) => `${chat_id}/${message_thread_id}`).sort()).toEqual([
      '-1000000000001/77',
      '-1000000000003/12',
    ])
    for (const { media } of albums) {
      expect(media.map((file) => file.media)).toEqual(['FILEID_SYNTH_LA', 'FILEID_SYNTH_LB'])
      expect(media[0]?.caption).toContain('<b>Фото кузова</b> · Выдача')
    }

    const before = await writes()
    expect((await booking('booking_update', issued)).body.duplicate).toBe(true)
    await world.app.drain()
    expect(await writes()).toBe(before)
  })

  it('and each of its files can be asked about: why is it here', async () => {
    const rental = createRental(world.app.db)
    const albums = await world.app.db.prisma.effect.findMany({ where: { kind: 'telegram.media' } })
    expect(albums).toHaveLength(2)
    for (const { key, receipt } of albums) {
      const { chatId, messageIds } = receipt as { chatId: number; messageIds: number[] }
      expect(messageIds).toHaveLength(2)
      for (const messageId of messageIds) expect((await rental.sentMessage({ chatId, messageId }))?.key).toBe(key)
    }
  })

  const late = sendsPhoto('C', { caption: 'техпаспорт', ...TOPIC })
  it('and what comes late is added to both topics', async () => {
    await post(world, late)
    await world.app.drain()
    const added = (await botCalls(world)).filter(({ path }) => path === '/sendPhoto').map(({ body }) => body)
    expect(added.map(({ chat_id, photo, caption }) => [chat_id, photo, String(caption).split(' · ')[0]])).toEqual(
      expect.arrayContaining([
        [-1000000000001, 'FILEID_SYNTH_LC', '📷 Дополнение: <b>Техпаспорт</b>'],
        [-1000000000003, 'FILEID_SYNTH_LC', '📷 Дополнение: <b>Техпаспорт</b>'],
      ]),
    )
    expect(added).toHaveLength(2)
  })

  const seen = sendsPhoto('_dash', TOPIC)
  it('a photo on which the model sees what is missing needs no press', async () => {
    await post(world, seen)
    await world.app.drain()
    const card = (await sent('sendMessage')).find(({ text }) => text.includes('Определил по фото'))
    expect(card?.text).toContain('1 файл: Фото приборки')
    expect(buttonsOf(card).map(({ text }) => text)).toEqual(['↩️ Отнести иначе'])
    expect(await item('dash')).toMatchObject({ doneAt: world.clock.now(), doneBy: null, evidence: ['FILEID_SYNTH_L_dash'] })
    expect((await sent('sendPhoto')).length).toBe(4)

    await post(world, presses(buttonsOf(card)[0]?.callback_data ?? ''))
    await world.app.drain()
    expect(await item('dash')).toMatchObject({ doneAt: null, evidence: [] })
  })
  it('a reply to one photo says what it shows, and so does a new caption', async () => {
    const { message } = says('это приборка', { chat: FORUM, ...TOPIC })
    const reply_to_message = { ...seen.message, reply_to_message: undefined }
    await post(world, { update_id: updateId(), message: { ...message, reply_to_message } } as Update)
    await world.app.drain()
    expect(await item('dash')).toMatchObject({ doneBy: 90001, evidence: ['FILEID_SYNTH_L_dash'] })
    expect((await sent('sendMessage')).at(-1)?.text).toBe('Понял: файл — Фото приборки ✅')

    const edited = { ...late.message, caption: 'кузов, а не техпаспорт', edit_date: 1760000600 }
    await post(world, { update_id: updateId(), edited_message: edited } as Update)
    await world.app.drain()
    expect(await item('papers')).toMatchObject({ doneAt: null, evidence: [] })
    expect((await item('body')).evidence).toContain('FILEID_SYNTH_LC')
  })

  it('one that fits two issues is looked at when the issue is chosen, and the press does not wait for it', async () => {
    for (const [id, carId] of [
      [710_002, 80002],
      [710_003, 80003],
    ] as const)
      await comesNear(id, carId)
    await world.app.drain()
    await post(world, sendsPhoto('_papers', { chat: privateChat(EMPLOYEE) }))
    await world.app.drain()
    const which = (await sent('sendMessage')).find(({ text }) => text.includes('К какой это?'))
    const button = buttonsOf(which).find(({ callback_data }) => callback_data.endsWith('@710003'))
    const update = presses(button?.callback_data ?? 'no such button')
    await post(world, update)
    await world.app.drain()
    expect(await answersTo(world, update.callback_query?.id ?? '')).toEqual([expect.stringMatching(/^Выдача #/u)])
    expect(await item('papers', 710_003)).toMatchObject({ doneBy: null, doneAt: world.clock.now(), evidence: ['FILEID_SYNTH_L_papers'] })
    const [asked, seen] = (await sent('editMessageText')).filter(({ chat_id }) => chat_id === EMPLOYEE.id).map(({ text }) => text)
    expect([asked, seen]).toEqual([
      expect.stringContaining('что на них?'),
      expect.stringContaining('Определил по фото — 1 файл: Техпаспорт'),
    ])
  })
})
