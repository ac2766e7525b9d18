// Prices and payment links, as Stripe's own types describe them.
import { createHash } from 'node:crypto'
import type Stripe from 'stripe'
import { fields } from '../../bodies.ts'
import { createShelf, type Shelf } from '../../shelf.ts'
import { type Answer, type Call, type Handler, ok } from '../../system.ts'
import { fail, metadataOf, missing, nested, noSuch } from './answers.ts'

/** A price as it goes over the wire, where the decimal is text and not an object of the library. */
type Price = Omit<Stripe.Price, 'unit_amount_decimal'> & { unit_amount_decimal: string }

export interface Link {
  link: Stripe.PaymentLink
  price: Price
  quantity: number
  /** Sessions that were paid: a link may allow only so many. */
  completed: number
}

export interface Links {
  readonly shelf: Shelf<string, Link>
  readonly doors: Readonly<Record<string, Handler>>
}

const LARGEST_AMOUNT = 99_999_999

export function createLinks(now: () => Date): Links {
  const shelf = createShelf<string, Link>(20_000)
  const prices = createShelf<string, Price>(20_000)
  const once = remembering()
  const id = idMaker(now)
  const nowS = () => Math.floor(now().getTime() / 1000)

  const createPrice = ({ body }: Call): Answer => {
    const { currency, unit_amount, product, product_data, metadata } = nested({ body })
    if (typeof currency !== 'string') return missing('currency')
    if (!/^[a-z]{3}$/.test(currency)) return fail({ status: 400, param: 'currency', message: `Invalid currency: ${currency}` })
    if (product === undefined && fields(product_data).name === undefined) return missing('product')
    const amount = Number(unit_amount)
    if (unit_amount === undefined) return missing('unit_amount')
    if (!Number.isInteger(amount) || amount < 0 || amount > LARGEST_AMOUNT)
      return fail({ status: 400, code: 'parameter_invalid_integer', param: 'unit_amount', message: `Invalid integer: ${unit_amount}` })
    const price: Price = {
      id: id('price'),
      object: 'price',
      active: true,
      billing_scheme: 'per_unit',
      created: nowS(),
      currency,
      custom_unit_amount: null,
      livemode: false,
      lookup_key: null,
      metadata: metadataOf(metadata),
      nickname: null,
      product: typeof product === 'string' ? product : id('prod'),
      recurring: null,
      tax_behavior: 'unspecified',
      tiers_mode: null,
      transform_quantity: null,
      type: 'one_time',
      unit_amount: amount,
      unit_amount_decimal: String(amount),
    }
    prices.set(price.id, price)
    return ok(price)
  }

  const createLink = ({ body }: Call): Answer => {
    const given = nested({ body })
    const item = fields(fields(given.line_items)['0'])
    if (given.line_items === undefined) return missing('line_items')
    if (item.quantity === undefined) return missing('line_items[0][quantity]')
    const price = prices.get(String(item.price))
    if (!price)
      return fail({ status: 400, code: 'resource_missing', param: 'line_items[0][price]', message: `No such price: '${item.price}'` })
    const link = linkOf(id('plink'), price.currency, given)
    shelf.set(link.id, { link, price, quantity: Number(item.quantity), completed: 0 })
    return ok(link)
  }

  return {
    shelf,
    doors: {
      'POST /prices': (call) => once(call, createPrice),
      'POST /payment_links': (call) => once(call, createLink),
      'GET /payment_links/:id': (_, wanted = '') => {
        const found = shelf.get(wanted)
        return found ? ok(found.link) : noSuch('payment link', wanted)
      },
      'POST /payment_links/:id': (call, wanted = '') => {
        const found = shelf.get(wanted)
        if (!found) return noSuch('payment link', wanted)
        const { active, metadata } = nested(call)
        if (active !== undefined) found.link.active = active === 'true'
        if (metadata !== undefined) Object.assign(found.link.metadata, metadataOf(metadata))
        return ok(found.link)
      },
    },
  }
}

function linkOf(id: string, currency: string, given: Record<string, unknown>): Stripe.PaymentLink {
  const intent = given.payment_intent_data === undefined ? null : fields(given.payment_intent_data)
  const limit = fields(fields(given.restrictions).completed_sessions).limit
  return {
    id,
    object: 'payment_link',
    active: true,
    after_completion: { type: 'hosted_confirmation', hosted_confirmation: { custom_message: null } },
    allow_promotion_codes: false,
    application: null,
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null },
    billing_address_collection: 'auto',
    consent_collection: null,
    currency,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer_creation: 'if_required',
    inactive_message: null,
    invoice_creation: null,
    livemode: false,
    managed_payments: null,
    metadata: metadataOf(given.metadata),
    on_behalf_of: null,
    payment_intent_data: intent && {
      capture_method: null,
      description: intent.description === undefined ? null : String(intent.description),
      metadata: metadataOf(intent.metadata),
      setup_future_usage: null,
      statement_descriptor: null,
      statement_descriptor_suffix: null,
      transfer_group: null,
    },
    payment_method_collection: 'always',
    payment_method_options: null,
    payment_method_types: null,
    phone_number_collection: { enabled: false },
    restrictions: limit === undefined ? null : { completed_sessions: { count: 0, limit: Number(limit) } },
    shipping_address_collection: null,
    shipping_options: [],
    submit_type: 'auto',
    subscription_data: null,
    tax_id_collection: { enabled: false, required: 'never' },
    transfer_data: null,
    url: `https://buy.stripe.com/test_${id}`,
  }
}

/** Makes ids as long as Stripe's. */
export function idMaker(now: () => Date): (prefix: string) => string {
  let made = 0
  return (prefix) => `${prefix}_${createHash('sha256').update(`${++made} ${now().getTime()}`).digest('hex').slice(0, 24)}`
}

/** Idempotency keys: the same key with the same parameters is answered with what it was answered before. */
function remembering(): (call: Call, work: (call: Call) => Answer) => Answer {
  const answers = createShelf<string, { asked: string; answer: Answer }>(20_000)
  return (call, work) => {
    const key = call.headers['idempotency-key']
    if (typeof key !== 'string') return work(call)
    const asked = `${call.path} ${call.raw}`
    const before = answers.get(key)
    if (before && before.asked !== asked)
      return fail({
        status: 400,
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}'.`,
      })
    if (before) return { ...before.answer, headers: { 'idempotent-replayed': 'true' } }
    const answer = work(call)
    // What was refused before anything began may be tried again with other parameters.
    if (answer.status === 200) answers.set(key, { asked, answer })
    return answer
  }
}
