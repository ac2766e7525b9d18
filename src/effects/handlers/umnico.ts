// The handlers of what goes out to Umnico.
import type { Handler } from '../handler.ts'

export const umnicoEnableWebhook: Handler<'umnico.enable-webhook'> = {
  async perform({ webhookId }, { key, critical, tools }) {
    await tools.umnico.write.enableWebhook({ id: webhookId }, { effectKey: key, critical })
    return { webhookId }
  },
}
