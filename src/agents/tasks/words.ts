// What people read from the agent tasks.
import { escapeHtml } from '../../effects/html.ts'

export const arrivedText = (type: string): string => `<b>Задачи</b>: пришло событие ${escapeHtml(type)}.`

export const toldSummary = 'Сообщил руководителю.'
export const nobodySummary = 'Руководителя нет: записал в журнал.'
