// Pictures people sent: fetched small and in time, for a model to look at, and never by an address anybody else sees.
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { shownOn } from '../../sandbox/pictures.ts'
import { bindReads } from '../../src/tools/bind.ts'
import { createHttp } from '../../src/tools/http.ts'
import { Prompt } from '../../src/tools/model-prompt.ts'
import { telegramTool, telegramVendor } from '../../src/tools/telegram.ts'
import { pictureType } from '../../src/tools/telegram-file.ts'
import { type Sandboxed, sandboxed } from './sandboxed.ts'
import { type Answering, json, stubVendor } from './stub-vendor.ts'

let world: Sandboxed
beforeAll(async () => {
  world = await sandboxed()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex')

/** A bot whose Telegram answers as told. */
async function withBot<T>(answer: Answering, work: (file: (most?: number) => Promise<unknown>, calls: string[]) => Promise<T>): Promise<T> {
  const stub = await stubVendor(answer)
  const config = { apiRoot: stub.url, token: '1:secret' }
  const http = createHttp(telegramVendor(config, 500), { limiter: { take: async () => undefined } })
  const { file } = bindReads('telegram', telegramTool(config, http).read)
  try {
    return await work((mostBytes) => file({ fileId: 'F1', mostBytes }), stub.calls)
  } finally {
    await stub.stop()
  }
}

const gives =
  (path: string | undefined, bytes: Buffer, size?: number): Answering =>
  (request, response) => {
    if (request.url?.includes('/getFile'))
      return json(response, 200, { ok: true, result: { file_id: 'F1', file_path: path, file_size: size } })
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes)
  }

describe('a picture', () => {
  it('comes as what its first bytes say, by an address that is written down nowhere', async () => {
    const { type, base64 } = await world.tools.telegram.read.file({ fileId: 'FILEID_body' })
    expect(type).toBe('image/jpeg')
    expect(shownOn(`data:${type};base64,${base64}`)).toBe('FILEID body')
    expect(JSON.stringify([world.records, (await world.calls('telegram')).map(({ path }) => path)])).not.toContain(':sandbox')
    expect(world.records.map(({ operation, outcome }) => [operation, outcome])).toEqual([
      ['file', 'ok'],
      ['file', 'ok'],
    ])
  })

  it.each([
    ['ffd8ffe0', 'image/jpeg'],
    ['89504e470d0a1a0a00', 'image/png'],
    ['524946460000000057454250', 'image/webp'],
    ['25504446', null],
    ['', null],
  ])('that begins with %s is %s', (hex, type) => {
    expect(pictureType(Buffer.from(hex, 'hex'))).toBe(type)
  })

  it.each([
    ['is no picture', gives('documents/a.pdf', Buffer.from('%PDF-1.7')), undefined, 'no-picture'],
    ['is larger than Telegram says it may be', gives('photos/a.jpg', JPEG, 6), 5, 'too-large'],
    ['turns out larger than it may be', gives('photos/a.jpg', Buffer.concat([JPEG, Buffer.alloc(200_000)])), 1_000, 'too-large'],
    ['Telegram does not give away', gives(undefined, JPEG), undefined, 'no-file'],
    ['lies outside of the bot’s files', gives('../../etc/passwd', JPEG), undefined, 'no-file'],
    ['would need another host', gives('@evil.example/a.jpg', JPEG), undefined, 'no-file'],
  ])('that %s is refused, without the token', async (_, answer, most, code) => {
    const error = await withBot(answer, (file) => file(most)).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'Refused', code })
    expect(String(error)).not.toContain('secret')
  })

  it('that never arrives ends in time, without the token', async () => {
    const error = await withBot(
      (request, response) => {
        if (request.url?.includes('/getFile')) json(response, 200, { ok: true, result: { file_id: 'F1', file_path: 'photos/a.jpg' } })
        else response.writeHead(200).write(JPEG)
      },
      (file) => file(),
    ).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'Unavailable' })
    expect(String(error)).not.toContain('secret')
  })
})

it('a model is shown a picture beside the question, and answers by its schema', async () => {
  const picture = await world.tools.telegram.read.file({ fileId: 'FILEID_dash_1' })
  const answer = await world.tools.model?.structured({
    name: 'look_at_photo',
    schema: z.object({ item: z.enum(['none', 'body', 'dash']), confidence: z.number().min(0).max(1) }),
    system: Prompt.from(path.resolve(import.meta.dirname, '../../src/agents'), 'handover-look.md').filled({
      items: 'body: Фото кузова\ndash: Фото приборки',
    }),
    user: 'The photo:',
    images: [picture],
  })
  expect(answer?.value).toEqual({ item: 'dash', confidence: 0.9 })
  const [call] = await world.calls('openai')
  expect(call?.body).toMatchObject({
    messages: [
      { role: 'system' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'The photo:' },
          { type: 'image_url', image_url: { url: `data:image/jpeg;base64,${picture.base64}`, detail: 'low' } },
        ],
      },
    ],
  })
})
