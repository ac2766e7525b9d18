// The parts of Umnico's answers we use. Its ids are numbers here and text there, and lists come bare or wrapped.
import { z } from 'zod'

export const Id = z.union([z.string().trim().min(1).max(200), z.number().int()]).transform(String)
const text = z
  .union([z.string(), z.number()])
  .transform(String)
  .nullish()
  .catch(null)
  .transform((value) => (value === undefined || value === '' ? null : value))
const someId = Id.nullish()
  .catch(null)
  .transform((id) => id ?? null)

/** Where a webhook for us ends, whatever host and prefix the world sees us under. */
const OUR_DOOR = /\/webhooks\/umnico\/?$/

/** The address of a webhook holds the secret of whoever listens there, so all that leaves this file of it is the host and whether it is ours. */
export const UmnicoWebhook = z
  .object({
    id: z.union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    ]),
    url: z.string().catch(''),
    name: z.string().catch(''),
    /** 1 while Umnico calls it; it is set to something else when we cannot be reached. */
    status: z.union([z.number(), z.string(), z.boolean()]),
  })
  .transform(({ id, url, name, status }) => {
    const address = URL.parse(url)
    return {
      id,
      // Somebody may have named it by its address.
      name: /[/?]/.test(name) ? '' : name.slice(0, 60),
      host: address?.host ?? '',
      enabled: Number(status) === 1,
      ours: address !== null && OUR_DOOR.test(address.pathname),
    }
  })
export type UmnicoWebhook = z.output<typeof UmnicoWebhook>

const NOBODY = { name: null, login: null, phone: null, email: null }
const Customer = z.object({ name: text, login: text, phone: text, email: text }).nullish().catch(null)

export const UmnicoLead = z
  .object({
    id: Id,
    customerId: someId,
    /** The operator in charge. */
    userId: someId,
    statusId: someId,
    socialAccount: z.object({ id: someId, type: text }).nullish().catch(null),
    /** Milliseconds; null: the last word is the client's, and nobody has answered it. */
    responseTime: z.number().nullish().catch(null),
    customer: Customer,
  })
  .transform(({ customer, socialAccount, responseTime, ...lead }) => ({
    ...lead,
    channel: socialAccount?.type ?? null,
    saId: socialAccount?.id ?? null,
    responseTime: responseTime ?? null,
    customer: customer ?? NOBODY,
  }))
export type UmnicoLead = z.output<typeof UmnicoLead>

/** A chat inside a channel: what a message is sent to. */
export const UmnicoSource = z
  .object({ id: someId, realId: someId, saId: someId, type: text })
  // Where a channel has no id of its own for the chat, Umnico's stands for it.
  .transform(({ id, realId, saId, type }) => ({ realId: realId ?? id, saId, type }))
export type UmnicoSource = z.output<typeof UmnicoSource>

const Attachment = z.looseObject({ type: z.string().catch('unknown') })
/** Text and attachments lie one level deeper than one expects. */
const Content = z
  .object({ text, attachments: z.array(Attachment).nullish().catch([]), attachment: Attachment.nullish().catch(null) })
  .nullish()
  .catch(null)

export const UmnicoMessage = z
  .object({
    messageId: someId,
    /** Unix milliseconds. */
    datetime: z.coerce.number().catch(0),
    incoming: z.boolean().catch(false),
    message: Content,
    customId: text,
    sender: z.object({ id: someId }).nullish().catch(null),
  })
  .transform(({ message, sender, customId, ...rest }) => ({
    ...rest,
    text: message?.text ?? '',
    attachments: [...(message?.attachments ?? []), ...(message?.attachment ? [message.attachment] : [])],
    /** What the sender of ours gave it. */
    customId,
    senderId: sender?.id ?? null,
  }))
export type UmnicoMessage = z.output<typeof UmnicoMessage>

export const UmnicoHistory = z.object({ messages: z.array(UmnicoMessage), cursor: someId })
export type UmnicoHistory = z.output<typeof UmnicoHistory>

export const UmnicoManager = z.object({ id: z.coerce.number().int(), role: text, name: text })
export type UmnicoManager = z.output<typeof UmnicoManager>

/** What an upload gives back; it is sent on as it is. */
export const Media = z.record(z.string(), z.json())

type Rows = Record<string, unknown>
const isRows = (body: unknown): body is Rows => typeof body === 'object' && body !== null && !Array.isArray(body)

/** The list in an answer: bare, or under one of the names. */
export function listIn(body: unknown, ...names: string[]): unknown {
  if (!isRows(body)) return body
  const name = names.find((candidate) => Array.isArray(body[candidate]))
  return name === undefined ? body : body[name]
}

export const cursorIn = (body: unknown): unknown => (isRows(body) ? body.cursor : null)
