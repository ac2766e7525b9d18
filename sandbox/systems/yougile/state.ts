// What the YouGile stand-in remembers: tasks, the keys they were made with, and their chats.
import { createShelf, type Shelf } from '../../shelf.ts'
import type { World } from '../../world.ts'

const MAX_TASKS = 50_000

export type Task = Record<string, unknown> & { id: string; title: string }
export interface Message {
  id: number
  fromUserId: string
  text: string
  textHtml: string
  label: string
  reactions: Record<string, string[]>
}

export interface State {
  world: World
  now: () => Date
  tasks: Shelf<string, Task>
  idByKey: Shelf<string, string>
  chats: Shelf<string, Shelf<number, Message>>
  nextMessageId(): number
}

export function createState(world: World, now: () => Date): State {
  const tasks = createShelf<string, Task>(MAX_TASKS)
  let lastMessageId = 0
  for (const task of world.yougile.tasks) tasks.set(task.id, { ...newTask(task.id, now()), ...task })
  return {
    world,
    now,
    tasks,
    idByKey: createShelf(MAX_TASKS),
    chats: createShelf(MAX_TASKS),
    // A message's id is its time; two in one millisecond still differ.
    nextMessageId() {
      lastMessageId = Math.max(lastMessageId + 1, now().getTime())
      return lastMessageId
    },
  }
}

export const newTask = (id: string, at: Date) => ({
  id,
  timestamp: at.getTime(),
  createdBy: null,
  archived: false,
  completed: false,
  type: 'task',
})
