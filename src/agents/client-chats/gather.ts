// What the agent of client chats looks up before it decides: our own tables, and a translation where one is needed.
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { type ClientFacts, clientFacts } from './client.ts'
import { type Dialogue, dialogueOf } from './dialogue.ts'
import { type FilesFacts, filesFacts } from './files.ts'
import { type HeardFacts, heardFacts } from './heard.ts'
import { type PressFacts, pressFacts } from './pressed-facts.ts'
import { type SaidFacts, saidFacts } from './said-facts.ts'

export type Taken = EventOf<
  'message.incoming' | 'message.employee' | 'photo.uploaded' | 'callback.button' | 'reminder.due' | 'client.updated'
>

export interface DueFacts {
  what: 'due'
  /** Null when the timer names no conversation of ours. */
  dialogue: Dialogue | null
}

export type Facts = HeardFacts | SaidFacts | FilesFacts | PressFacts | DueFacts | ClientFacts

export async function gather(event: Taken, context: GatherContext): Promise<Facts> {
  switch (event.type) {
    case 'message.incoming':
      return heardFacts(event, context)
    case 'message.employee':
      return saidFacts(event, context)
    case 'photo.uploaded':
      return filesFacts(event, context)
    case 'callback.button':
      return pressFacts(event, context)
    case 'client.updated':
      return clientFacts(event, context)
    case 'reminder.due': {
      const { ref } = event.payload
      return { what: 'due', dialogue: ref === undefined ? null : await dialogueOf({ leadId: ref }, context) }
    }
  }
}
