// docs/conversations.md: every conversation as it was played, without a model and, where that says something else, with one.
import type { Said } from './play.ts'
import { type Conversation, PEOPLE, type Turn } from './script.ts'

const HEAD = `# Conversations

What staff say, and what the bot answers, word for word, as Telegram shows it; \`<id>\` and \`<link>\` stand for what differs each time.
Written by \`npx vitest run tests/conversations -u\` from [the script](../tests/conversations/script.ts), and checked by every \`npm test\`:
in one process and on two replicas, without a model and with the sandbox's.

${Object.values(PEOPLE)
  .map(({ name, is }) => `${name} is ${is}`)
  .join(' · ')}.
`

const where = (turn: Exclude<Turn, { passes: number }>) => ('in' in turn && turn.in === 'topic' ? ', in the topic of the car' : '')

function lineOf(turn: Turn): string {
  if ('passes' in turn) return `*${turn.so}*`
  const who = `**${PEOPLE[turn.who].name}**${where(turn)}`
  if ('presses' in turn) return `${who} presses «${turn.presses}»`
  if ('edits' in turn) return `${who} changes that to: ${turn.edits}`
  if ('sends' in turn) return `${who} sends an album of two photos`
  return `${who}${turn.replies ? ' answers the message' : ''}: ${turn.says}`
}

const HOW = { new: '', edited: ' (edited)', 'over the chat': ' (over the chat)' } as const

function messageOf({ where: place, how, text, buttons }: Said): string {
  const rows = buttons.map((row) => row.map((label) => `[${label}]`).join(' '))
  return `→ ${place}${HOW[how]}\n\n\`\`\`text\n${[text, ...rows].join('\n')}\n\`\`\``
}
const answer = (said: readonly Said[]) => (said.length === 0 ? '→ nothing' : said.map(messageOf).join('\n\n'))

function turnOf(turn: Turn, off: readonly Said[], on: readonly Said[]): string {
  const [without, with_] = [answer(off), answer(on)]
  return [lineOf(turn), without, ...(with_ === without ? [] : ['With a model:', with_])].join('\n\n')
}

/** @param off what was said without a model, @param on with one; by conversation and turn. */
export function page(conversations: readonly Conversation[], off: readonly Said[][][], on: readonly Said[][][]): string {
  const chapters = conversations.map(({ title, about, turns }, at) =>
    [`## ${title}`, about, ...turns.map((turn, n) => turnOf(turn, off[at]?.[n] ?? [], on[at]?.[n] ?? []))].join('\n\n'),
  )
  return `${HEAD}\n${chapters.join('\n\n')}\n`
}
