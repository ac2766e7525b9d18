// A group that became a supergroup: the message follows it, and our tables learn the new id.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { handlerOf } from '../../src/effects/handlers.ts'
import { createTools, type Tools } from '../../src/tools/index.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { sandboxConfig } from '../tools/sandboxed.ts'
import { json, type StubVendor, stubVendor } from '../tools/stub-vendor.ts'

const OLD = -4_000_001
const NEW = -1_004_000_001_000

let postgres: TestDatabase
let stub: StubVendor
let tools: Tools
const asked: number[] = []
beforeAll(async () => {
  postgres = await testDatabase()
  stub = await stubVendor((request, response) => {
    const chat = chats.shift()
    asked.push(chat ?? 0)
    if (chat === OLD)
      return json(response, 400, {
        ok: false,
        error_code: 400,
        description: 'Bad Request: group chat was upgraded to a supergroup chat',
        parameters: { migrate_to_chat_id: NEW },
      })
    json(response, 200, {
      ok: true,
      result: request.url?.endsWith('createForumTopic') ? { message_thread_id: 7, name: 'x' } : { message_id: 42, chat: { id: NEW } },
    })
  })
  const config = sandboxConfig('')
  tools = createTools({ ...config, telegram: { apiRoot: stub.url, token: '1:x' }, model: null }, { db: postgres.db, clock: systemClock })
})
afterAll(async () => {
  await stub.stop()
  await postgres.drop()
})

/** The chat ids our calls are made to, in order. */
let chats: number[] = []

it.each([
  ['with a topic in it', 77],
  ['where the topic is only now opened', null],
])('moves the chat and sends %s', async (_what, threadId) => {
  const { db } = postgres
  await db.query('DELETE FROM chats')
  await db.query(`INSERT INTO chats (id, purpose, branch) VALUES ($1, 'branch', 'batumi')`, [OLD])
  if (threadId) await db.query(`INSERT INTO topics (chat_id, thread_id, subject) VALUES ($1, $2, 'car:1')`, [OLD, threadId])
  chats = [OLD, NEW, NEW]
  const message = handlerOf('telegram.message')
  const context = {
    key: 'event:agent:telegram.message:main',
    critical: false,
    again: false,
    tools,
    db,
    clock: systemClock,
    receiptOf: async () => ({}),
  }
  const receipt = await message?.perform({ place: { to: 'car', carId: 1, branch: 'batumi' }, html: 'Выдача' }, context)
  expect(receipt).toMatchObject({ chatId: NEW, threadId: threadId ?? 7, messageIds: [42] })
  expect(await db.query<{ id: string }>('SELECT id FROM chats')).toEqual([{ id: String(NEW) }])
  expect(await db.query('SELECT chat_id, subject FROM topics')).toEqual([{ chat_id: String(NEW), subject: 'car:1' }])
})
