// Sends files that stand in Telegram already, album by album; one that Telegram no longer takes does not hold up the others.
import { Refused } from '../../errors.ts'
import { hasCode } from '../../tools/telegram-errors.ts'
import { type Album, CAPTION_LENGTH, type MediaFile } from '../catalogue.ts'
import type { Handler, HandlerContext } from '../handler.ts'
import { splitHtml } from '../html.ts'
import { type Address, addressesOf } from '../places.ts'
import { AGAIN, halfSent, insteadOfLine, patiently } from './send.ts'
import { at, callOf, opened } from './topics.ts'

/** As many as Telegram takes in one album. */
const ALBUM_MAX = 10

/** Documents stand in albums of their own. */
export function albumsOf({ caption, files }: Album): Album[] {
  const shown = files.filter(({ kind }) => kind !== 'document')
  const documents = files.filter(({ kind }) => kind === 'document')
  return [shown, documents].flatMap((some) =>
    Array.from({ length: Math.ceil(some.length / ALBUM_MAX) }, (_, index) => ({
      caption,
      files: some.slice(index * ALBUM_MAX, (index + 1) * ALBUM_MAX),
    })),
  )
}

interface Sending {
  where: Address
  messageIds: number[]
  /** Files Telegram did not take. */
  refused: number
}

export const telegramMedia: Handler<'telegram.media'> = {
  async perform({ place, albums }, context) {
    const [first, ...others] = await addressesOf(place, context.db)
    return sendAlbums([first, ...others], albums.flatMap(albumsOf), context)
  },
}

async function sendAlbums(
  [address, ...rest]: readonly [Address, ...Address[]],
  albums: readonly Album[],
  context: HandlerContext,
): Promise<Record<string, unknown>> {
  const above = (context.again ? AGAIN : '') + insteadOfLine(address.fallback?.insteadOf)
  const sending: Sending = { where: await opened(address, context), messageIds: [], refused: 0 }
  for (const [index, album] of albums.entries()) {
    const caption = index === 0 && above !== '' ? splitHtml(above + (album.caption ?? ''), CAPTION_LENGTH)[0] : album.caption
    try {
      await sendAlbum(sending, { ...album, caption }, context)
    } catch (error) {
      const [next, ...further] = rest
      const isNowhere = address.person !== undefined && hasCode(error, 'unreachable', 'chat-not-found')
      if (sending.messageIds.length === 0 && next && isNowhere) return sendAlbums([next, ...further], albums, context)
      throw sending.messageIds.length === 0 ? error : halfSent(index, albums.length, error)
    }
  }
  const { where, messageIds, refused } = sending
  if (messageIds.length === 0) throw new Refused(`Telegram took none of ${refused} files`, { code: 'bad-file' })
  const { chatId, threadId, fallback } = where
  return {
    chatId,
    threadId,
    messageIds,
    ...(refused > 0 && { refused }),
    ...(fallback && { fallback: fallback.to, insteadOf: fallback.insteadOf }),
  }
}

/** An album with a bad file is refused as a whole: then each file goes by itself, and as a document where it is one. */
async function sendAlbum(sending: Sending, album: Album, context: HandlerContext): Promise<void> {
  try {
    const sent = await patiently(sending.messageIds.length > 0, () =>
      at(sending.where, context, ({ chatId, threadId }) =>
        context.tools.telegram.write.sendMedia({ chatId, threadId, ...album }, callOf(context)),
      ),
    )
    sending.where = sent.address
    sending.messageIds.push(...sent.result.messageIds)
  } catch (error) {
    if (!hasCode(error, 'bad-file')) throw error
    const [only, ...others] = album.files as [MediaFile, ...MediaFile[]]
    if (others.length > 0) {
      for (const [index, file] of album.files.entries())
        await sendAlbum(sending, { caption: index === 0 ? album.caption : undefined, files: [file] }, context)
    } else if (only.kind === 'document') sending.refused += 1
    else await sendAlbum(sending, { ...album, files: [{ ...only, kind: 'document' }] }, context)
  }
}
