// Which effects stand behind a message of ours: the one that sent it, and those that were said with it.
import type { Sql } from '../../db.ts'

export interface PostedBy {
  agent: string
  slot: string
}

/** A long message is sent in parts; in a busy chat others may write between them. */
const NEAR = 5

/** By the id Telegram gave it; empty when it is none of ours. */
export async function postedBy({ chatId, messageId }: { chatId: number; messageId: number }, sql: Sql): Promise<PostedBy[]> {
  return sql.query<PostedBy & Record<string, unknown>>(
    `WITH near AS (
       SELECT key, event_id, agent, slot, receipt -> 'messageIds' AS ids FROM effects
        WHERE kind IN ('telegram.message', 'telegram.media') AND receipt ->> 'chatId' = $1 AND (receipt -> 'messageIds' ->> 0)::bigint <= $2
        ORDER BY (receipt -> 'messageIds' ->> 0)::bigint DESC LIMIT ${NEAR}
     ), host AS (SELECT * FROM near WHERE ids @> to_jsonb($2::bigint))
     SELECT agent, slot FROM host
     UNION ALL SELECT effects.agent, effects.slot FROM effects JOIN host ON effects.event_id = host.event_id AND effects.receipt ->> 'mergedInto' = host.key`,
    [String(chatId), messageId],
  )
}
