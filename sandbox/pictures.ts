// Pictures that are none: one pixel each, and in a comment what is to be seen on them, for a model that only reads.

/** One grey pixel, JPEG, after the two bytes every JPEG begins with. */
const PIXEL = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
).subarray(2)
const COMMENT = 0xfe

/** @param path of the file: `photos/FILEID_body.jpg` shows «FILEID body». */
export function pictureOf(path: string): Buffer {
  const shown = Buffer.from(decodeURIComponent(path.replace(/^.*\//, '').replace(/\.\w+$/, '')).replaceAll(/[^\p{L}\p{N}]+/gu, ' '))
  const head = Buffer.from([0xff, 0xd8, 0xff, COMMENT, 0, 0])
  head.writeUInt16BE(shown.length + 2, 4)
  return Buffer.concat([head, shown, PIXEL])
}

/** What such a picture shows; nothing of any other. */
export function shownOn(url: string): string {
  const [, base64] = /^data:image\/jpeg;base64,(.+)$/.exec(url) ?? []
  const bytes = Buffer.from(base64 ?? '', 'base64')
  return bytes.length > 6 && bytes[3] === COMMENT ? bytes.subarray(6, 4 + bytes.readUInt16BE(4)).toString() : ''
}
