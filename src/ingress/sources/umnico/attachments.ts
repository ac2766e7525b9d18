// Attachments as every channel of Umnico writes them in its own way: what they are, and where they can be fetched.
import { type Fields, isFields, type Json } from '../rentprog/value.ts'

export interface Attachment {
  /** `photo`, `doc`, `video`, `audio`, `sticker`, `link` …; `unknown` where nothing is said. */
  type: string
  url?: string
}

/** One entry for each, also for those without an address: a message must not look empty when it was not. */
export function attachmentsOf(...fields: (Json | undefined)[]): Attachment[] {
  return fields
    .flat()
    .filter((one) => one !== undefined && one !== null && one !== '' && typeof one !== 'boolean')
    .map((one) => {
      const url = addressOf(one)
      return { type: typeOf(one), ...(url !== undefined && { url }) }
    })
}

function typeOf(one: Json | undefined): string {
  const type = isFields(one) && typeof one.type === 'string' ? one.type.trim() : ''
  return type === '' ? 'unknown' : type.slice(0, 60)
}

/** The whole thing first, then whatever `media` calls its address: a preview is better than nothing. */
function addressOf(one: Json | undefined): string | undefined {
  if (!isFields(one)) return httpUrl(one)
  return firstUrl([one.url, one.link, one.src, ...inMedia(one.media)])
}

const inMedia = (media: Json | undefined): (Json | undefined)[] => {
  if (Array.isArray(media)) return media.flatMap((item) => inMedia(item))
  return isFields(media) ? [media.url, media.link, media.src, ...Object.values(media as Fields)] : [media]
}

function firstUrl(candidates: readonly (Json | undefined)[]): string | undefined {
  for (const candidate of candidates) {
    const url = httpUrl(candidate)
    if (url !== undefined) return url
  }
  return undefined
}

const MAX_URL = 4_000

/** Nothing but http and https: what is no address of the web must never be fetched or shown as a link. */
function httpUrl(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_URL || !/^\s*https?:\/\//i.test(value)) return undefined
  return URL.parse(value)?.href
}
