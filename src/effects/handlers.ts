// Who performs which effect outside; database changes are applied by the commit itself and are not here.
import type { EffectKind } from './catalogue.ts'
import type { Handler } from './handler.ts'
import { amocrmComplete, amocrmNote, amocrmTask } from './handlers/amocrm.ts'
import { telegramMedia } from './handlers/media.ts'
import { rentprogPayment, rentprogUpdate } from './handlers/rentprog.ts'
import { staffInvite } from './handlers/staff.ts'
import { stripeDeactivateLink, stripeLink } from './handlers/stripe.ts'
import { suggestionTake } from './handlers/suggestion.ts'
import {
  telegramAnswer,
  telegramDelete,
  telegramEdit,
  telegramMessage,
  telegramPin,
  telegramTopic,
  telegramUnpin,
} from './handlers/telegram.ts'
import { umnicoEnableWebhook, umnicoReply } from './handlers/umnico.ts'
import { yougileComment, yougileTask, yougileUpdate } from './handlers/yougile.ts'

export const handlers = {
  'telegram.message': telegramMessage,
  'telegram.media': telegramMedia,
  'telegram.edit': telegramEdit,
  'telegram.pin': telegramPin,
  'telegram.unpin': telegramUnpin,
  'telegram.delete': telegramDelete,
  'telegram.answer': telegramAnswer,
  'telegram.topic': telegramTopic,
  'yougile.task': yougileTask,
  'yougile.comment': yougileComment,
  'yougile.update': yougileUpdate,
  'amocrm.task': amocrmTask,
  'amocrm.complete': amocrmComplete,
  'amocrm.note': amocrmNote,
  'umnico.reply': umnicoReply,
  'umnico.enable-webhook': umnicoEnableWebhook,
  'rentprog.update': rentprogUpdate,
  'rentprog.payment': rentprogPayment,
  'stripe.link': stripeLink,
  'stripe.deactivate-link': stripeDeactivateLink,
  'staff.invite': staffInvite,
  'suggestion.take': suggestionTake,
} as const satisfies { readonly [K in EffectKind]?: Handler<K> }

/** The handler of a kind, or undefined where nothing is done outside. */
export function handlerOf<K extends EffectKind>(kind: K): Handler<K> | undefined {
  const table: { readonly [Kind in EffectKind]?: Handler<Kind> } = handlers
  return table[kind] as Handler<K> | undefined
}
