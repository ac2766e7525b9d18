// The shapes that payloads of effects are made of: places, buttons, keys, moments.
import { z } from 'zod'
import { Branch } from '../../events/event.ts'
import { TelegramId } from '../../events/telegram.ts'

/** A key of an earlier effect, `event:agent:kind:slot`; its receipt tells the message or task id. */
export const EffectKey = z.string().regex(/^[\x21-\x7e]+$/, 'ASCII without spaces')

export const At = z.iso.datetime({ offset: true })
export const Day = z.iso.date()
export const OperationKind = z.enum(['issue', 'return'])
export type OperationKind = z.infer<typeof OperationKind>

/** RentProg's ids, and our columns of them. */
export const Id = z.number().int().positive().max(2_147_483_647)
/** Whole minor units; never a float. */
export const Minor = z.number().int().safe()
export const Currency = z.string().length(3)

/** Where in Telegram. Never a message id, and a chat id only to answer where somebody wrote. */
export const Place = z.discriminatedUnion('to', [
  /** The private chat of one person. */
  z.object({ to: z.literal('staff'), id: z.number().int() }),
  /** Whoever holds the role (in the branch, then anywhere). */
  z.object({ to: z.literal('role'), role: z.enum(['manager', 'head', 'director', 'admin']), branch: Branch.optional() }),
  /** The car's topic in the forum of the branch. */
  z.object({ to: z.literal('car'), carId: z.number().int(), branch: Branch }),
  /** The car's main topic at headquarters. */
  z.object({ to: z.literal('hq-car'), carId: z.number().int() }),
  /** General of the branch's forum. */
  z.object({ to: z.literal('branch'), branch: Branch }),
  /** The topic of the daily plan in the branch's forum, where it has one; else General. */
  z.object({ to: z.literal('plan'), branch: Branch }),
  /** A client's topic in the clients' forum; `name` is what it is called when it has to be opened. */
  z.object({ to: z.literal('client'), topic: z.string().regex(/^(client|lead):[\w-]{1,60}$/), name: z.string().min(1).max(128) }),
  /** A task's topic in the tasks' forum. */
  z.object({ to: z.literal('task'), id: z.string().regex(/^[\w-]{1,60}$/), name: z.string().min(1).max(128) }),
  z.object({ to: z.literal('chat'), purpose: z.enum(['hq', 'managers', 'alerts', 'tasks', 'clients']) }),
  z.object({ to: z.literal('thread'), chatId: TelegramId, threadId: z.number().int().optional() }),
])
export type Place = z.infer<typeof Place>

export const Button = z.object({
  text: z.string().min(1).max(64),
  /** `<agent code>|<reference>|<action>`; Telegram allows 64 bytes. */
  data: z.string().refine((d) => Buffer.byteLength(d) <= 64, 'at most 64 bytes'),
})
export type Button = z.infer<typeof Button>
export const Buttons = z.array(z.array(Button).min(1)).optional()

/** Telegram HTML; the handler splits what is longer than 4096 characters. */
export const Html = z.string().min(1).max(20_000)

/** A file that stands in Telegram already: of a photo, a video or a document it says which, because they are sent by different methods. */
export const MediaFile = z.object({ kind: z.enum(['photo', 'document', 'video']), fileId: z.string().min(1).max(300) })
export type MediaFile = z.infer<typeof MediaFile>

/** What a caption may hold; counted with its tags, which is on the safe side. */
export const CAPTION_LENGTH = 1024

/** Files under one caption; the handler cuts them into the albums Telegram takes. */
export const Album = z.object({ caption: z.string().min(1).max(CAPTION_LENGTH).optional(), files: z.array(MediaFile).min(1).max(100) })
export type Album = z.infer<typeof Album>

export const ChecklistItem = z.object({ title: z.string(), done: z.boolean().default(false) })
