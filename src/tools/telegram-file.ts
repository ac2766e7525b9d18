// Fetches a file somebody sent to the bot: small, a picture, and never by an address anybody else sees.
import { Refused } from '../errors.ts'
import type { Http } from './http.ts'
import type { Call } from './integration.ts'

/** More than Telegram gives a bot. */
export const FILE_MOST = 20 * 1024 * 1024

export type PictureType = 'image/jpeg' | 'image/png' | 'image/webp'

export interface Picture {
  type: PictureType
  base64: string
}

/** Telegram names no type, so the first bytes do. */
export function pictureType(bytes: Buffer): PictureType | null {
  if (bytes.subarray(0, 3).toString('hex') === 'ffd8ff') return 'image/jpeg'
  if (bytes.subarray(0, 8).toString('hex') === '89504e470d0a1a0a') return 'image/png'
  return bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP' ? 'image/webp' : null
}

/** The address holds the bot's token: it is made here, used once, and goes into no error. */
export async function download(
  { apiRoot, token }: { apiRoot: string; token: string },
  { path, most }: { path: string | undefined; most: number },
  http: Http,
  call: Call,
): Promise<Picture> {
  const isPath = path !== undefined && /^[\w./%-]{1,300}$/.test(path) && !path.split('/').includes('..')
  if (!isPath) throw new Refused('telegram file: Telegram has no file to give', { code: 'no-file' })
  const { bytes } = await http.send({ method: 'GET', url: `${apiRoot.replace(/\/$/, '')}/file/bot${token}/${path}`, bytesMost: most }, call)
  if (!bytes) throw new Refused(`telegram file: more than ${most} bytes`, { code: 'too-large' })
  const type = pictureType(bytes)
  if (type === null) throw new Refused('telegram file: no picture', { code: 'no-picture' })
  return { type, base64: bytes.toString('base64') }
}
