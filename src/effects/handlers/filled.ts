// Puts what an earlier effect brought back into a text that was written before: the address of a payment link.
import type { HandlerContext } from '../handler.ts'

const SLOT = /\{\{([a-zA-Z]+)\}\}/g

/**
 * `{{url}}` becomes the receipt's `url`; a name the receipt does not know stays as it is.
 * @throws Refused when the earlier effect was never done, Unavailable when it is not done yet.
 */
export async function filled(
  text: string,
  from: string | undefined,
  { receiptOf }: Pick<HandlerContext, 'receiptOf'>,
  shown: (value: string) => string = (value) => value,
): Promise<string> {
  if (from === undefined) return text
  const receipt = await receiptOf(from)
  return text.replaceAll(SLOT, (slot, name: string) => {
    const value = receipt[name]
    return typeof value === 'string' || typeof value === 'number' ? shown(String(value)) : slot
  })
}
